"""How values read: the word for their kind, their text, their keys."""

import json
from typing import Any

from workflows.expressions.errors import Code, Fault
from workflows.expressions.limits import Budget

_KINDS = {
    str: "text",
    bool: "true/false",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "an object",
    type(None): "null",
}


def kind_of(value: Any) -> str:
    """Return the word for a value's kind: `text`, `a number`, `a list` …"""
    found = _KINDS.get(type(value))
    if found:
        return found
    return next((word for kind, word in _KINDS.items() if isinstance(value, kind)), "an object")


def to_text(value: Any, budget: Budget) -> str:
    """Return a value as text: null is empty, true/false are words, whole numbers have no `.0`, the rest is JSON."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if type(value) is int:
        return str(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return to_json(value, budget)


def to_json(value: Any, budget: Budget, *, indent: int | None = None, sort: bool = False) -> str:
    """Return compact JSON; raises Fault when a part is no JSON."""
    budget.charge_deep(value)
    separators = (",", ":") if indent is None else (",", ": ")
    try:
        return json.dumps(
            value, ensure_ascii=False, allow_nan=False, separators=separators, indent=indent, sort_keys=sort
        )
    except (TypeError, ValueError):
        raise Fault(Code.TYPE, "This is not a value that JSON can hold.") from None


def shorten(word: Any) -> str:
    """Return a name short enough for a message."""
    text = str(word)
    return text if len(text) <= 60 else f"{text[:57]}…"
