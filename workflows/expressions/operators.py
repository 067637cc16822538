"""Arithmetic, comparison and logic over JSON values, each bounded before it allocates."""

import ast
import math
import operator
from collections.abc import Callable
from typing import Any

from workflows.expressions.errors import Code, Fault
from workflows.expressions.limits import ITEMS_SHIFT, MAX_RESULT, NUMBERS, Budget, fit
from workflows.expressions.unit import Names, Run, Unit, handles
from workflows.expressions.values import kind_of

Compute = Callable[[Any, Any, Budget], Any]


def add(left: Any, right: Any, budget: Budget) -> Any:
    """Return the sum of two numbers, or two texts or two lists joined."""
    if type(left) in NUMBERS and type(right) in NUMBERS:
        return fit(left + right)
    if isinstance(left, str) and isinstance(right, str):
        budget.charge_text(len(left) + len(right))
        return left + right
    if isinstance(left, list) and isinstance(right, list):
        budget.charge(1 + (len(left) + len(right) >> ITEMS_SHIFT))
        return left + right
    raise _mismatch("add", left, right, "Use text(…) or number(…) to make both the same kind.")


def multiply(left: Any, right: Any, budget: Budget) -> Any:
    """Return the product of two numbers, or a text or list repeated."""
    if type(left) in NUMBERS and type(right) in NUMBERS:
        return fit(left * right)
    if isinstance(right, str | list):
        left, right = right, left
    if isinstance(left, str | list) and type(right) is int:
        _charge_repeat(left, max(right, 0), budget)
        return left * right
    raise _mismatch("multiply", left, right)


def power(base: Any, exponent: Any, budget: Budget) -> Any:
    """Return base to the power of exponent; refused before a number with more than 18 digits is built."""
    if type(base) not in NUMBERS or type(exponent) not in NUMBERS:
        raise _mismatch("raise", base, exponent)
    if abs(base) > 1 and exponent > 1 and exponent * math.log2(abs(base)) > 1024:
        raise Fault(Code.BUDGET, "This number is out of range.", "Whole numbers go up to 10^18.")
    try:
        result = base**exponent
    except ZeroDivisionError:
        raise Fault(Code.TYPE, "Cannot divide by zero.") from None
    if isinstance(result, complex):
        raise Fault(Code.TYPE, "A root of a negative number is no number here.")
    return fit(result)


def _arithmetic(verb: str, compute: Callable[[Any, Any], Any]) -> Compute:
    def run(left: Any, right: Any, budget: Budget) -> Any:
        if type(left) not in NUMBERS or type(right) not in NUMBERS:
            raise _mismatch(verb, left, right)
        try:
            return fit(compute(left, right))
        except ZeroDivisionError:
            raise Fault(Code.TYPE, "Cannot divide by zero.", "Test the divisor first: a / b if b else 0.") from None

    return run


_BINARY: dict[type[ast.operator], Compute] = {
    ast.Add: add,
    ast.Sub: _arithmetic("subtract", operator.sub),
    ast.Mult: multiply,
    ast.Div: _arithmetic("divide", operator.truediv),
    ast.FloorDiv: _arithmetic("divide", operator.floordiv),
    ast.Mod: _arithmetic("divide", operator.mod),
    ast.Pow: power,
}
_BINARY_HINTS: dict[type[ast.operator], str] = {
    ast.BitOr: "Call functions by name: upper(x). Join objects with merge(a, b). For logic write `or`."
}


@handles(ast.BinOp)
def compile_binary(node: ast.BinOp, unit: Unit) -> Run:
    """Return the closure of `a + b` and its kin."""
    compute = _BINARY.get(type(node.op))
    if compute is None:
        raise unit.refuse(node, "This operator is not part of the language.", _BINARY_HINTS.get(type(node.op), ""))
    left, right, place = unit.compile(node.left), unit.compile(node.right), unit.place(node)

    def run(names: Names, budget: Budget) -> Any:
        first, second = left(names, budget), right(names, budget)
        try:
            return compute(first, second, budget)
        except Fault as fault:
            place.fail(fault)
        except OverflowError:
            raise place.error(Code.BUDGET, "This number is out of range.") from None

    return run


@handles(ast.UnaryOp)
def compile_unary(node: ast.UnaryOp, unit: Unit) -> Run:
    """Return the closure of `not a`, `-a` or `+a`."""
    operand, place = unit.compile(node.operand), unit.place(node)
    if isinstance(node.op, ast.Not):
        return lambda names, budget: not operand(names, budget)
    if isinstance(node.op, ast.Invert):
        raise unit.refuse(node, "This operator is not part of the language.", "For logic write `not`.")
    compute: Callable[[Any], Any] = operator.neg if isinstance(node.op, ast.USub) else operator.pos

    def run(names: Names, budget: Budget) -> Any:
        value = operand(names, budget)
        if type(value) not in NUMBERS:
            raise place.error(Code.TYPE, f"A sign needs a number, not {kind_of(value)}.")
        return compute(value)

    return run


@handles(ast.BoolOp)
def compile_logic(node: ast.BoolOp, unit: Unit) -> Run:
    """Return the closure of `a and b` or `a or b`: the value that decided, as in Python."""
    runs = [unit.compile(value) for value in node.values]
    stops_when = isinstance(node.op, ast.Or)
    *first, last = runs

    def run(names: Names, budget: Budget) -> Any:
        for part in first:
            value = part(names, budget)
            if bool(value) is stops_when:
                return value
        return last(names, budget)

    return run


@handles(ast.IfExp)
def compile_choice(node: ast.IfExp, unit: Unit) -> Run:
    """Return the closure of `a if test else b`."""
    test, then, otherwise = unit.compile(node.test), unit.compile(node.body), unit.compile(node.orelse)
    return lambda names, budget: then(names, budget) if test(names, budget) else otherwise(names, budget)


def _charge_repeat(value: str | list[Any], times: int, budget: Budget) -> None:
    if isinstance(value, str):
        budget.charge_text(len(value) * times)
    elif len(value) * times > MAX_RESULT:
        raise Fault(Code.BUDGET, "The result would be larger than 1 MB.")
    else:
        budget.charge(len(value) * times)


def _mismatch(verb: str, left: Any, right: Any, hint: str = "") -> Fault:
    return Fault(Code.TYPE, f"Cannot {verb} {kind_of(left)} and {kind_of(right)}.", hint)
