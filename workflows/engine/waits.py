"""Branches whose time has come go back into the queue."""

from workflows.engine.database import transaction
from workflows.engine.faults import reach
from workflows.engine.queries import PROMOTE


def promote() -> int:
    """Wake what is due; returns how many. Any number of processes may do so at once."""
    with transaction() as cursor:
        woken = cursor.execute(PROMOTE).rowcount
        reach("promote.before_commit") if woken else None
    reach("promote.after_commit") if woken else None
    return woken
