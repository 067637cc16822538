"""A schedule: what it was told, the instants it fires at, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from workflows.definition.calendar import Calendar, UnknownCalendar
from workflows.definition.cron import HORIZON, Cron, CronInvalid, cron_fires, first_instant, parse_cron
from workflows.definition.limits import LIMITS
from workflows.definition.names import shown
from workflows.definition.timezones import UnknownZone, find_zone

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SEARCH_FROM = datetime(2026, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
_EITHER = "Day of month and day of week are both set: it fires on days that match either."


class Misfire(StrEnum):
    """What happens to instants that passed while nothing could run."""

    SKIP = "skip"
    ONCE = "once"
    ALL = "all"


class ScheduleError(ValueError):
    """A schedule cannot be used; `pointer` leads into its options."""

    def __init__(self, code: str, message: str, *, pointer: str = "", hint: str = "") -> None:
        self.code = code
        self.message = message
        self.pointer = pointer
        self.hint = hint
        super().__init__(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleSpec:
    """When a trigger fires: by `cron` in a time zone, or every so often, counted from `start` or from 1970 UTC."""

    cron: Cron | None = None
    every: timedelta | None = None
    timezone: str = "UTC"
    calendar: Calendar | None = None
    misfire: Misfire = Misfire.ONCE
    inputs: Mapping[str, Any] = field(default_factory=dict)
    start: datetime | None = None
    end: datetime | None = None
    notes: tuple[str, ...] = ()

    @classmethod
    def parse(
        cls, options: Mapping[str, Any], *, min_interval_seconds: float = 1, now: datetime | None = None
    ) -> ScheduleSpec:
        """Return the schedule of a trigger's `with`. Raises ScheduleError.

        `min_interval_seconds` is what the plan allows; with `now`, a start or an end in the past is refused.
        """
        timezone, notes = _zone(options.get("timezone", "UTC"))
        zone = ZoneInfo(timezone)
        spec = cls(
            cron=_cron(options),
            every=_every(options),
            timezone=timezone,
            calendar=_calendar(options.get("calendar")),
            misfire=_misfire(options.get("misfire", "once")),
            inputs=options.get("inputs", {}),
            start=_instant(options, "start", zone),
            end=_instant(options, "end", zone),
            notes=notes + _rule_notes(options),
        )
        _check_window(spec, now)
        _check_interval(spec, min_interval_seconds)
        if _never_fires(spec, now):
            hint = "Look at the day, the month and the calendar: no day of the next eight years fits them all."
            raise ScheduleError("cron_never_fires", "This schedule never fires.", pointer="/cron", hint=hint)
        return spec

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


def next_fire(spec: ScheduleSpec, after: datetime) -> datetime | None:
    """Return the next fire time later than `after`, aware UTC, or None if there is none within eight years.

    Day rules follow crontab(5); the rule for daylight saving time stands in `cron`.
    """
    return next(fires(spec, after), None)


def next_fires(spec: ScheduleSpec, after: datetime, n: int) -> list[datetime]:
    """Return the next `n` fire times later than `after`, or fewer when the schedule ends before."""
    return list(islice(fires(spec, after), n))


def fires(spec: ScheduleSpec, after: datetime) -> Iterator[datetime]:
    """Yield the fire times later than `after`, in order, aware UTC, at most eight years ahead."""
    if spec.start and spec.start > after:
        # The start itself may be an instant.
        after = spec.start - timedelta(microseconds=1)
    zone = spec.zone
    found = cron_fires(spec.cron, after, zone) if spec.cron else _every_fires(spec, after)
    for instant in found:
        if spec.end and instant > spec.end:
            return
        if not spec.calendar or spec.calendar.is_working_day(instant.astimezone(zone).date()):
            yield instant


def _every_fires(spec: ScheduleSpec, after: datetime) -> Iterator[datetime]:
    """Yield by elapsed time; a day without work is stepped over at once, not second by second."""
    assert spec.every is not None
    anchor, zone = spec.start or _EPOCH, spec.zone
    latest = after + HORIZON
    instant = anchor + max(0, (after - anchor) // spec.every + 1) * spec.every
    while instant <= latest:
        day = instant.astimezone(zone).date()
        if spec.calendar and not spec.calendar.is_working_day(day):
            morning = first_instant(datetime.combine(day + _DAY, time()), zone)
            instant = anchor + -((anchor - morning) // spec.every) * spec.every
            continue
        yield instant
        instant += spec.every


def _never_fires(spec: ScheduleSpec, now: datetime | None) -> bool:
    """Search eight years; an end alone says nothing, since the schedule may have fired before it."""
    begin = max(filter(None, (now, spec.start, _SEARCH_FROM)))
    return next_fire(spec, begin) is None and not (spec.end and not now and not spec.start)


def _zone(name: Any) -> tuple[str, tuple[str, ...]]:
    try:
        zone = find_zone(name if isinstance(name, str) else "")
    except UnknownZone as error:
        message = f"There is no time zone '{shown(name)}'."
        raise ScheduleError("unknown_timezone", message, pointer="/timezone", hint=error.hint) from error
    return zone.name, (zone.note,) if zone.note else ()


def _cron(options: Mapping[str, Any]) -> Cron | None:
    if ("cron" in options) == ("every_seconds" in options):
        code = "node_invalid" if "cron" in options else "field_missing"
        raise ScheduleError(code, "A schedule has either 'cron' or 'every_seconds'.")
    if "cron" not in options:
        return None
    try:
        return parse_cron(options["cron"] if isinstance(options["cron"], str) else "")
    except CronInvalid as error:
        raise ScheduleError("cron_invalid", str(error), pointer="/cron", hint=error.hint) from error


def _every(options: Mapping[str, Any]) -> timedelta | None:
    seconds = options.get("every_seconds")
    if seconds is None:
        return None
    limit = LIMITS["every_seconds"]
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not limit.low <= seconds <= limit.high:
        message = f"'every_seconds' is a number between {limit.low:.0f} and {limit.high:.0f} (366 days)."
        raise ScheduleError("out_of_range", message, pointer="/every_seconds")
    return timedelta(seconds=seconds)


def _calendar(options: Any) -> Calendar | None:
    if options is None:
        return None
    try:
        return Calendar.parse(options)
    except UnknownCalendar as error:
        hint = "Use ISO 3166 codes, such as DE and BY."
        raise ScheduleError("unknown_calendar", str(error), pointer=f"/calendar/{error.key}", hint=hint) from error


def _misfire(word: Any) -> Misfire:
    try:
        return Misfire(word)
    except ValueError as error:
        raise ScheduleError("node_invalid", "'misfire' is skip, once or all.", pointer="/misfire") from error


def _instant(options: Mapping[str, Any], key: str, zone: ZoneInfo) -> datetime | None:
    """Read an RFC 3339 instant; without an offset it is local time of the schedule's zone."""
    text = options.get(key)
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return (moment.astimezone(UTC)) if moment.tzinfo else first_instant(moment, zone)
    except (TypeError, ValueError, OverflowError) as error:
        hint = "Write it as 2027-03-28T08:00:00+02:00."
        raise ScheduleError("invalid_datetime", f"'{key}' is not an instant.", pointer=f"/{key}", hint=hint) from error


