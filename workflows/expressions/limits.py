"""How much one expression may cost: source, depth, operations, size of results and numbers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflows.expressions.errors import Code, Fault

MAX_SOURCE = 10 * 1024
MAX_DEPTH = 64
MAX_OPERATIONS = 10_000
MAX_RESULT = 1024 * 1024
MAX_NESTING = 200  # JSON writers give up not far above
MAX_INTEGER = 10**18
MAX_FLOAT = 1.7976931348623157e308

# A loop turn over a large body costs more than one operation, so that 10,000 operations stay a bounded time.
NODES_PER_OPERATION = 32
CHARACTERS_SHIFT = 10  # 1,024 characters read or written are one operation
ITEMS_SHIFT = 3  # 8 items a function reads are one operation

NUMBERS = frozenset({int, float, bool})
PLAIN = frozenset({int, float, bool, type(None)})


@dataclass(frozen=True, slots=True)
class Moment:
    """When and for which place a value is computed: `now()`, `uuid()` and `random()` derive from it alone."""

    instant: datetime
    seed: str


class Budget:
    """What one evaluation may still spend."""

    __slots__ = ("draws", "left", "moment")

    def __init__(self, moment: Moment) -> None:
        self.left = MAX_OPERATIONS
        self.draws = 0
        self.moment = moment

    def charge(self, operations: int) -> None:
        """Take operations off; raises when there are none left."""
        self.left -= operations
        if self.left < 0:
            raise Fault(
                Code.BUDGET,
                f"This takes more than {MAX_OPERATIONS:,} operations.",
                "Work on fewer items, or move the work to a loop or a code step.",
            )

    def charge_text(self, characters: int) -> None:
        """Take off what reading or writing so much text costs; raises when it would break the size limit."""
        if characters > MAX_RESULT:
            raise too_large()
        self.charge(characters >> CHARACTERS_SHIFT)

    def charge_deep(self, value: Any) -> None:
        """Take off what visiting every part of a value costs, before the visit happens."""
        stack, seen = [value], 0
        while stack:
            part = stack.pop()
            seen += 1
            if isinstance(part, str):
                seen += len(part) >> (CHARACTERS_SHIFT - ITEMS_SHIFT)
            elif isinstance(part, dict | list):
                stack.extend(part.values() if isinstance(part, dict) else part)
            if seen + len(stack) >> ITEMS_SHIFT > self.left:
                break
        self.charge(seen + len(stack) >> ITEMS_SHIFT)


def too_large() -> Fault:
    """Return the fault for a value beyond the size limit."""
    return Fault(Code.BUDGET, "The result would be larger than 1 MB.", "Keep only the fields that are needed.")


def fit(number: Any) -> Any:
    """Return the number if it is in range: whole numbers up to 10^18, others finite."""
    if -MAX_INTEGER <= number <= MAX_INTEGER:
        return number
    if isinstance(number, float) and -MAX_FLOAT <= number <= MAX_FLOAT:
        return number
    raise Fault(Code.BUDGET, "This number is out of range.", "Whole numbers go up to 10^18.")


def admit(value: Any) -> Any:
    """Return the value if it is JSON of at most 1 MB and 200 levels; raises Fault otherwise."""
    level, size = [value], 0
    for _ in range(MAX_NESTING):
        inner: list[Any] = []
        for part in level:
            kind = type(part)
            if kind is str:
                size += _text_size(part) + 3
            elif kind in PLAIN:
                size += 5
            else:
                size += _open(part, inner)
            if size > MAX_RESULT:
                raise too_large()
        if not inner:
            return value
        level = inner
    raise Fault(Code.BUDGET, f"The result nests deeper than {MAX_NESTING} levels.")


def _open(part: Any, inner: list[Any]) -> int:
    """Return the size of a part's own frame, and put what it holds into `inner`."""
    if isinstance(part, dict):
        inner.extend(part.values())
        return 2 + sum(map(_text_size, part)) + 4 * len(part)
    if isinstance(part, list):
        inner.extend(part)
        return 2 + len(part)
    if isinstance(part, str):
        return _text_size(part) + 3
    if isinstance(part, int | float):
        return 5
    raise Fault(Code.TYPE, "This is not a value that JSON can hold.", "Choose a field of it.")


def _text_size(text: str) -> int:
    if text.isascii():
        return len(text)
    try:
        return len(text.encode())
    except UnicodeEncodeError:
        raise Fault(Code.TYPE, "This text holds half a character (a lone surrogate).") from None
