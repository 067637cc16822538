"""What workers and the broker dropped is found again: expired leases, lost nudges, cancels that nobody answered."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from workflows.engine.database import transaction
from workflows.engine.queries import (
    CANCEL_STEPS,
    END_CANCELLED,
    EXPIRE_LEASES,
    FENCE_CANCELLED,
    HOLD_RUNS,
    REDISPATCH,
)
from workflows.lifecycle.states import ItemState

log = logging.getLogger(__name__)

MOST_CRASHES = 5
NUDGE_PATIENCE = timedelta(seconds=15)
CANCEL_PATIENCE = timedelta(seconds=30)
POISON = f"Its work ended its worker {MOST_CRASHES} times without getting any further."


@dataclass(frozen=True, slots=True)
class Swept:
    """How much a sweep found."""

    expired: int
    quarantined: int
    redispatched: int
    fenced: int


def sweep(dead_owners: Sequence[str] = ()) -> Swept:
    """Take back what is lost; any number of processes may do so at once.

    `dead_owners` are workers known to be gone: their leases end now, all others by the database's clock.
    """
    with transaction() as cursor:
        names = {"most": MOST_CRASHES, "dead": list(dead_owners)}
        rows = cursor.execute(EXPIRE_LEASES, names).fetchall()
        poison = [(retention, run_id) for retention, run_id, state in rows if state == ItemState.QUARANTINED]
        hold(cursor, poison)
        redispatched = cursor.execute(REDISPATCH, {"patience": NUDGE_PATIENCE}).rowcount
        fenced = fence_cancelled(cursor)
    swept = Swept(len(rows), len(poison), redispatched, fenced)
    if any((swept.expired, swept.redispatched, swept.fenced)):
        log.warning("swept", extra={"expired": swept.expired, "redispatched": redispatched, "fenced": fenced})
    return swept


def hold(cursor: Any, poison: Sequence[tuple[int, Any]]) -> None:
    """Hold the runs whose work ends its workers."""
    if poison:
        names = {"retention": [row[0] for row in poison], "run_id": [row[1] for row in poison], "reason": POISON}
        cursor.execute(HOLD_RUNS, names)


def fence_cancelled(cursor: Any) -> int:
    """End cancelled runs whose worker did not stop in time; returns how many."""
    rows = cursor.execute(FENCE_CANCELLED, {"patience": CANCEL_PATIENCE}).fetchall()
    for retention, run_id in rows:
        for statement in (CANCEL_STEPS, END_CANCELLED):
            cursor.execute(statement, {"retention": retention, "run_id": run_id})
    return len(rows)
