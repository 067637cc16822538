"""What is too old to matter is forgotten: delivery ids after seven days, keys of batch items after one."""

from typing import LiteralString

from workflows.engine.database import transaction
from workflows.engine.queries import FORGET_DELIVERIES, FORGET_KEYS


def tidy() -> int:
    """Forget what is too old; returns how many rows went."""
    return sum(forget(statement) for statement in (FORGET_DELIVERIES, FORGET_KEYS))


def forget(statement: LiteralString) -> int:
    """Run the statement until it finds nothing; returns how many rows went. In bites: no lock is held for long."""
    gone = 0
    while True:
        with transaction() as cursor:
            bite = cursor.execute(statement).rowcount
        if not bite:
            return gone
        gone += bite
