"""The moment and chance: derived from the recorded instant and the call's place, so that recomputing gives the same."""

import hashlib
from typing import Any
from uuid import UUID

from workflows.expressions.errors import Code, Fault, Place
from workflows.expressions.functions.instant import spell_instant
from workflows.expressions.functions.registry import function
from workflows.expressions.functions.zone import zone_of
from workflows.expressions.limits import Budget


@function("dates", "now()", "2026-03-01T12:00:00Z")
def now(*, budget: Budget) -> str:
    """The moment this step's values are computed; the same in each part of it and when it is repeated."""
    return spell_instant(budget.moment.instant)


@function("dates", "today('Europe/Berlin')", "2026-03-01")
def today(zone: str = "UTC", *, budget: Budget) -> str:
    """The date of that moment in a time zone."""
    return budget.moment.instant.astimezone(zone_of(zone)).date().isoformat()


@function("data", "uuid()", "77f4327f-c269-4a02-bad0-02e85b8f9aa1")
def uuid(*, budget: Budget, place: Place) -> str:
    """A random id, the same each time this step is repeated."""
    return str(UUID(bytes=_draw(budget, place)[:16], version=4))


@function("data", "round(random(), 3)", 0.419)
def random(*, budget: Budget, place: Place) -> float:
    """A random number from 0 up to but not including 1, the same each time this step is repeated."""
    return (int.from_bytes(_draw(budget, place)[:7], "big") >> 3) / (1 << 53)


@function("data", "random_int(1, 6)", 3)
def random_int(low: int, high: int, *, budget: Budget, place: Place) -> int:
    """A random whole number from `low` to `high`, both included."""
    if high < low:
        raise Fault(Code.TYPE, "`high` must not be below `low`.")
    return low + int.from_bytes(_draw(budget, place), "big") % (high - low + 1)


def _draw(budget: Budget, place: Place) -> bytes:
    """Return 32 bytes for this draw: seed, place of the call, and how many draws came before it (loops)."""
    budget.draws += 1
    key: tuple[Any, ...] = (budget.moment.seed, place.pointer, place.line, place.column, budget.draws)
    return hashlib.sha256("\x1f".join(map(str, key)).encode(errors="replace")).digest()
