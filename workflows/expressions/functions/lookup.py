"""Paths given as text, as `sort(orders, by='customer.name')` has them."""

from typing import Any

from workflows.expressions.errors import Code, Fault
from workflows.expressions.limits import ITEMS_SHIFT, Budget
from workflows.expressions.missing import no_part
from workflows.expressions.paths import item_of

_MAX_PATH = 200


def fields(items: list[Any], path: str | None, budget: Budget) -> list[Any]:
    """Return what the path leads to in each item, or the items themselves without a path."""
    if not path:
        return items
    _charge_path(items, path, budget)
    return [at_path(item, path) for item in items]


def fields_or_null(items: list[Any], path: str, budget: Budget) -> list[Any]:
    """Return what the path leads to in each item, null where it leads nowhere."""
    _charge_path(items, path, budget)
    return [_at_path_or_null(item, path) for item in items]


def at_path(value: Any, path: str) -> Any:
    """Return what a dotted path leads to; digits are an index in a list. Raises Fault when a part is missing."""
    if len(path) > _MAX_PATH:
        raise Fault(Code.TYPE, f"A path may be {_MAX_PATH} characters long.")
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


def _charge_path(items: list[Any], path: str, budget: Budget) -> None:
    budget.charge(len(items) * (1 + path.count(".")) >> ITEMS_SHIFT)


def _at_path_or_null(value: Any, path: str) -> Any:
    try:
        return at_path(value, path)
    except Fault:
        return None


def _is_index(part: str) -> bool:
    digits = part.removeprefix("-")
    return digits.isascii() and digits.isdigit() and len(digits) < 10
