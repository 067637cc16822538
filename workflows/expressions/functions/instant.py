"""Instants: read from text or seconds, kept aware, written as RFC 3339 with Z."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from workflows.expressions.errors import Code, Fault

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_INSTANT = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([Zz]|[+-]\d{2}:?\d{2})?", re.ASCII
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HINT = "Write 2026-03-01T12:00:00Z or 2026-03-01, or read other forms with parse_date(text, format)."


def instant_of(value: str | int | float, zone: tzinfo) -> datetime:
    """Return the instant, in UTC, that a text or a number of seconds since 1970 means; zone for texts without one.

    Raises Fault for what is no date or lies outside the years 1 to 9999.
    """
    try:
        if not isinstance(value, str):
            return _EPOCH + timedelta(seconds=value)
        # In UTC: Python subtracts and compares two datetimes of one zone by their clocks, not by the time between.
        return _read(value.strip() if len(value) <= 64 else "", zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Fault(Code.TYPE, "This is not a date that exists.", _HINT) from None


def spell_instant(instant: datetime) -> str:
    """Return RFC 3339 in UTC with Z; a fraction only where there is one, to the millisecond."""
    try:
        instant = instant.astimezone(UTC)
    except (ValueError, OverflowError):
        raise out_of_range() from None
    return f"{spell_local(instant)}Z"


def spell_local(moment: datetime) -> str:
    """Return date and time without a zone, to the second or, where there is a fraction, the millisecond."""
    return moment.replace(tzinfo=None).isoformat(timespec="milliseconds" if moment.microsecond >= 1000 else "seconds")


def out_of_range() -> Fault:
    """Return the fault for a date outside the calendar."""
    return Fault(Code.TYPE, "This date lies outside the years 1 to 9999.")


def _read(text: str, zone: tzinfo) -> datetime:
    if _DATE.fullmatch(text):
        return datetime.combine(date.fromisoformat(text), time(), tzinfo=zone)
    found = _INSTANT.fullmatch(text)
    if not found:
        raise ValueError(text)
    day, hour, minute, second, fraction, offset = found.groups()
    clock = time(int(hour), int(minute), int(second or 0), int((fraction or "0").ljust(6, "0")[:6]))
    return datetime.combine(date.fromisoformat(day), clock, tzinfo=_offset(offset) if offset else zone)


def _offset(text: str) -> tzinfo:
    if text in "Zz":
        return UTC
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))