def _rule_notes(options: Mapping[str, Any]) -> tuple[str, ...]:
    parts = str(options.get("cron", "")).split()
    both_days = len(parts) == 5 and not parts[2].startswith("*") and not parts[4].startswith("*")
    return (_EITHER,) if both_days else ()


def _check_window(spec: ScheduleSpec, now: datetime | None) -> None:
    if spec.start and spec.end and spec.end <= spec.start:
        raise ScheduleError(
            "out_of_range", "The schedule ends before it starts.", pointer="/end", hint="Allowed: later than 'start'."
        )
    for key, instant in (("start", spec.start), ("end", spec.end)):
        if now and instant and instant < now:
            raise ScheduleError(
                "out_of_range", f"'{key}' lies in the past.", pointer=f"/{key}", hint="Allowed: from now on."
            )


def _check_interval(spec: ScheduleSpec, min_interval_seconds: float) -> None:
    gap = spec.cron.shortest_gap() if spec.cron else spec.every
    if gap is not None and gap.total_seconds() < min_interval_seconds:
        raise ScheduleError(
            "schedule_too_frequent",
            f"It fires every {gap.total_seconds():g} seconds; at least {min_interval_seconds:g} are asked for.",
            pointer="/cron" if spec.cron else "/every_seconds",
            hint="Choose a longer time between two runs.",
        )
