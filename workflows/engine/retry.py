"""A run is tried again from a step, on its own version or a repaired one, with the results before it kept."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from workflows.definition import Definition
from workflows.engine.definitions import compiled
from workflows.engine.intake import NewRun, start_run
from workflows.engine.queries import HISTORY, KEEP_STEPS
from workflows.lifecycle.history import StepRecord
from workflows.lifecycle.kept import cut, kept
from workflows.lifecycle.states import FINAL_RUN, RunStatus, StepStatus
from workflows.models import Run, Version

Choice = int | str


class RetryRefused(Exception):
    """The run cannot be tried again like this."""

    def __init__(self, code: str, message: str, *, pointer: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.pointer, self.hint = code, message, pointer, hint


@dataclass(frozen=True, slots=True)
class From:
    """Where to begin again: a step, and in which iteration if that is known."""

    step: str
    iteration: tuple[int, ...] | None = None


def retry_run(run_id: UUID, *, from_step: str | None = None, version: Choice = "same", inputs: Any = None) -> UUID:
    """Start a new run that goes on where `run_id` failed, or from `from_step`; returns its id.

    Raises Run.DoesNotExist, RetryRefused, and InputsInvalid where the version asks for other inputs.
    """
    with transaction.atomic():
        old = Run.objects.get(id=run_id)
        if old.status not in FINAL_RUN and old.status != RunStatus.HELD:
            raise RetryRefused("run_not_ended", "The run has not ended yet.", hint="Wait for its end, or cancel it.")
        chosen = choose_version(old, version)
        definition = compiled(chosen)
        records = history_of(old)
        stay = staying(old, definition, records, from_step)
        given = old.inputs if inputs is None else inputs
        start = NewRun(
            inputs=given,
            trigger_id=old.trigger_id,
            trigger_type=old.trigger_type,
            trigger=old.trigger,
            labels=old.labels,
            depth=old.depth,
        )
        new_id = start_run(chosen, start, retry_of=old.id)
        keep(old, new_id, definition, stay)
        return new_id


def choose_version(old: Run, version: Choice) -> Version:
    """Return the version to run. Raises RetryRefused when there is none like that."""
    if version == "same":
        return old.version
    versions = Version.objects.filter(workflow_id=old.workflow_id)
    found = versions.order_by("-number").first() if version == "newest" else versions.filter(number=version).first()
    if found is None:
        raise RetryRefused("version_not_found", f"The workflow has no version {version}.", pointer="/version")
    return found


def history_of(run: Run) -> list[StepRecord]:
    """Return everything that the run has recorded, read in the tenant's scope."""
    with connection.cursor() as cursor:
        cursor.execute(HISTORY, [run.retention, run.id])
        rows = cursor.fetchall()
    return [StepRecord(row[0], row[1], row[2], tuple(row[3]), row[4], StepStatus(row[5]), *row[6:]) for row in rows]


def staying(old: Run, definition: Definition, records: list[StepRecord], from_step: str | None) -> list[StepRecord]:
    """Return the records that the new run keeps. Raises RetryRefused when the version does not have the step."""
    if from_step is not None and from_step not in definition.by_id:
        message = f"The version has no step '{from_step}'."
        raise RetryRefused("step_not_found", message, pointer="/from_step", hint="Choose one of its steps.")
    if from_step is None and old.status == RunStatus.SUCCEEDED:
        return []
    where = place_of(old, from_step)
    first = cut(records, where.step, where.iteration) if where else None
    if first is None and from_step is not None:
        # A step that the old run does not know was put in while mending: it runs where the old run stopped.
        failed_at = place_of(old, None)
        first = cut(records, failed_at.step, failed_at.iteration) if failed_at else None
    return kept(records, first, definition.by_id)


def place_of(old: Run, from_step: str | None) -> From | None:
    """Return where to begin again: the named step, in the failed iteration if it is the one that failed."""
    error = old.error or {}
    failed = From(error["step"], tuple(error.get("iteration", ()))) if error.get("step") else None
    if from_step is None or (failed is not None and failed.step == from_step):
        return failed
    return From(from_step)


def keep(old: Run, new_id: UUID, definition: Definition, stay: list[StepRecord]) -> None:
    """Copy the records that stay into the new run."""
    names: dict[str, Any] = {
        "retention": old.retention,
        "run_id": old.id,
        "new_retention": definition.settings.retention_days,
        "new_run": new_id,
        "kept": [record.id for record in stay],
    }
    with connection.cursor() as cursor:
        cursor.execute(KEEP_STEPS, names)
