"""The loop over items; each ended iteration has its own record, so that a repaired run keeps it whole."""

from typing import Any

from workflows.definition import ForEachStep
from workflows.lifecycle.history import ITERATION, StepRecord
from workflows.lifecycle.outcome import Failure, Place
from workflows.lifecycle.scope import Scope
from workflows.lifecycle.states import StepStatus
from workflows.lifecycle.walk import Flow, StepFailed, Walk

MAX_ITEMS = 10_000


def for_each(walk: Walk, step: ForEachStep, scope: Scope, place: Place, record: StepRecord) -> Flow:
    """Walk the steps once for each item; returns `{results, errors}` in the order of the items."""
    items = items_of(walk, step, scope, place, record)
    results, errors = [], []
    for index, item in enumerate(items):
        inner = Place(step.id, (*place.iteration, index))
        ended = walk.history.iteration(inner) or (yield from iterate(walk, step, scope, inner, item))
        results.append(ended.output)
        if ended.error:
            errors.append({"index": index, "error": ended.error})
    return {"results": results, "errors": errors}


def items_of(walk: Walk, step: ForEachStep, scope: Scope, place: Place, record: StepRecord) -> list[Any]:
    """Return the items. Raises StepFailed when they are no list or too many."""
    items = walk.value(step.items, scope, place, record.started_at)
    pointer = f"{step.pointer}/with/items"
    if not isinstance(items, list):
        message = f"A loop needs a list of items, and got {type(items).__name__}."
        raise StepFailed(Failure("type_mismatch", message, pointer=pointer).at(place))
    if len(items) > MAX_ITEMS:
        message = f"The loop has {len(items):,} items; at most {MAX_ITEMS:,} are allowed."
        hint = "Split the list, or start a run for each part."
        raise StepFailed(Failure("too_many_items", message, hint, pointer=pointer).at(place))
    record.input = {"items": len(items)}
    return items


def iterate(walk: Walk, step: ForEachStep, scope: Scope, place: Place, item: Any) -> Flow:
    """Walk one iteration; returns its record."""
    index = place.iteration[-1]
    inner = scope.inside(**{step.as_name: item, "index": index})
    started = walk.now()
    failure = None
    try:
        result = yield from walk.through(step.steps, inner, place.iteration)
        if step.collect is not None:
            result = walk.value(step.collect, inner, place, started)
    except StepFailed as failed:
        if step.on_item_error != "collect":
            raise
        result, failure = None, failed.failure
    status = StepStatus.FAILED if failure else StepStatus.SUCCEEDED
    record = StepRecord(walk.tools.new_id(), step.id, step.type, place.iteration, ITERATION, status, started)
    record.error = failure.as_dict() if failure else None
    walk.close(record, status, result)
    return record
