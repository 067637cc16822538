"""Working days: the week's days of work, without the public holidays of a country or one of its parts."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from workflows.definition.cron import first_instant
from workflows.definition.timezones import find_zone

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = timedelta(days=1)
# Far beyond the longest wait: a larger count, from an expression gone wrong, must not count for minutes.
MAX_COUNT = 1_000


class UnknownCalendar(ValueError):
    """The holidays of this country, or of this part of it, are not known."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"There are no holidays known for this {key}.")


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days of work by weekday (0 is Monday), minus the holidays of `country` and `subdivision` (ISO 3166 codes)."""

    country: str = ""
    subdivision: str = ""
    working_days: frozenset[int] = frozenset(range(5))

    @classmethod
    def parse(cls, options: Mapping[str, Any]) -> Calendar:
        """Return the calendar of `{country, subdivision, working_days}`, all optional. Raises UnknownCalendar."""
        country, subdivision = options.get("country", ""), options.get("subdivision", "")
        days = frozenset(WEEKDAYS.index(day) for day in options.get("working_days", WEEKDAYS[:5]))
        if subdivision and not country:
            raise UnknownCalendar("subdivision")
        if country:
            _holidays(country, subdivision)
        return cls(country, subdivision, days)

    def is_working_day(self, day: date) -> bool:
        return day.weekday() in self.working_days and not self.is_holiday(day)

    def is_holiday(self, day: date) -> bool:
        return bool(self.country) and day in _holidays(self.country, self.subdivision)


@lru_cache(maxsize=64)
def _holidays(country: str, subdivision: str) -> Container[date]:
    """Return a country's holidays; years are worked out as they are asked for. The library is heavy: loaded here."""
    import holidays

    known = holidays.list_supported_countries(include_aliases=False)
    if country not in known:
        raise UnknownCalendar("country")
    if subdivision and subdivision not in known[country]:
        raise UnknownCalendar("subdivision")
    return holidays.country_holidays(country, subdiv=subdivision or None)


def working_day_after(day: date, count: int, calendar: Calendar) -> date:
    """Return the `count`-th working day after `day` (before it, for a negative count); 0 gives `day` itself.

    >>> working_day_after(date(2026, 11, 20), 1, Calendar())  # a Friday
    datetime.date(2026, 11, 23)
    """
    step = _DAY if count >= 0 else -_DAY
    left = min(abs(count), MAX_COUNT)
    while left:
        day += step
        left -= calendar.is_working_day(day)
    return day


def add_working_days(instant: datetime, count: int, options: Mapping[str, Any] | None = None) -> datetime:
    """Return the instant `count` working days later at the same local time, aware UTC.

    `options` is the `calendar` of a wait: `{country, subdivision, working_days, timezone}`; without one, Monday to
    Friday in UTC. Raises UnknownCalendar, UnknownZone.
    """
    options = options or {}
    zone = find_zone(options.get("timezone", "UTC")).info
    local = instant.astimezone(zone)
    day = working_day_after(local.date(), count, Calendar.parse(options))
    return first_instant(datetime.combine(day, local.time()), zone)
