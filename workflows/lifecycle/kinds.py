"""How each kind of step is walked."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from workflows.definition import (
    ActionStep,
    ForEachStep,
    IfStep,
    SetStep,
    Step,
    StopStep,
    SwitchStep,
    TryStep,
    WaitStep,
)
from workflows.lifecycle.attempt import action
from workflows.lifecycle.history import StepRecord
from workflows.lifecycle.loop import for_each
from workflows.lifecycle.outcome import Failure, Finished, Parked, Place, WaitKind
from workflows.lifecycle.pauses import wake_time
from workflows.lifecycle.scope import Scope
from workflows.lifecycle.states import RunStatus, StepStatus
from workflows.lifecycle.walk import Flow, StepFailed, Stopped, Suspended, Walk


def set_values(walk: Walk, step: SetStep, scope: Scope, place: Place) -> Flow:
    """Give the mapping, resolved."""
    record = walk.open(step, place)
    output = attempt(walk, record, lambda: walk.value(step.params, scope, place, record.started_at))
    walk.close(record, StepStatus.SUCCEEDED, output)
    return output
    yield


def block(body: Callable[[Walk, Any, Scope, Place, StepRecord], Flow]) -> Callable[[Walk, Any, Scope, Place], Flow]:
    """Wrap the walk of a block's body: its record is opened, and closed with the output or the failure."""

    def walked(walk: Walk, step: Step, scope: Scope, place: Place) -> Flow:
        record = walk.open(step, place)
        try:
            output = yield from body(walk, step, scope, place, record)
        except StepFailed as failed:
            walk.fail(record, failed.failure)
            raise
        walk.close(record, StepStatus.SUCCEEDED, output)
        return output

    return walked


def attempt(walk: Walk, record: StepRecord, act: Callable[[], Any]) -> Any:
    """Return what `act` gives; records the failure if it fails."""
    try:
        return act()
    except StepFailed as failed:
        walk.fail(record, failed.failure)
        raise


@block
def choose(walk: Walk, step: IfStep, scope: Scope, place: Place, record: StepRecord) -> Flow:
    """Walk one of two lists."""
    is_true = bool(walk.value(step.condition, scope, place, record.started_at))
    steps = step.then if is_true else step.otherwise
    result = yield from walk.through(steps, scope.inside(), place.iteration)
    return {"branch": "then" if is_true else "else", "result": result}


@block
def switch(walk: Walk, step: SwitchStep, scope: Scope, place: Place, record: StepRecord) -> Flow:
    """Walk the first case that fits, else the default."""

    def value(compiled: Any) -> Any:
        return walk.value(compiled, scope, place, record.started_at)

    wanted = None if step.value is None else value(step.value)
    for case in step.cases:
        fits = bool(value(case.condition)) if case.condition is not None else value(case.equals) == wanted
        if fits:
            result = yield from walk.through(case.steps, scope.inside(), place.iteration)
            return {"branch": case.name, "result": result}
    result = yield from walk.through(step.default, scope.inside(), place.iteration)
    return {"branch": "default", "result": result}


@block
def try_steps(walk: Walk, step: TryStep, scope: Scope, place: Place, record: StepRecord) -> Flow:
    """Walk the steps; a failure goes to `catch`; `finally` is walked however it ends, a wait excepted."""
    try:
        output = yield from caught(walk, step, scope, place)
    except (StepFailed, Stopped):
        yield from walk.through(step.finally_, scope.inside(), place.iteration)
        raise
    yield from walk.through(step.finally_, scope.inside(), place.iteration)
    return output


def caught(walk: Walk, step: TryStep, scope: Scope, place: Place) -> Flow:
    """Walk `steps`, and `catch` if one fails; returns `{ok, result, error}`."""
    try:
        result = yield from walk.through(step.steps, scope.inside(), place.iteration)
        return {"ok": True, "result": result, "error": None}
    except StepFailed as failed:
        error = failed.failure.as_dict()
    result = yield from walk.through(step.catch, scope.inside(error=error), place.iteration)
    return {"ok": False, "result": result, "error": error}


def wait(walk: Walk, step: WaitStep, scope: Scope, place: Place) -> Flow:
    """Park the branch until the time has come; the time is fixed when the step is first reached."""
    record = walk.open(step, place, status=StepStatus.WAITING)
    if record.input is None:
        wake_at = attempt(walk, record, lambda: wake_time(walk, step, scope, place, record.started_at))
        record.input = {"until": wake_at.isoformat()}
        walk.keep(record)
    until = datetime.fromisoformat(record.input["until"])
    now = walk.tools.now()
    if now < until:
        raise Suspended(Parked(WaitKind.DELAY, walk.wake_by(until)))
    output = {"resumed_at": now.isoformat(timespec="milliseconds").replace("+00:00", "Z")}
    walk.close(record, StepStatus.SUCCEEDED, output)
    return output
    yield


def stop(walk: Walk, step: StopStep, scope: Scope, place: Place) -> Flow:
    """End the run."""
    record = walk.open(step, place)

    def value(compiled: Any) -> Any:
        return None if compiled is None else walk.value(compiled, scope, place, record.started_at)

    message, output = attempt(walk, record, lambda: (value(step.message), value(step.output)))
    if record.status is not StepStatus.SUCCEEDED:
        walk.close(record, StepStatus.SUCCEEDED, {"status": step.status, "message": message})
    if step.status == "succeeded":
        raise Stopped(Finished(RunStatus.SUCCEEDED, output=output))
    text = str(message or "The workflow stopped itself.")
    failure = Failure(code="stopped", message=text, pointer=step.pointer).at(place)
    raise Stopped(Finished(RunStatus.FAILED, output=output, failure=failure))
    yield


def not_yet(walk: Walk, step: Step, scope: Scope, place: Place) -> Flow:
    """Fail: publishing refuses such steps, so only a document published by a later release can bring one here."""
    failure = Failure(code="not_yet_available", message=f"Steps of type '{step.type}' cannot run yet.").at(place)
    walk.fail(walk.open(step, place), failure)
    raise StepFailed(failure)
    yield


class Kinds(dict[type, Callable[[Walk, Any, Scope, Place], Flow]]):
    """The walk of each kind; kinds that have none yet fail in words."""

    def __missing__(self, kind: type) -> Callable[[Walk, Any, Scope, Place], Flow]:
        return not_yet


KINDS = Kinds(
    {
        ActionStep: action,
        SetStep: set_values,
        IfStep: choose,
        SwitchStep: switch,
        ForEachStep: block(for_each),
        TryStep: try_steps,
        WaitStep: wait,
        StopStep: stop,
    }
)
