"""Waits hold nothing in memory, end in time and never beyond the run's own time."""

from datetime import UTC, datetime, timedelta

from tests.table import table
from tests.unit.workflows.lifecycle.stage import NOON, Stage, define, do, failure_of, output_of, set_, try_, wait_
from workflows.lifecycle.outcome import Finished, Parked, WaitKind

NEXT = set_("next", v=1)


def parked(run):
    return run.play(Parked)


@table(
    ("options", "until"),
    [
        ({"seconds": 30}, NOON + timedelta(seconds=30)),
        ({"seconds": "{{ 60 * 60 }}"}, NOON + timedelta(hours=1)),
        ({"seconds": 0.5}, NOON + timedelta(seconds=0.5)),
        ({"until": "2027-03-02T08:00:00+01:00"}, datetime(2027, 3, 2, 7, tzinfo=UTC)),
        ({"until": "{{ inputs.at }}"}, datetime(2027, 3, 1, 13, tzinfo=UTC)),
        ({"working_days": 5}, NOON + timedelta(days=7)),  # a Monday and five working days: the next Monday
    ],
)
def test_a_wait_parks_the_branch_until_its_time(options, until):
    run = Stage(define([wait_("w", **options), NEXT]), {"at": "2027-03-01T13:00:00Z"})

    ending = parked(run)

    assert (ending.kind, ending.wake_at.replace(hour=0, minute=0) if "working_days" in options else ending.wake_at) == (
        WaitKind.DELAY,
        until.replace(hour=0, minute=0) if "working_days" in options else until,
    )
    assert run.statuses() == [("w", "waiting")]


@table("early", [timedelta(0), timedelta(seconds=29)])
def test_a_branch_woken_early_waits_on_for_the_same_instant(early):
    run = Stage(define([wait_("w", seconds=30), NEXT]))
    first = parked(run)
    run.clock += early

    assert parked(run) == first


@table("late", [timedelta(seconds=30), timedelta(seconds=31), timedelta(days=400)])
def test_a_branch_woken_in_time_or_late_goes_on_and_says_when(late):
    run = Stage(define([wait_("w", seconds=30), NEXT], output="{{ steps.w.resumed_at }}"))
    parked(run)
    run.clock += late

    resumed = datetime.fromisoformat(run.advance().output)

    assert resumed == NOON + late
    assert run.statuses() == [("w", "succeeded"), ("next", "succeeded")]


@table("options", [{"seconds": 0}, {"until": "2020-01-01T00:00:00Z"}])
def test_a_wait_whose_time_is_over_does_not_park(options):
    run = Stage(define([wait_("w", **options), NEXT]))

    assert isinstance(run.advance(), Finished)


@table(
    ("options", "code"),
    [
        ({"seconds": "{{ inputs.v }}"}, "out_of_range"),
        ({"until": "{{ inputs.v }}"}, "type_mismatch"),
        ({"working_days": "{{ inputs.v }}"}, "out_of_range"),
    ],
)
@table("value", [-1, "soon", True, None, [], 10**12])
def test_a_wait_that_names_no_time_fails_in_words(options, code, value):
    failure = failure_of([wait_("w", **options)], {"v": value})

    assert (failure.code, failure.step, failure.pointer) == (code, "w", "/steps/0/with")


@table("value", ["2027-03-01T12:00:00", "2027-03-01", "2027-13-01T00:00:00Z"])
def test_an_instant_needs_a_zone_and_a_real_day(value):
    assert failure_of([wait_("w", until="{{ inputs.v }}")], {"v": value}).code == "type_mismatch"


def test_a_wait_lasts_at_most_four_hundred_days():
    last = NOON + timedelta(days=400)

    assert parked(Stage(define([wait_("w", until=last.isoformat())]))).wake_at == last
    assert failure_of([wait_("w", until=(last + timedelta(seconds=1)).isoformat())]).code == "out_of_range"


def test_a_failed_wait_can_be_caught():
    steps = [try_("t", [wait_("w", seconds="{{ inputs.v }}")], [set_("c", v="{{ error.code }}")])]

    assert output_of(steps, "{{ steps.t.result.v }}", {"v": -1}) == "out_of_range"


# --- the run's own time ----------------------------------------------------------------------------------------------


@table("options", [{"seconds": 3600}, {"seconds": 61}])
def test_a_wait_ends_with_the_run_s_time(options):
    run = Stage(define([wait_("w", **options), NEXT]), deadline=NOON + timedelta(seconds=60))

    ending = run.play()

    assert (ending.status, ending.failure.code) == ("failed", "run_timeout")
    assert run.clock - NOON < timedelta(seconds=61)
    assert run.statuses() == [("w", "cancelled")]


def test_a_retry_ends_with_the_run_s_time():
    run = Stage(define([do("a", fails=1, after=3600)]), deadline=NOON + timedelta(seconds=60))

    assert run.play().failure.code == "run_timeout"
    assert run.clock - NOON < timedelta(seconds=61)
    assert run.effects() == {"a#1": 1}


def test_the_end_of_the_run_s_time_cannot_be_caught():
    guard = try_("t", [wait_("w", seconds=3600)], [do("c")], [do("f")]) | {"on_error": "continue"}
    run = Stage(define([guard, NEXT]), deadline=NOON + timedelta(seconds=60))

    ending = run.play()

    assert (ending.status, ending.failure.code) == ("failed", "run_timeout")
    assert run.performed == []
    assert run.statuses() == [("t", "cancelled"), ("w", "cancelled")]


def test_a_run_s_time_is_looked_at_before_each_step():
    run = Stage(define([set_("a", v=1), NEXT]), deadline=NOON)

    assert run.play().failure.pointer == "/settings/timeout_seconds"
    assert run.statuses() == []


def test_an_effect_under_way_when_the_time_ends_may_have_happened():
    run = Stage(define([do("a")]), deadline=NOON + timedelta(seconds=1), dies_at={2})

    assert run.play().failure.code == "run_timeout"
    assert (run.statuses(), run.effects()) == ([("a", "unknown")], {"a#1": 1})
