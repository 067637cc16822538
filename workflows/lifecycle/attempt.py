"""One attempt of an action: what was recorded decides whether it begins, begins again, or is over."""

from datetime import timedelta
from typing import Any

from workflows.contract import Effect
from workflows.definition import ActionStep
from workflows.lifecycle.history import StepRecord
from workflows.lifecycle.outcome import (
    Done,
    Errored,
    Failure,
    Held,
    Outcome,
    Parked,
    Perform,
    Place,
    WaitKind,
)
from workflows.lifecycle.retry import retry_delay
from workflows.lifecycle.scope import Scope
from workflows.lifecycle.states import StepStatus
from workflows.lifecycle.walk import Flow, StepFailed, Suspended, Walk


def action(walk: Walk, step: ActionStep, scope: Scope, place: Place) -> Flow:
    """Perform one attempt; returns the action's output.

    1. A failed attempt before this one: its retry is due now, or it was the last.
    2. An attempt that was begun and not ended: its worker died. It is begun again under the same number and key,
       except where the effect must happen at most once: then a person decides.
    3. The attempt is recorded as begun, with its inputs, before the effect.
    """
    last = walk.history.last(place)
    if last is not None and last.status is StepStatus.FAILED and not retry_is_due(step, last):
        raise StepFailed(Failure.from_dict(last.error or {}))
    if last is not None and last.status in (StepStatus.RUNNING, StepStatus.UNKNOWN):
        record = begun_before(walk, last)
    else:
        record = begin(walk, step, scope, place, attempt=last.attempt + 1 if last else 1)
    effect = Effect(record.effect or step.action.effect)
    outcome = yield Perform(step, place, record.attempt, record.input, effect)
    return conclude(walk, step, record, effect, outcome)


def retry_is_due(step: ActionStep, last: StepRecord) -> bool:
    """Return whether the failed attempt has one after it: the run was parked until then, so it is due."""
    failure = Failure.from_dict(last.error or {})
    delay = retry_delay(step.retry, last.attempt, retryable=failure.retryable, after=failure.after, chance=0.0)
    return delay is not None


def begun_before(walk: Walk, record: StepRecord) -> StepRecord:
    """Return the record of the attempt whose worker died. Raises Suspended where it must not be repeated."""
    if record.effect == Effect.AT_MOST_ONCE:
        hold(walk, record)
    return record


def begin(walk: Walk, step: ActionStep, scope: Scope, place: Place, *, attempt: int) -> StepRecord:
    """Return the record of a new attempt. Raises StepFailed when the inputs cannot be resolved."""
    first = walk.history.attempts(place)
    record = walk.open(step, place, attempt=attempt)
    # now() and uuid() give the same in every attempt: the idempotency key would not fit another body.
    instant = first[0].started_at if first else record.started_at
    try:
        record.input = walk.value(step.params, scope, place, instant)
    except StepFailed as failed:
        walk.fail(record, failed.failure)
        raise
    record.effect = effect_of(step, record.input).value
    return record


def effect_of(step: ActionStep, inputs: Any) -> Effect:
    """Return what repeating the action with these inputs would do."""
    decide = step.action.effect_of
    return step.action.effect if decide is None else decide(inputs)


def conclude(walk: Walk, step: ActionStep, record: StepRecord, effect: Effect, outcome: Outcome) -> Any:
    """Record the outcome; returns the output. Raises StepFailed, or Suspended for a retry or a person."""
    if isinstance(outcome, Done):
        walk.close(record, StepStatus.SUCCEEDED, outcome.output)
        return outcome.output
    failure = outcome.failure.at(Place(record.step, record.iteration))
    if outcome.unclear and effect is Effect.AT_MOST_ONCE:
        record.error = failure.as_dict()
        hold(walk, record)
    walk.fail(record, failure)
    return repeat_or_fail(walk, step, record, outcome, failure)


def repeat_or_fail(walk: Walk, step: ActionStep, record: StepRecord, outcome: Errored, failure: Failure) -> Any:
    """Raise Suspended until the next attempt, or StepFailed when there is none."""
    delay = retry_delay(
        step.retry,
        record.attempt,
        retryable=failure.retryable,
        after=failure.after,
        chance=walk.tools.chance(),
    )
    if delay is None:
        raise StepFailed(failure)
    raise Suspended(Parked(WaitKind.RETRY, walk.wake_by(walk.tools.now() + timedelta(seconds=delay))))


def hold(walk: Walk, record: StepRecord) -> None:
    """Record that nobody knows whether the effect happened. Raises Suspended: a person decides."""
    walk.close(record, StepStatus.UNKNOWN, None)
    where = Place(record.step, record.iteration)
    raise Suspended(Held(f"Step '{where}' may have had its effect, and must not be repeated unasked."))
