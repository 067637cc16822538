"""Comparison over JSON values: equality never fails, order needs two numbers or two texts."""

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

from workflows.expressions.errors import Code, Fault
from workflows.expressions.limits import CHARACTERS_SHIFT, ITEMS_SHIFT, NUMBERS, Budget
from workflows.expressions.unit import Names, Run, Unit, handles
from workflows.expressions.values import kind_of

Test = Callable[[Any, Any, Budget], bool]
_LONG = 1 << CHARACTERS_SHIFT


def equal(left: Any, right: Any, budget: Budget) -> bool:
    """Return whether two values are the same; different kinds are simply not."""
    if isinstance(left, dict | list):
        if not isinstance(right, dict | list):
            return False
        budget.charge_deep(left)
        budget.charge_deep(right)
    elif isinstance(left, str) and len(left) > _LONG:
        budget.charge(len(left) >> CHARACTERS_SHIFT)
    return bool(left == right)


def contains(holder: Any, item: Any, budget: Budget) -> bool:
    """Return whether a list holds an item, a text a text, or an object a field."""
    if isinstance(holder, str):
        if not isinstance(item, str):
            raise Fault(Code.TYPE, f"Text cannot hold {kind_of(item)}.")
        budget.charge(len(holder) >> CHARACTERS_SHIFT)
        return item in holder
    if isinstance(holder, list):
        _charge_search(holder, item, budget)
        return item in holder
    if isinstance(holder, Mapping):
        return isinstance(item, str) and item in holder
    raise Fault(Code.TYPE, f"{kind_of(holder).capitalize()} holds nothing to look for.")


def _charge_search(holder: list[Any], item: Any, budget: Budget) -> None:
    if isinstance(item, dict | list):
        budget.charge_deep(holder)
        budget.charge_deep(item)
    elif isinstance(item, str) and len(item) > _LONG:
        budget.charge(len(holder) * (len(item) >> CHARACTERS_SHIFT))
    budget.charge(len(holder) >> ITEMS_SHIFT)


def _ordered(compare: Callable[[Any, Any], bool]) -> Test:
    def run(left: Any, right: Any, budget: Budget) -> bool:
        if type(left) in NUMBERS and type(right) in NUMBERS:
            return compare(left, right)
        check_order(left, right)
        return compare(left, right)

    return run


def check_order(left: Any, right: Any) -> None:
    """Raise unless both values are numbers or both are texts."""
    if isinstance(left, str) and isinstance(right, str):
        return
    if type(left) in NUMBERS and type(right) in NUMBERS:
        return
    raise Fault(
        Code.TYPE,
        f"Cannot tell which is larger: {kind_of(left)} or {kind_of(right)}.",
        "Use number(…) or text(…) to make both the same kind.",
    )


_TESTS: dict[type[ast.cmpop], Test] = {
    ast.Eq: equal,
    ast.NotEq: lambda left, right, budget: not equal(left, right, budget),
    ast.Is: equal,
    ast.IsNot: lambda left, right, budget: not equal(left, right, budget),
    ast.Lt: _ordered(operator.lt),
    ast.LtE: _ordered(operator.le),
    ast.Gt: _ordered(operator.gt),
    ast.GtE: _ordered(operator.ge),
    ast.In: lambda left, right, budget: contains(right, left, budget),
    ast.NotIn: lambda left, right, budget: not contains(right, left, budget),
}


@handles(ast.Compare)
def compile_comparison(node: ast.Compare, unit: Unit) -> Run:
    """Return the closure of `a < b`, `a == b == c`, `a in b` …"""
    for kind, operand in zip(node.ops, node.comparators, strict=True):
        if isinstance(kind, ast.Is | ast.IsNot) and not _is_word(operand):
            raise unit.refuse(node, "`is` only compares with null, true or false.", "Write `==` or `!=`.")
    if len(node.ops) > 1:
        return _chained(node, unit)
    constant = node.comparators[0]
    if isinstance(node.ops[0], ast.Eq | ast.NotEq) and isinstance(constant, ast.Constant):
        return _with_constant(node, constant.value, unit)
    return _single(node, unit)


def _is_word(node: ast.expr) -> bool:
    if isinstance(node, ast.Name):
        return node.id in ("null", "true", "false")
    return isinstance(node, ast.Constant) and (node.value is None or isinstance(node.value, bool))


def _with_constant(node: ast.Compare, constant: Any, unit: Unit) -> Run:
    """Return the closure of the commonest condition; a literal is short, so the test needs no charge."""
    unit.compile(node.comparators[0])
    left = unit.compile(node.left)
    if isinstance(node.ops[0], ast.Eq):
        return lambda names, budget: left(names, budget) == constant
    return lambda names, budget: left(names, budget) != constant


def _single(node: ast.Compare, unit: Unit) -> Run:
    left, right = unit.compile(node.left), unit.compile(node.comparators[0])
    test, place = _TESTS[type(node.ops[0])], unit.place(node)

    def run(names: Names, budget: Budget) -> bool:
        first, second = left(names, budget), right(names, budget)
        try:
            return test(first, second, budget)
        except Fault as fault:
            place.fail(fault)

    return run


def _chained(node: ast.Compare, unit: Unit) -> Run:
    first, place = unit.compile(node.left), unit.place(node)
    links = [(_TESTS[type(op)], unit.compile(right)) for op, right in zip(node.ops, node.comparators, strict=True)]

    def run(names: Names, budget: Budget) -> bool:
        left = first(names, budget)
        for test, compute in links:
            right = compute(names, budget)
            try:
                if not test(left, right, budget):
                    return False
            except Fault as fault:
                place.fail(fault)
            left = right
        return True

    return run
