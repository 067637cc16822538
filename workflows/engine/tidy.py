"""What is too old to matter is forgotten: delivery ids after seven days, keys of batch items after one."""

from workflows.engine.database import transaction
from workflows.engine.queries import FORGET_DELIVERIES, FORGET_KEYS


def tidy() -> int:
    """Forget what is too old; returns how many rows went. A bite at a time, so that no lock is held for long."""
    gone = 0
    for statement in (FORGET_DELIVERIES, FORGET_KEYS):
        with transaction() as cursor:
            gone += cursor.execute(statement).rowcount
    return gone
