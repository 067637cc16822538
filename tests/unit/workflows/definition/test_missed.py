"""After a downtime, each policy makes up for the instants it promises, and names the others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.table import table
from workflows.definition import Misfire, ScheduleSpec, missed_instants

DOWN = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
UP = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
HOURLY = ScheduleSpec.parse({"cron": "*/30 * * * *"})


@table(
    ("policy", "run", "skipped"),
    [
        ("skip", ["07:00"], ["05:30", "06:00", "06:30"]),  # 07:00 is on time
        ("once", ["05:30"], ["06:00", "06:30", "07:00"]),
        (Misfire.ALL, ["05:30", "06:00", "06:30", "07:00"], []),
        (None, ["05:30"], ["06:00", "06:30", "07:00"]),  # the schedule's own policy: once
    ],
)
def test_the_policy_s_instants_run_and_the_others_are_named(policy, run, skipped):
    missed = missed_instants(HOURLY, DOWN, UP, policy)
    assert [instant.strftime("%H:%M") for instant in missed.run] == run
    assert [instant.strftime("%H:%M") for instant in missed.skipped] == skipped
    assert missed.resume_after is None


@table(("late_seconds", "run"), [(0, ["07:00"]), (1, ["07:00"]), (60, ["07:00"]), (61, []), (1_799, [])])
def test_a_schedule_that_skips_still_fires_on_time(late_seconds, run):
    """A tick is never exactly on time: with `skip` an ordinary fire must not count as missed."""
    missed = missed_instants(HOURLY, UP - timedelta(minutes=1), UP + timedelta(seconds=late_seconds), "skip")
    assert [instant.strftime("%H:%M") for instant in missed.run] == run
    assert len(missed.run) + len(missed.skipped) == 1


def test_a_flood_under_skip_still_runs_the_newest():
    every_second = ScheduleSpec.parse({"every_seconds": 1, "misfire": "skip"})
    missed = missed_instants(every_second, DOWN, UP)
    assert missed.run == (UP,)
    assert (len(missed.skipped), missed.resume_after) == (1_000, missed.skipped[-1])


def test_the_end_counts_and_the_beginning_does_not():
    missed = missed_instants(HOURLY, DOWN, DOWN + timedelta(minutes=30), "all")
    assert missed.run == (DOWN + timedelta(minutes=30),)
    assert missed_instants(HOURLY, DOWN, DOWN + timedelta(minutes=29), "all").run == ()


def test_all_makes_up_for_a_hundred_at_most():
    every_minute = ScheduleSpec.parse({"cron": "* * * * *", "misfire": "all"})
    missed = missed_instants(every_minute, DOWN, UP)
    assert (len(missed.run), len(missed.skipped)) == (100, 20)
    assert missed.run[0] == DOWN + timedelta(minutes=1)
    assert missed.skipped[0] == missed.run[-1] + timedelta(minutes=1)


def test_a_flood_of_skipped_instants_is_cut_and_says_where():
    every_second = ScheduleSpec.parse({"every_seconds": 1, "misfire": "once"})
    missed = missed_instants(every_second, DOWN, UP)
    assert (len(missed.run), len(missed.skipped)) == (1, 1_000)
    assert missed.resume_after == missed.skipped[-1]


def test_exactly_as_many_as_are_recorded_leave_nothing_open():
    every_second = ScheduleSpec.parse({"every_seconds": 1})
    missed = missed_instants(every_second, DOWN, DOWN + timedelta(seconds=1_001))
    assert (len(missed.skipped), missed.resume_after) == (1_000, None)


def test_an_unknown_policy_is_refused():
    with pytest.raises(ValueError, match="twice"):
        missed_instants(HOURLY, DOWN, UP, "twice")
