"""Which ready branches may run now: limits and fairness are decided in PostgreSQL, before any nudge is sent."""

from workflows.engine.database import transaction
from workflows.engine.faults import reach
from workflows.engine.queries import DISPATCH, LOCK_TENANTS, WAITING_FOR_CLAIM

TENANTS_AT_ONCE = 32
SMALLEST_SHARE = 4


def dispatch(queue: str, most: int) -> int:
    """Dispatch up to about `most` branches, shared among the tenants that have work; returns how many.

    The tenants' rows are locked first and the branches in flight counted in a second statement: counted in the same
    one, the count would be older than the lock and the limit would leak.
    """
    with transaction() as cursor:
        rows = cursor.execute(LOCK_TENANTS, {"queue": queue, "tenants": TENANTS_AT_ONCE}).fetchall()
        if not rows:
            return 0
        quantum = max(most // len(rows), SMALLEST_SHARE)
        names = {"queue": queue, "tenants": [row[0] for row in rows], "quantum": quantum}
        row = cursor.execute(DISPATCH, names).fetchone()
        reach("dispatch.before_commit")
    reach("dispatch.after_commit")
    return int(row[0]) if row else 0


def waiting_for_claim(queue: str) -> int:
    """Return how many branches are dispatched and not yet claimed."""
    with transaction() as cursor:
        row = cursor.execute(WAITING_FOR_CLAIM, [queue]).fetchone()
        return int(row[0]) if row else 0
