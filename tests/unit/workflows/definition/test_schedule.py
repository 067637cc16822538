"""A schedule is understood whole or refused with a code, and never fires outside its window."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from tests.table import table
from workflows.definition import Misfire, ScheduleError, ScheduleSpec, next_fire, next_fires

NOW = datetime(2026, 11, 22, 5, 20, tzinfo=UTC)


def refused(options, **more) -> ScheduleError:
    with pytest.raises(ScheduleError) as caught:
        ScheduleSpec.parse(options, **more)
    return caught.value


@table(
    ("options", "code", "pointer"),
    [
        ({}, "field_missing", ""),
        ({"cron": "0 0 * * *", "every_seconds": 5}, "node_invalid", ""),
        ({"cron": "60 * * * *"}, "cron_invalid", "/cron"),
        ({"cron": 5}, "cron_invalid", "/cron"),
        ({"cron": "0 0 30 2 *"}, "cron_never_fires", "/cron"),
        ({"cron": "0 9 * * 6", "calendar": {"country": "DE"}}, "cron_never_fires", "/cron"),
        ({"every_seconds": 0}, "out_of_range", "/every_seconds"),
        ({"every_seconds": -5}, "out_of_range", "/every_seconds"),
        ({"every_seconds": 10 * 366 * 86_400}, "out_of_range", "/every_seconds"),
        ({"every_seconds": True}, "out_of_range", "/every_seconds"),
        ({"every_seconds": float("nan")}, "out_of_range", "/every_seconds"),
        ({"every_seconds": 60, "timezone": "Europe/Pariss"}, "unknown_timezone", "/timezone"),
        ({"every_seconds": 60, "timezone": 3}, "unknown_timezone", "/timezone"),
        ({"every_seconds": 60, "calendar": {"country": "XX"}}, "unknown_calendar", "/calendar/country"),
        (
            {"every_seconds": 60, "calendar": {"country": "DE", "subdivision": "ZZ"}},
            "unknown_calendar",
            "/calendar/subdivision",
        ),
        ({"every_seconds": 60, "calendar": {"subdivision": "BY"}}, "unknown_calendar", "/calendar/subdivision"),
        ({"every_seconds": 60, "misfire": "twice"}, "node_invalid", "/misfire"),
        ({"every_seconds": 60, "start": "soon"}, "invalid_datetime", "/start"),
        ({"every_seconds": 60, "end": 5}, "invalid_datetime", "/end"),
        ({"every_seconds": 60, "start": "2027-02-30"}, "invalid_datetime", "/start"),
        ({"every_seconds": 60, "start": "2027-02-01", "end": "2027-01-01"}, "out_of_range", "/end"),
    ],
)
def test_a_schedule_that_cannot_be_kept_is_refused_with_its_place(options, code, pointer):
    error = refused(options)
    assert (error.code, error.pointer) == (code, pointer)
    assert error.message


@table("key", ["start", "end"])
def test_the_past_is_refused_when_the_time_is_known(key):
    options = {"every_seconds": 60, key: "2026-11-01T00:00:00Z"}
    assert ScheduleSpec.parse(options)
    assert (refused(options, now=NOW).code, refused(options, now=NOW).pointer) == ("out_of_range", f"/{key}")


@table(
    ("options", "gap_seconds"),
    [
        ({"cron": "* * * * *"}, 60),
        ({"cron": "*/14 * * * *"}, 240),  # :56 to :00
        ({"cron": "0,59 * * * *"}, 60),
        ({"cron": "50 23 * * *"}, 86_400),
        ({"cron": "0 0,23 * * *"}, 3_600),
        ({"every_seconds": 90}, 90),
    ],
)
def test_a_plan_refuses_schedules_below_its_shortest_interval(options, gap_seconds):
    assert ScheduleSpec.parse(options, min_interval_seconds=gap_seconds)
    assert refused(options, min_interval_seconds=gap_seconds + 1).code == "schedule_too_frequent"


def test_intervals_are_counted_from_1970_or_from_the_start():
    every = ScheduleSpec.parse({"every_seconds": 7})
    fires = next_fires(every, NOW, 3)
    assert [fire.timestamp() % 7 for fire in fires] == [0, 0, 0]
    from_start = ScheduleSpec.parse({"every_seconds": 7, "start": "2026-11-22T06:00:03+00:00"})
    assert next_fires(from_start, NOW, 2) == [
        datetime(2026, 11, 22, 6, 0, 3, tzinfo=UTC),
        datetime(2026, 11, 22, 6, 0, 10, tzinfo=UTC),
    ]


def test_an_interval_takes_no_notice_of_clocks_that_change():
    every = ScheduleSpec.parse({"every_seconds": 86_400, "start": "2027-03-27T02:30:00", "timezone": "Europe/Paris"})
    fires = next_fires(every, datetime(2027, 3, 1, tzinfo=UTC), 3)
    assert {later - earlier for earlier, later in pairwise(fires)} == {timedelta(days=1)}


def test_a_start_without_offset_is_local_time():
    every = ScheduleSpec.parse({"every_seconds": 60, "start": "2027-01-01T08:00", "timezone": "Europe/Berlin"})
    assert every.start == datetime(2027, 1, 1, 7, tzinfo=UTC)


def test_nothing_fires_before_the_start_or_after_the_end():
    options = {"cron": "0 8 * * *", "start": "2027-01-01T08:00:00Z", "end": "2027-01-03T08:00:00Z"}
    fires = next_fires(ScheduleSpec.parse(options), NOW, 10)
    assert [fire.day for fire in fires] == [1, 2, 3]
    assert next_fire(ScheduleSpec.parse(options), fires[-1]) is None


def test_a_schedule_whose_window_holds_no_fire_never_fires():
    options = {"cron": "0 8 1 1 *", "start": "2027-01-02T00:00:00Z", "end": "2027-12-31T00:00:00Z"}
    assert refused(options).code == "cron_never_fires"


def test_holidays_and_days_off_are_stepped_over():
    options = {"cron": "0 9 * * *", "timezone": "Europe/Berlin", "calendar": {"country": "DE", "subdivision": "BY"}}
    fires = next_fires(ScheduleSpec.parse(options), datetime(2026, 12, 23, 12, tzinfo=UTC), 6)
    # 25 and 26 are Christmas, 27 is Sunday, 1 January and 6 January (Epiphany, in Bavaria) are holidays.
    assert [(fire.month, fire.day) for fire in fires] == [(12, 24), (12, 28), (12, 29), (12, 30), (12, 31), (1, 4)]


def test_an_interval_steps_over_a_weekend_at_once():
    options = {"every_seconds": 1, "timezone": "Europe/Berlin", "calendar": {}}
    friday_night = datetime(2026, 11, 20, 22, 59, 59, tzinfo=UTC)  # 23:59:59 in Berlin
    fires = next_fires(ScheduleSpec.parse(options), friday_night, 2)
    assert fires == [datetime(2026, 11, 22, 23, tzinfo=UTC), datetime(2026, 11, 22, 23, 0, 1, tzinfo=UTC)]


def test_what_is_left_out_has_its_default():
    spec = ScheduleSpec.parse({"cron": "0 8 * * *"})
    assert (spec.timezone, spec.misfire, spec.inputs, spec.calendar, spec.notes) == ("UTC", Misfire.ONCE, {}, None, ())


def test_surprising_rules_come_with_a_note():
    assert "either" in ScheduleSpec.parse({"cron": "30 4 1,15 * 5"}).notes[0]
    assert ScheduleSpec.parse({"cron": "30 4 * * 5"}).notes == ()
    alias = ScheduleSpec.parse({"cron": "0 8 * * *", "timezone": "Asia/Calcutta"})
    assert (alias.timezone, alias.notes) == ("Asia/Kolkata", ("Asia/Calcutta is now called Asia/Kolkata.",))


@table("after", [NOW, NOW.replace(microsecond=999_999), datetime(2026, 11, 22, 5, 20)])
def test_a_fire_is_always_later_than_asked(after):
    if after.tzinfo is None:
        after = after.replace(tzinfo=UTC)
    for options in ({"cron": "20 5 * * *"}, {"every_seconds": 0.5 + 0.5}):
        assert next_fire(ScheduleSpec.parse(options), after) > after
