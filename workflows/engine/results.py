"""Waiting for a run's end without holding anything meanwhile."""

import time
from uuid import UUID

from django.db import connection

from tenants.scope import tenant_scope
from workflows.lifecycle.states import FINAL_RUN, RunStatus
from workflows.models import Run, Wait

FIRST_PAUSE, LONGEST_PAUSE = 0.005, 0.1


def wait_for_end(run_id: UUID, tenant_id: UUID, seconds: float, *, stop_at_waits: bool = False) -> Run | None:
    """Return the run when it has ended within `seconds`, None if it has not or is held.

    With `stop_at_waits` also None as soon as the run waits for a time or a person; the pause before a retry is no such
    wait. Each look is a transaction of its own and no connection is kept in between. Not for use in a transaction.
    """
    give_up = time.monotonic() + seconds
    pause = FIRST_PAUSE
    while True:
        with tenant_scope(tenant_id):
            status = Run.objects.values_list("status", flat=True).get(id=run_id)
            if status in FINAL_RUN:
                return Run.objects.get(id=run_id)
            is_parked = stop_at_waits and status == RunStatus.WAITING and waits_long(run_id)
        if status == RunStatus.HELD or is_parked or time.monotonic() + pause > give_up:
            return None
        # Back to the pool: a thread that only waits holds none.
        connection.close()
        time.sleep(pause)
        pause = min(pause * 1.3, LONGEST_PAUSE)


def waits_long(run_id: UUID) -> bool:
    """Return whether the run waits for something else than its next try."""
    return Wait.objects.filter(run_id=run_id).exclude(kind="retry").exists()
