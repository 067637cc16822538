"""Waiting for a run's end without holding anything meanwhile."""

import time
from uuid import UUID

from tenants.scope import tenant_scope
from workflows.lifecycle.states import FINAL_RUN, RunStatus
from workflows.models import Run

FIRST_PAUSE, LONGEST_PAUSE = 0.005, 0.1


def wait_for_end(run_id: UUID, tenant_id: UUID, seconds: float) -> Run | None:
    """Return the run when it has ended within `seconds`, None if it has not or is held.

    Each look is a transaction of its own, so that no connection is held in between. Not for use inside a transaction.
    """
    give_up = time.monotonic() + seconds
    pause = FIRST_PAUSE
    while True:
        with tenant_scope(tenant_id):
            status = Run.objects.values_list("status", flat=True).get(id=run_id)
            if status in FINAL_RUN:
                return Run.objects.get(id=run_id)
        if status == RunStatus.HELD or time.monotonic() + pause > give_up:
            return None
        time.sleep(pause)
        pause = min(pause * 1.3, LONGEST_PAUSE)
