"""Cron fields and the instants they stand for, with one fixed rule for daylight saving time.

The rule, by the hour field (shown wherever a schedule is edited):

* A fixed hour means local wall time, once a day. A time that a spring gap skips fires at the first instant after the
  gap; a time that an autumn overlap shows twice fires at its first occurrence only.
* An hour from `*`, `*/n` or a range stepping every hour means elapsed time: it fires in every real hour whose local
  hour it names, so `0 * * * *` fires 25 times on the long day and 23 times on the short one.
* Day of month and day of week, both set, mean either (POSIX).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from heapq import merge
from itertools import pairwise
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError
from cronsim.cronsim import Field

from workflows.definition.limits import most

FIELDS = ("minute", "hour", "day of month", "month", "day of week")
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_DAY_MINUTES = 24 * 60
# A leap day can be eight years away: 2096 to 2104.
HORIZON = timedelta(days=8 * 366)


class CronInvalid(ValueError):
    """A cron expression has a field that means nothing; `field` names it."""

    def __init__(self, message: str, field: str = "", hint: str = "") -> None:
        self.field = field
        self.hint = hint
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Cron:
    """A parsed cron expression: minutes of the day by kind of hour, and the days they apply to."""

    source: str
    wall_minutes: tuple[int, ...]
    elapsed_minutes: tuple[int, ...]
    all_minutes: tuple[int, ...]
    days: CronSim

    def is_day(self, day: date) -> bool:
        """Tell whether the day, month and weekday fields name this day."""
        return day.month in self.days.months and self.days.match_day(day)

    def shortest_gap(self) -> timedelta:
        """Return the least time between two fires on ordinary days."""
        first_again = self.all_minutes[0] + _DAY_MINUTES
        gaps = [later - earlier for earlier, later in pairwise([*self.all_minutes, first_again])]
        return min(gaps) * _MINUTE

    def explain(self) -> str:
        """Return the expression in English words."""
        return str(self.days.explain())


@lru_cache(maxsize=1024)
def parse_cron(source: str) -> Cron:
    """Return the five fields, understood. Raises CronInvalid, which names the field."""
    if len(source) > most("cron_characters"):
        raise CronInvalid(f"A cron expression has at most {most('cron_characters')} characters.")
    parts = source.upper().split()
    if len(parts) != len(FIELDS):
        hint = "Seconds are not supported: five fields are minute, hour, day of month, month, day of week."
        raise CronInvalid(f"A cron expression has five fields; here are {len(parts)}.", hint=hint)
    for name, field, part in zip(FIELDS, list(Field)[1:], parts, strict=True):
        _check_field(name, field, part)
    minutes, hours = _numbers(Field.MINUTE, parts[0]), _numbers(Field.HOUR, parts[1])
    elapsed = _elapsed_hours(parts[1])
    return Cron(
        source=source,
        wall_minutes=_minutes_of_day(hours - elapsed, minutes),
        elapsed_minutes=_minutes_of_day(elapsed, minutes),
        all_minutes=_minutes_of_day(hours, minutes),
        days=_days(parts),
    )


def _check_field(name: str, field: Field, part: str) -> None:
    try:
        field.parse(part)
    except (CronSimError, AssertionError, ValueError, IndexError) as error:
        raise CronInvalid(f"The field '{name}' is not valid.", name, _FIELD_HINTS[name]) from error


_FIELD_HINTS = {
    "minute": "0 to 59, a list 0,30, a range 0-29, or every 15 minutes: */15.",
    "hour": "0 to 23, a list 8,12, a range 9-17, or every 2 hours: */2.",
    "day of month": "1 to 31, L for the last day, LW for the last weekday.",
    "month": "1 to 12, or JAN to DEC.",
    "day of week": "0 to 7 (0 and 7 are Sunday), MON to SUN, MON#2 for the second Monday, 5L for the last Friday.",
}


def _days(parts: list[str]) -> CronSim:
    """Return cronsim's view of the day fields; days that no month has simply never match."""
    try:
        return CronSim(" ".join(["0", "0", *parts[2:]]), datetime(2000, 1, 1))
    except CronSimError:
        never = CronSim("0 0 * * *", datetime(2000, 1, 1))
        never.months = set()
        return never


