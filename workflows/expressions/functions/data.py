"""Functions on any value: its kind, its JSON, its default."""

import json
from typing import Any

from workflows.expressions.errors import Code, Fault
from workflows.expressions.functions.registry import function
from workflows.expressions.limits import Budget, fit
from workflows.expressions.values import kind_of, to_json

_TYPES = {"text": "text", "true/false": "boolean", "a number": "number", "a list": "list", "an object": "object"}


@function("data", "default(inputs.nickname, 'friend')", "friend", is_lazy=True)
def default(value: Any, otherwise: Any) -> Any:
    """The value; the other one where its path is missing, its step has not run, or it is null."""


@function("data", "json({'a': [1, null]})", '{"a":[1,null]}', name="json", also=("to_json",))
def json_of(value: Any, pretty: bool = False, *, budget: Budget) -> str:
    """The value as JSON text; `pretty=true` over several lines."""
    return to_json(value, budget, indent=2 if pretty else None)


@function("data", "parse_json('{\"a\": 1}').a", 1)
def parse_json(text: str, *, budget: Budget) -> Any:
    """The value that JSON text holds."""
    try:
        value = json.loads(text, parse_int=_whole, parse_float=_fraction, parse_constant=_no_constant)
    except RecursionError:
        raise Fault(Code.BUDGET, "This JSON nests too deep.") from None
    except ValueError as error:
        where = f" (line {error.lineno}, column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        raise Fault(Code.TYPE, f"This text is not JSON{where}.") from None
    budget.charge_deep(value)
    return value


@function("data", "type_of([1, 2])", "list")
def type_of(value: Any) -> str:
    """The kind of the value: text, number, boolean, list, object or null."""
    return _TYPES.get(kind_of(value), "null")


@function("data", "is_empty('  ')", True)
def is_empty(value: Any) -> bool:
    """Whether the value is null, blank text, an empty list or an empty object. 0 and false are not empty."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, list | dict) and not value)


@function("data", "boolean('yes')", True, also=("bool",))
def boolean(value: Any) -> bool:
    """The value as true or false; the texts `false`, `no`, `off`, `0` and blank text are false."""
    if isinstance(value, str):
        return value.strip().lower() not in ("", "false", "no", "off", "0")
    return bool(value)


def _whole(digits: str) -> int:
    if len(digits) > 20:
        raise Fault(Code.BUDGET, "A number in this JSON is out of range.")
    return int(fit(int(digits)))


def _fraction(digits: str) -> float:
    return float(fit(float(digits)))


def _no_constant(word: str) -> Any:
    raise ValueError(word)
