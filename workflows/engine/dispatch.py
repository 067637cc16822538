"""Which ready branches may run now: limits and fairness are decided in PostgreSQL, before any nudge is sent."""

from dataclasses import dataclass

from workflows.engine.database import transaction
from workflows.engine.faults import reach
from workflows.engine.queries import DISPATCH, LOCK_TENANTS, WAITING_WORK

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


@dataclass(frozen=True, slots=True)
class Waiting:
    """Whether branches of a queue are due, and how many are dispatched and not claimed."""

    ready: bool
    dispatched: int


def waiting_work() -> dict[str, Waiting]:
    """Return what waits in each queue."""
    with transaction() as cursor:
        return {row[0]: Waiting(*row[1:]) for row in cursor.execute(WAITING_WORK).fetchall()}
