"""The engine in one test process: publish a document, start runs, and turn the crank until they end."""

import time
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tenants.scope import tenant_scope
from tests.cast import Person
from workflows.authoring.create import create_workflow
from workflows.authoring.publish import publish_version
from workflows.authoring.save import save_draft
from workflows.engine.intake import NewRun, start_run
from workflows.engine.ticker import Ticker
from workflows.engine.worker import Worker
from workflows.lifecycle.states import FINAL_RUN
from workflows.models import Run, StepRun, Version, Workflow

_workers: list[Worker] = []


def document(steps: Sequence[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """Return a workflow document with these steps."""
    return {"schema": 1, "name": "Test", "steps": list(steps), **more}


def publish(person: Person, steps: Sequence[dict[str, Any]], **more: Any) -> Version:
    """Return the first version of a new workflow."""
    with tenant_scope(person.tenant.pk):
        workflow = create_workflow(member=person.actor, definition=document(steps, **more))
        return publish_version(member=person.actor, workflow=workflow)


def republish(person: Person, version: Version, steps: Sequence[dict[str, Any]], **more: Any) -> Version:
    """Return the next version of the workflow."""
    with tenant_scope(person.tenant.pk):
        workflow = Workflow.objects.get(pk=version.workflow_id)
        save_draft(
            member=person.actor,
            workflow=workflow,
            definition=document(steps, **more),
            revision=workflow.draft_revision,
        )
        return publish_version(member=person.actor, workflow=workflow)


def start(person: Person, version: Version, inputs: Any = None, **more: Any) -> UUID:
    """Return the id of a new run, committed."""
    with tenant_scope(person.tenant.pk):
        return start_run(version, NewRun(inputs={} if inputs is None else inputs, **more))


def worker() -> Worker:
    """Return this process's worker."""
    if not _workers:
        _workers.append(Worker("test:room:1", threads=8))
    return _workers[0]


def crank(seconds: float = 0.0) -> None:
    """Let the engine do all that is due, and go on for so long."""
    until = time.monotonic() + seconds
    ticker = Ticker(nudge=lambda queue: None)
    while True:
        ticker.tick()
        worker().drive()
        if time.monotonic() >= until:
            return


def look(person: Person, run_id: UUID) -> Run:
    """Return the run as it stands."""
    with tenant_scope(person.tenant.pk):
        return Run.objects.get(id=run_id)


def run_to_end(person: Person, run_id: UUID, seconds: float = 15.0) -> Run:
    """Return the run when it has ended; fails the test if it does not."""
    give_up = time.monotonic() + seconds
    while (run := look(person, run_id)).status not in FINAL_RUN:
        assert time.monotonic() < give_up, f"still {run.status}: {steps_of(person, run_id)}"
        crank()
    return run


def rows(person: Person, run_id: UUID) -> list[StepRun]:
    """Return the attempts of the run in order of execution."""
    with tenant_scope(person.tenant.pk):
        found = StepRun.objects.filter(run_id=run_id, attempt__gt=0)
        return list(found.order_by("started_at", "id"))


def steps_of(person: Person, run_id: UUID) -> list[tuple[str, list[int], int, str]]:
    """Return (step, iteration, attempt, status) of every attempt in order."""
    return [(row.step, row.iteration, row.attempt, row.status) for row in rows(person, run_id)]


def play(person: Person, steps: Sequence[dict[str, Any]], inputs: Any = None, **more: Any) -> Run:
    """Return the ended run of a new workflow with these steps."""
    return run_to_end(person, start(person, publish(person, steps, **more), inputs))
