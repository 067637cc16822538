"""Working days leave out weekends and holidays, and keep the local time of day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.table import table
from workflows.definition import Calendar, UnknownCalendar, UnknownZone, add_working_days, working_day_after

BAVARIA = Calendar.parse({"country": "DE", "subdivision": "BY"})


@table(
    ("day", "count", "calendar", "expected"),
    [
        (date(2026, 11, 20), 1, Calendar(), date(2026, 11, 23)),  # Friday to Monday
        (date(2026, 11, 20), 0, Calendar(), date(2026, 11, 20)),
        (date(2026, 11, 21), 1, Calendar(), date(2026, 11, 23)),  # from a Saturday
        (date(2026, 11, 23), -1, Calendar(), date(2026, 11, 20)),
        (date(2026, 11, 16), 10, Calendar(), date(2026, 11, 30)),
        (date(2026, 12, 24), 1, BAVARIA, date(2026, 12, 28)),  # 25 and 26 are holidays
        (date(2027, 1, 5), 1, BAVARIA, date(2027, 1, 7)),  # Epiphany
        (date(2027, 1, 5), 1, Calendar.parse({"country": "DE"}), date(2027, 1, 6)),
        (date(2026, 11, 21), 2, Calendar.parse({"working_days": ["sat", "sun"]}), date(2026, 11, 28)),
    ],
)
def test_days_are_counted_by_the_calendar(day, count, calendar, expected):
    assert working_day_after(day, count, calendar) == expected


def test_the_local_time_of_day_is_kept_across_a_change_of_the_clock():
    friday = datetime(2027, 3, 26, 8, tzinfo=UTC)  # 09:00 in Berlin
    monday = add_working_days(friday, 1, {"timezone": "Europe/Berlin"})
    assert monday == datetime(2027, 3, 29, 7, tzinfo=UTC)  # 09:00 in Berlin, now two hours ahead


def test_a_time_that_the_day_skips_moves_behind_the_gap():
    before = datetime(2027, 3, 27, 1, 30, tzinfo=UTC)  # 02:30 in Berlin
    options = {"timezone": "Europe/Berlin", "working_days": ["sat", "sun"]}
    assert add_working_days(before, 1, options) == datetime(2027, 3, 28, 1, tzinfo=UTC)


def test_without_a_calendar_days_are_monday_to_friday_in_utc():
    assert add_working_days(datetime(2026, 11, 20, 23, 30, tzinfo=UTC), 1) == datetime(2026, 11, 23, 23, 30, tzinfo=UTC)


def test_a_count_gone_wrong_ends_soon():
    assert working_day_after(date(2026, 11, 20), 10**12, Calendar()) == working_day_after(
        date(2026, 11, 20), 1000, Calendar()
    )


@table(
    ("options", "key"),
    [
        ({"country": "XX"}, "country"),
        ({"country": "de"}, "country"),
        ({"country": "DE", "subdivision": "XX"}, "subdivision"),
        ({"subdivision": "BY"}, "subdivision"),
    ],
)
def test_an_unknown_calendar_is_named(options, key):
    with pytest.raises(UnknownCalendar) as caught:
        Calendar.parse(options)
    assert caught.value.key == key


def test_an_unknown_zone_is_refused():
    with pytest.raises(UnknownZone):
        add_working_days(datetime(2026, 11, 20, tzinfo=UTC), 1, {"timezone": "CET"})
