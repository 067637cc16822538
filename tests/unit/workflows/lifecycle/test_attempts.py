"""Attempts of actions: one key place for all of them, retries over walks, and nothing repeated that must not be."""

from datetime import timedelta
from itertools import pairwise

from tests.table import table
from tests.unit.workflows.lifecycle.stage import NOON, Stage, define, do, failure_of, held, set_, try_, wait_
from workflows.lifecycle.outcome import Done, Errored, Failure, Parked, WaitKind

PAY = {"effect": "at_most_once", "say": "pay"}


def test_a_failed_attempt_is_tried_again_in_later_walks_with_rising_numbers():
    run = Stage(define([do("a", fails=2)], output="{{ steps.a.attempt }}"))

    assert run.play().output == 3
    assert run.statuses() == [("a", "failed"), ("a#2", "failed"), ("a#3", "succeeded")]
    assert [parked.wake_at - NOON for parked in run.parked] == [timedelta(seconds=10), timedelta(seconds=30)]
    assert {parked.kind for parked in run.parked} == {WaitKind.RETRY}
    assert len({str(command.place) for command in run.performed}) == 1


def test_the_last_failure_is_the_run_s():
    run = Stage(define([do("a", fails=9)]))

    assert (run.play().failure.code, len(run.performed)) == ("busy", 3)


def test_what_cannot_be_mended_is_tried_once():
    run = Stage(define([do("a", refused=True)]))

    assert (run.play().failure.code, len(run.performed)) == ("refused", 1)


def test_a_step_without_retry_is_tried_once():
    run = Stage(define([do("a", fails=1) | {"retry": {"attempts": 1}}]))

    assert (run.play().failure.code, len(run.performed)) == ("busy", 1)


@table(
    ("policy", "after", "chance", "waits"),
    [
        ({"attempts": 3, "delay_seconds": 4, "backoff": "fixed", "jitter": False}, None, 0.5, [4, 4]),
        ({"attempts": 3, "delay_seconds": 4, "jitter": False}, None, 0.5, [4, 8]),
        ({"attempts": 3, "delay_seconds": 4}, None, 0.5, [3, 6]),
        ({"attempts": 3, "delay_seconds": 4, "jitter": False}, 60, 0.5, [60, 60]),
        (
            {"attempts": 4, "delay_seconds": 7200, "max_delay_seconds": 10_800, "jitter": False},
            None,
            0,
            [7200, 10800, 10800],
        ),
    ],
)
def test_the_waits_between_attempts_follow_the_policy(policy, after, chance, waits):
    run = Stage(define([do("a", fails=9, after=after) | {"retry": policy}]), chance=chance)
    run.play()

    instants = [NOON, *[parked.wake_at for parked in run.parked]]
    assert [(two - one).total_seconds() for one, two in pairwise(instants)] == waits


def test_every_attempt_has_the_same_inputs():
    """The key is the same, so the body must be: now(), uuid() and random() give the same over all attempts."""
    run = Stage(define([do("a", fails=2, at="{{ now() }}", id="{{ uuid() }}", r="{{ random() }}")]))
    run.play()

    first, *others = [command.inputs for command in run.performed]
    assert len(others) == 2
    assert others == [first, first]


def test_two_places_have_different_numbers():
    run = Stage(define([do("a", id="{{ uuid() }}"), do("b", id="{{ uuid() }}")]))
    run.play()

    assert len({command.inputs["id"] for command in run.performed}) == 2


def test_an_attempt_is_safe_before_its_effect_begins():
    run = Stage(define([set_("x", v=1), do("a")]))
    flow = run.walk()
    command = next(flow.run())

    assert (command.place.step, command.attempt) == ("a", 1)
    assert [(record.step, record.status.value) for record in flow.drain()] == [("x", "succeeded"), ("a", "running")]


def test_inputs_that_cannot_be_resolved_fail_the_attempt_without_an_effect():
    run = Stage(define([do("a", v="{{ inputs.nothing }}")]))

    assert run.play().failure.pointer == "/steps/0/with/v"
    assert (run.statuses(), run.performed) == ([("a", "failed")], [])


def test_an_attempt_whose_worker_died_is_begun_again_under_the_same_number():
    run = Stage(define([do("a", say=1)], output="{{ steps.a.attempt }}"), dies_at={2})

    assert run.play().output == 1
    assert run.effects() == {"a#1": 2}
    assert run.statuses() == [("a", "succeeded")]


def test_an_attempt_whose_worker_died_does_not_use_up_a_retry():
    run = Stage(define([do("a", fails=2)]), dies_at={2, 6})

    assert run.play().failure is None
    assert run.statuses() == [("a", "failed"), ("a#2", "failed"), ("a#3", "succeeded")]


# --- at most once ----------------------------------------------------------------------------------------------------


@table("dies_at", [1, 2])
def test_an_effect_that_must_happen_once_is_held_when_its_worker_died(dies_at):
    """Before or after the effect: nobody knows which, so a person decides."""
    run = Stage(define([do("pay", **PAY), do("after")]), dies_at={dies_at})

    ending = held(run)

    assert "'pay'" in ending.reason
    assert run.statuses() == [("pay", "unknown")]
    assert sum(run.effects().values()) == dies_at - 1


def test_an_effect_that_must_happen_once_is_held_when_its_outcome_is_unclear():
    run = Stage(
        define([do("pay", **PAY)]), answer=lambda c: Errored(Failure("lost", "Lost.", retryable=True), unclear=True)
    )

    held(run)

    assert run.last("pay").error["code"] == "lost"
    assert len(run.performed) == 1


def test_a_held_run_stays_held_however_often_it_is_walked():
    run = Stage(define([do("pay", **PAY)]), dies_at={2})

    assert held(run) == held(run) == held(run)
    assert len(run.performed) == 1


def test_neither_try_nor_on_error_catches_what_a_person_must_decide():
    steps = [try_("t", [do("pay", **PAY) | {"on_error": "continue"}], [do("c")], [do("f")])]
    run = Stage(define(steps), dies_at={2})

    held(run)

    assert [str(command.place) for command in run.performed] == ["pay"]


def test_a_clear_refusal_of_such_an_effect_is_an_ordinary_failure():
    assert failure_of([do("pay", **PAY, refused=True)]).code == "refused"


def test_such_an_effect_that_did_certainly_not_happen_is_tried_again():
    run = Stage(define([do("pay", **PAY, fails=1)]))

    assert run.play().failure is None
    assert run.effects() == {"pay#1": 1, "pay#2": 1}


def test_an_unclear_outcome_of_an_idempotent_effect_is_tried_again():
    outcomes = [Errored(Failure("lost", "Lost.", retryable=True), unclear=True), Done({"ok": True})]
    run = Stage(define([do("a")], output="{{ steps.a.ok }}"), answer=lambda command: outcomes.pop(0))

    assert run.play().output is True


@table("effect", ["pure", "idempotent", "at_most_once"])
def test_the_effect_that_the_inputs_decide_is_recorded(effect):
    run = Stage(define([do("a", effect=effect), wait_("w", seconds=1)]))
    run.play(Parked)

    assert run.last("a").effect == effect
