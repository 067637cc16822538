"""A person stops a run: after the answer no new step starts."""

from typing import Any
from uuid import UUID

from django.db import connection, transaction

from workflows.engine.queries import CANCEL_STEPS, END_CANCELLED, MARK_CANCELLED, REQUEST_CANCEL
from workflows.lifecycle.states import FINAL_RUN, ItemState
from workflows.models import Run

TRIES = 5


def cancel_run(run_id: UUID) -> Run:
    """Return the run, cancelled or soon to be; one that has ended is returned unchanged. Raises Run.DoesNotExist.

    A branch that nobody works on ends here. One that is leased is marked: its worker stops at the next record or
    heartbeat, and is fenced if it does not.
    """
    with transaction.atomic():
        run = Run.objects.get(id=run_id)
        if run.status not in FINAL_RUN:
            cancel_live(run)
        return Run.objects.get(id=run_id)


def cancel_live(run: Run) -> None:
    """Cancel every branch of the run.

    A branch may be moving between queue and wait while we look; each look has a newer snapshot, so a few are enough.
    """
    with connection.cursor() as cursor:
        for _ in range(TRIES):
            states = stop_branches(cursor, run.id)
            if states is not None:
                break
        names: dict[str, Any] = {"retention": run.retention, "run_id": run.id}
        cursor.execute(REQUEST_CANCEL, names)
        if states is None or ItemState.LEASED in states:
            return
        cursor.execute("DELETE FROM work_item WHERE run_id = %s", [run.id])
        cursor.execute(CANCEL_STEPS, names)
        cursor.execute(END_CANCELLED, names)


def stop_branches(cursor: Any, run_id: UUID) -> set[str] | None:
    """Mark the run's live branches and end its waits; returns the states found, None if there was no branch at all."""
    cursor.execute("DELETE FROM wait WHERE run_id = %s", [run_id])
    waits = cursor.rowcount
    cursor.execute(MARK_CANCELLED, [run_id])
    states = {row[0] for row in cursor.fetchall()}
    return states if states or waits else None
