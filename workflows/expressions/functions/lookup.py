"""Paths given as text, as `sort(orders, by='customer.name')` has them."""

from typing import Any

from workflows.expressions.errors import Code, Fault
from workflows.expressions.missing import no_part
from workflows.expressions.paths import item_of


def at_path(value: Any, path: str) -> Any:
    """Return what a dotted path leads to; digits are an index in a list. Raises Fault when a part is missing."""
    walked: list[str] = []
    for part in path.split("."):
        key: str | int = int(part) if isinstance(value, list) and _is_index(part) else part
        walked.append(part)
        try:
            value = item_of(value, key)
        except Fault as fault:
            if fault.code is Code.MISSING:
                where = ".".join(walked[:-1]) or "this value"
                raise no_part(value, key, where, ".".join(walked)) from None
            raise
    return value


def at_path_or_null(value: Any, path: str) -> Any:
    """Return what a dotted path leads to, or null where it leads nowhere."""
    try:
        return at_path(value, path)
    except Fault:
        return None


def _is_index(part: str) -> bool:
    digits = part.removeprefix("-")
    return digits.isascii() and digits.isdigit() and len(digits) < 10