def _elapsed_hours(field: str) -> set[int]:
    """Return the hours that come from `*`, `*/n` or a range stepping every hour."""
    hours: set[int] = set()
    for part in field.split(","):
        body, _, step = part.partition("/")
        if body == "*" or ("-" in body and step in {"", "1"}):
            hours |= _numbers(Field.HOUR, part)
    return hours


def _numbers(field: Field, part: str) -> set[int]:
    """Return what a field names; minutes and hours have no `L` and no `#`, so these are numbers alone."""
    return {item for item in field.parse(part) if isinstance(item, int)}


def _minutes_of_day(hours: set[int], minutes: set[int]) -> tuple[int, ...]:
    return tuple(sorted(hour * 60 + minute for hour in hours for minute in minutes))


def cron_fires(cron: Cron, after: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """Yield every instant later than `after`, aware UTC, in order, none twice, for the next eight years.

    1. Begin two days early: a skipped day's fires land at its end. 2. On an ordinary day local minutes turn into
    instants by one offset. 3. On a day when the clock changes each minute is looked at, and instants that lie beyond
    the next midnight (a change at midnight does that) are held back and merged into the next day.
    """
    day = after.astimezone(zone).date() - 2 * _DAY
    last = day + HORIZON
    held: list[datetime] = []
    latest = after
    while day <= last:
        offset = _steady_offset(day, zone)
        fires = _fires_on(cron, day, zone, offset, latest) if cron.is_day(day) else iter(())
        if held:
            fires, held = merge(held, fires), []
        if offset is None:
            midnight = first_instant(datetime.combine(day + _DAY, time()), zone)
            found = list(fires)
            fires, held = (
                iter([fire for fire in found if fire < midnight]),
                [fire for fire in found if fire >= midnight],
            )
        for instant in fires:
            if instant > latest:
                latest = instant
                yield instant
        day += _DAY


def _steady_offset(day: date, zone: ZoneInfo) -> timedelta | None:
    """Return the offset that holds all day, or None on a day when the clock changes."""
    midnight = datetime.combine(day, time(), zone)
    following = midnight + _DAY
    offset = midnight.utcoffset()
    is_steady = offset == midnight.replace(fold=1).utcoffset() == following.utcoffset()
    return offset if is_steady and offset == following.replace(fold=1).utcoffset() else None


def _fires_on(cron: Cron, day: date, zone: ZoneInfo, offset: timedelta | None, after: datetime) -> Iterator[datetime]:
    """Return the instants of one local day in order; with a steady offset, only those later than `after`."""
    midnight = datetime.combine(day, time())
    if offset is not None:
        start = midnight.replace(tzinfo=UTC) - offset
        first = bisect_right(cron.all_minutes, (after - start) / _MINUTE)
        return (start + minute * _MINUTE for minute in cron.all_minutes[first:])
    fires = {first_instant(midnight + minute * _MINUTE, zone) for minute in cron.wall_minutes}
    for minute in cron.elapsed_minutes:
        fires.update(_real_instants(midnight + minute * _MINUTE, zone))
    return iter(sorted(fires))


def first_instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant of a local time: its first occurrence, or the first instant after a gap that skips it."""
    instants = _real_instants(wall, zone)
    return instants[0] if instants else gap_end(wall, zone)


def _real_instants(wall: datetime, zone: ZoneInfo) -> list[datetime]:
    """Return the instants at which clocks show this local time: none in a gap, two in an overlap."""
    found = []
    for fold in (0, 1):
        instant = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        if instant.astimezone(zone).replace(tzinfo=None) == wall and instant not in found:
            found.append(instant)
    return found


def gap_end(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the first instant after the gap in which a local time lies.

    1. With fold 0 the missing time is read by the offset before the gap, so it lies after the change; with fold 1 by
       the offset after it, so it lies before. 2. Between the two, find the change by halving, to the second.
    """
    after = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    new_offset = after.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == new_offset:
            after = middle
        else:
            before = middle
    return after
