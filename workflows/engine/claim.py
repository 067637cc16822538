"""A worker takes branches: only dispatched ones, each with a lease and a higher fence."""

import time

from workflows.engine.database import transaction
from workflows.engine.faults import reach
from workflows.engine.lease import LEASE, Claimed, Lease
from workflows.engine.queries import CLAIM
from workflows.lifecycle.states import RunStatus


def claim(queue: str, owner: str, most: int) -> list[Lease]:
    """Return up to `most` leases; [] when nothing is dispatched."""
    names = {"queue": queue, "owner": owner, "limit": most, "lease": LEASE}
    with transaction() as cursor:
        rows = [Claimed(*row) for row in cursor.execute(CLAIM, names).fetchall()]
    reach("claim.after_commit") if rows else None
    return [held(row) for row in rows]


def held(row: Claimed) -> Lease:
    """Return the lease of a claimed branch."""
    lease = Lease(row, since=time.monotonic(), is_running=row.status == RunStatus.RUNNING)
    if row.is_cancelled:
        lease.cancelled.set()
    return lease
