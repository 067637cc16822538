"""What a run that is tried again keeps of the run before it."""

from collections.abc import Iterable, Mapping

from workflows.definition import Step
from workflows.lifecycle.history import ITERATION, StepRecord
from workflows.lifecycle.outcome import Iteration
from workflows.lifecycle.states import SETTLED_STEP, StepStatus


def cut(records: Iterable[StepRecord], step: str, iteration: Iteration | None) -> StepRecord | None:
    """Return the first attempt at the place from which the run is tried again, None if the run never came there.

    Without an iteration it is the first place where the step did not succeed, else its first place.
    """
    there = [record for record in records if record.step == step and record.attempt != ITERATION]
    if iteration is None:
        settled = {record.iteration for record in there if record.status in SETTLED_STEP}
        there = [record for record in there if record.iteration not in settled] or there
    else:
        there = [record for record in there if record.iteration == iteration]
    return min(there, key=lambda record: (record.started_at, record.id), default=None)


def kept(records: Iterable[StepRecord], first: StepRecord | None, steps: Mapping[str, Step]) -> list[StepRecord]:
    """Return the records that stay when everything from `first` on is done again; all settled ones without it.

    1. What had ended when `first` began stays: also whole loops, iterations and branches, so that a step which a
       repaired version puts into them runs only where they were not complete.
    2. What failed and was let pass (`on_error: continue`) stays if it still would be.
    3. Steps that the version no longer has go.
    """
    return [
        record
        for record in records
        if record.step in steps and is_settled(record, steps[record.step]) and (first is None or ended(record, first))
    ]


def is_settled(record: StepRecord, step: Step) -> bool:
    """Return whether the record's result stands."""
    if record.attempt == ITERATION:
        return record.status in SETTLED_STEP or getattr(step, "on_item_error", "fail") == "collect"
    let_pass = record.status is StepStatus.FAILED and step.on_error == "continue"
    return record.status in SETTLED_STEP or let_pass


def ended(record: StepRecord, first: StepRecord) -> bool:
    """Return whether the record ended before `first` began; the instants of a run's records rise strictly."""
    return record.finished_at is not None and record.finished_at < first.started_at
