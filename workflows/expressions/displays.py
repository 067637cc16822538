"""Literals, lists and objects written out: `'text'`, `[a, *b]`, `{'key': value, **rest}`."""

import ast
import math
from collections.abc import Mapping
from typing import Any

from workflows.expressions.errors import Code, Fault
from workflows.expressions.limits import ITEMS_SHIFT, MAX_INTEGER, Budget
from workflows.expressions.unit import Names, Run, Unit, handles
from workflows.expressions.values import kind_of


@handles(ast.Constant)
def compile_constant(node: ast.Constant, unit: Unit) -> Run:
    """Return the closure of a literal: text, number, true, false or null."""
    value = node.value
    if value is not None and not isinstance(value, str | int | float):
        raise unit.refuse(node, "Only text, numbers, true, false, null, lists and objects can be written.")
    if (isinstance(value, int) and value > MAX_INTEGER) or (isinstance(value, float) and math.isinf(value)):
        message, hint = "This number is out of range.", "Whole numbers go up to 10^18."
        raise unit.place(node).error(Code.BUDGET, message, hint)
    if isinstance(value, str) and any("\ud800" <= character <= "\udfff" for character in value):
        raise unit.refuse(node, "This text holds half a character (a lone surrogate).")
    return lambda names, budget: value


@handles(ast.JoinedStr)
def refuse_format(node: ast.JoinedStr, unit: Unit) -> Run:
    """Raise: text with holes is written as a template string, not as an f-string."""
    hint = "Write the text around {{ … }}, or join with +."
    raise unit.place(node).error(Code.UNKNOWN_FUNCTION, "f-strings are not part of the language.", hint)


@handles(ast.List, ast.Tuple)
def compile_list(node: ast.List | ast.Tuple, unit: Unit) -> Run:
    """Return the closure of `[a, b]`; `(a, b)` is the same list."""
    if isinstance(node, ast.Tuple) and not node.elts:
        raise unit.refuse(node, "There is no empty tuple.", "Write [] for an empty list.")
    if any(isinstance(part, ast.Starred) for part in node.elts):
        return _spread_list(node, unit)
    runs = [unit.compile(part) for part in node.elts]
    return lambda names, budget: [run(names, budget) for run in runs]


def _spread_list(node: ast.List | ast.Tuple, unit: Unit) -> Run:
    parts = [
        (isinstance(part, ast.Starred), unit.compile(part.value if isinstance(part, ast.Starred) else part))
        for part in node.elts
    ]
    place = unit.place(node)

    def run(names: Names, budget: Budget) -> list[Any]:
        result: list[Any] = []
        for is_spread, compute in parts:
            value = compute(names, budget)
            if not is_spread:
                result.append(value)
                continue
            try:
                result.extend(items_of(value, budget))
            except Fault as fault:
                place.fail(fault)
        return result

    return run


@handles(ast.Dict)
def compile_object(node: ast.Dict, unit: Unit) -> Run:
    """Return the closure of `{'key': value}`."""
    keys = node.keys
    if all(isinstance(key, ast.Constant) and isinstance(key.value, str) for key in keys):
        pairs = [(_plain_key(key), unit.compile(value)) for key, value in zip(keys, node.values, strict=True)]
        return lambda names, budget: {key: run(names, budget) for key, run in pairs}
    return _free_object(node, unit)


def _plain_key(node: ast.expr | None) -> str:
    assert isinstance(node, ast.Constant)
    return str(node.value)


def _free_object(node: ast.Dict, unit: Unit) -> Run:
    pairs = [
        (unit.compile(key) if key else None, unit.compile(value))
        for key, value in zip(node.keys, node.values, strict=True)
    ]
    place = unit.place(node)

    def run(names: Names, budget: Budget) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key, compute in pairs:
            label = key(names, budget) if key else None
            value = compute(names, budget)
            try:
                result.update({key_of(label): value} if key else spread_of(value, budget))
            except Fault as fault:
                place.fail(fault)
        return result

    return run


def key_of(value: Any) -> str:
    """Return a value as the key of an object; only text is one."""
    if isinstance(value, str):
        return value
    raise Fault(Code.TYPE, f"The keys of an object are text, not {kind_of(value)}.", "Use text(…).")


def spread_of(value: Any, budget: Budget) -> Mapping[str, Any]:
    """Return an object whose fields are to be copied into another."""
    if not isinstance(value, Mapping):
        raise Fault(Code.TYPE, f"`**` needs an object, not {kind_of(value)}.")
    budget.charge(1 + (len(value) >> ITEMS_SHIFT))
    return value


def items_of(value: Any, budget: Budget, cost: int = 1) -> list[Any]:
    """Return what a loop goes over: the items of a list or the keys of an object; each turn costs `cost`."""
    if type(value) is not list:
        if isinstance(value, Mapping):
            value = list(value)
        elif not isinstance(value, list):
            hint = "Use split(…) to make a list of text." if isinstance(value, str) else ""
            raise Fault(Code.TYPE, f"A list is needed here, not {kind_of(value)}.", hint)
    budget.charge(len(value) * cost)
    return value  # type: ignore[no-any-return]
