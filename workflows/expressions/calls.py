"""Calls of the language's functions: bound by name and checked when compiling, charged when running."""

import ast
from collections.abc import Callable
from typing import Any

from workflows.expressions.errors import Code, ExpressionError, Fault, Place
from workflows.expressions.functions import FUNCTIONS
from workflows.expressions.functions.kinds import Take
from workflows.expressions.functions.regex import PATTERN_FUNCTIONS, compile_pattern
from workflows.expressions.functions.registry import REQUIRED, Function, Parameter
from workflows.expressions.limits import MAX_INTEGER, MAX_RESULT, Budget, fit, too_large
from workflows.expressions.missing import did_you_mean
from workflows.expressions.paths import chain
from workflows.expressions.unit import Names, Run, Unit, handles

Argument = tuple[Run, Take, Place]
_CATCHES = frozenset({Code.MISSING, Code.STEP_NOT_RUN})


@handles(ast.Call)
def compile_call(node: ast.Call, unit: Unit) -> Run:
    """Return the closure of `name(value, option=value)`. Raises `unknown_function` for anything else that is called."""
    function = _called(node, unit)
    bound = _bind(node, function, unit)
    if function.call is None:
        return _default(bound, unit)
    _check_pattern(function, bound, unit)
    arguments = [_argument(parameter, value, unit) for parameter, value in bound]
    return _call(function, function.call, arguments, unit.place(node))


def _called(node: ast.Call, unit: Unit) -> Function:
    if isinstance(node.func, ast.Attribute):
        raise _method(node.func, unit)
    if not isinstance(node.func, ast.Name):
        raise unit.refuse(node, "Only functions can be called, by their name.")
    found = FUNCTIONS.get(node.func.id)
    if found is None:
        guess = did_you_mean(node.func.id, FUNCTIONS)
        message = f"There is no function `{node.func.id}`{guess or '.'}"
        raise unit.place(node.func).error(Code.UNKNOWN_FUNCTION, message)
    return found


def _method(node: ast.Attribute, unit: Unit) -> ExpressionError:
    root, _ = chain(node)
    if not isinstance(root, ast.Name):
        unit.compile(root)
    hint = f"Write {node.attr}(value)." if node.attr in FUNCTIONS else "Functions are called by name: upper(value)."
    return unit.place(node).error(Code.UNKNOWN_FUNCTION, "Values have no methods.", hint)


Bound = list[tuple[Parameter, ast.expr | None]]


def _bind(node: ast.Call, function: Function, unit: Unit) -> Bound:
    """Return each parameter with the node that fills it, None where its default does.

    1. Values without a name fill the parameters in order; a variadic one takes the rest.
    2. Named values fill the others.
    3. What is left must have a default.
    """
    bound, rest = _by_position(node, function, unit)
    named = _named_values(node, function, unit)
    for parameter in rest:
        value = named.pop(parameter.name, None)
        if value is None and parameter.default is REQUIRED and not parameter.is_variadic:
            raise unit.refuse(node, f"`{function.name}` needs `{parameter.name}`.", f"Write {function.signature}.")
        if not parameter.is_variadic:
            bound.append((parameter, value))
    if named:
        raise unit.refuse(node, f"`{next(iter(named))}` is given twice.", f"Write {function.signature}.")
    return bound


def _by_position(node: ast.Call, function: Function, unit: Unit) -> tuple[Bound, list[Parameter]]:
    bound: Bound = []
    parameters = list(function.parameters)
    for value in node.args:
        if isinstance(value, ast.Starred):
            raise unit.refuse(value, "A star is only possible inside a list.", "Give the list itself.")
        if not parameters:
            message = f"`{function.name}` takes no more than {len(function.parameters)}."
            raise unit.refuse(value, message, f"Write {function.signature}.")
        bound.append((parameters[0], value))
        if not parameters[0].is_variadic:
            parameters.pop(0)
    return bound, parameters


def _named_values(node: ast.Call, function: Function, unit: Unit) -> dict[str, ast.expr]:
    known = {parameter.name for parameter in function.parameters if not parameter.is_variadic}
    named: dict[str, ast.expr] = {}
    for option in node.keywords:
        if option.arg is None:
            raise unit.refuse(option.value, "`**` is only possible inside an object.")
        if option.arg not in known:
            message = f"`{function.name}` has no `{option.arg}`{did_you_mean(option.arg, known) or '.'}"
            raise unit.refuse(option, message, f"Write {function.signature}.")
        named[option.arg] = option.value
    return named


def _argument(parameter: Parameter, value: ast.expr | None, unit: Unit) -> Argument:
    if value is None:
        default = parameter.default
        return (lambda names, budget: default), (lambda given, budget: given), unit.source.whole()
    return unit.compile(value), parameter.take, unit.place(value)


def _check_pattern(function: Function, bound: Bound, unit: Unit) -> None:
    """Refuse a bad pattern while the workflow is edited, when it is written out."""
    if function.name not in PATTERN_FUNCTIONS:
        return
    for parameter, value in bound:
        if parameter.name == "pattern" and isinstance(value, ast.Constant) and isinstance(value.value, str):
            try:
                compile_pattern(value.value)
            except Fault as fault:
                unit.place(value).fail(fault)


def _call(function: Function, call: Callable[..., Any], arguments: list[Argument], place: Place) -> Run:
    wants_budget, wants_place = "budget" in function.provided, "place" in function.provided

    def run(names: Names, budget: Budget) -> Any:
        values = [_taken(argument, names, budget) for argument in arguments]
        provided: dict[str, Any] = {"budget": budget} if wants_budget else {}
        if wants_place:
            provided["place"] = place
        try:
            budget.charge(1)
            return _checked(call(*values, **provided))
        except Fault as fault:
            place.fail(fault)
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            raise place.error(Code.TYPE, f"`{function.name}` cannot work with these values.") from error

    return run


def _taken(argument: Argument, names: Names, budget: Budget) -> Any:
    compute, take, place = argument
    value = compute(names, budget)
    try:
        return take(value, budget)
    except Fault as fault:
        place.fail(fault)


def _checked(result: Any) -> Any:
    kind = type(result)
    if kind is str:
        if len(result) > MAX_RESULT:
            raise too_large()
    elif kind is float or (kind is int and abs(result) > MAX_INTEGER):
        return fit(result)
    return result


def _default(bound: Bound, unit: Unit) -> Run:
    """Return the closure of `default(value, otherwise)`, which computes its second value only when it is needed."""
    (_, first), (_, second) = bound
    assert first is not None and second is not None
    value, otherwise = unit.optional().compile(first), unit.compile(second)

    def run(names: Names, budget: Budget) -> Any:
        try:
            found = value(names, budget)
        except ExpressionError as error:
            if error.code not in _CATCHES:
                raise
            return otherwise(names, budget)
        return otherwise(names, budget) if found is None else found

    return run
