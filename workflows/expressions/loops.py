"""Comprehensions: `[o.sku for o in orders if o.price > 20]`, several `for` and `if`, tuple targets."""

import ast
from collections.abc import Callable
from typing import Any

from workflows.expressions.displays import items_of, key_of
from workflows.expressions.errors import Code, Fault, Place
from workflows.expressions.limits import NODES_PER_OPERATION, Budget
from workflows.expressions.unit import Names, Run, Unit, handles
from workflows.expressions.values import kind_of

Scope = dict[str, Any]
Body = Callable[[Scope, Budget, Callable[[Any], None]], None]


@handles(ast.ListComp, ast.GeneratorExp)
def compile_list_loop(node: ast.ListComp | ast.GeneratorExp, unit: Unit) -> Run:
    """Return the closure of a list comprehension; a generator gives a list as well."""
    body = _loops(node, unit, lambda inner: inner.compile(node.elt))

    def run(names: Names, budget: Budget) -> list[Any]:
        result: list[Any] = []
        body(dict(names), budget, result.append)
        return result

    return run


@handles(ast.DictComp)
def compile_object_loop(node: ast.DictComp, unit: Unit) -> Run:
    """Return the closure of an object comprehension."""
    body = _loops(node, unit, lambda inner: _pair(node, inner))

    def run(names: Names, budget: Budget) -> dict[str, Any]:
        result: list[tuple[str, Any]] = []
        body(dict(names), budget, result.append)
        return dict(result)

    return run


def _pair(node: ast.DictComp, unit: Unit) -> Run:
    key, value, place = unit.compile(node.key), unit.compile(node.value), unit.place(node.key)

    def run(names: Names, budget: Budget) -> tuple[str, Any]:
        label = key(names, budget)
        try:
            return key_of(label), value(names, budget)
        except Fault as fault:
            place.fail(fault)

    return run


def _loops(node: ast.ListComp | ast.GeneratorExp | ast.DictComp, unit: Unit, element: Callable[[Unit], Run]) -> Body:
    """Return the nested loops of a comprehension as one body.

    1. Compile each `for` in turn: its list sees the names of the loops before it, its `if`s also its own.
    2. Compile the element, which sees all names.
    3. Put them together from the innermost loop outwards.
    """
    cost = 1 + sum(1 for _ in ast.walk(node)) // NODES_PER_OPERATION
    heads = []
    for loop in node.generators:
        if loop.is_async:
            raise unit.refuse(node, "`async` is not part of the language.")
        items, place = unit.compile(loop.iter), unit.place(loop.iter)
        unit = unit.with_local(frozenset(_target_names(loop.target, unit)))
        heads.append((_Head(items, place, cost), loop.target, [unit.compile(test) for test in loop.ifs]))
    head, target, tests = heads.pop()
    body = _innermost(head, (_assigner(target, unit), tests), element(unit))
    for head, target, tests in reversed(heads):
        body = _outer(head, (_assigner(target, unit), tests), body)
    return body


class _Head:
    """The list one `for` goes over, charged before its first turn."""

    __slots__ = ("_cost", "_items", "_place")

    def __init__(self, items: Run, place: Place, cost: int) -> None:
        self._items, self._place, self._cost = items, place, cost

    def items(self, names: Names, budget: Budget) -> list[Any]:
        value = self._items(names, budget)
        try:
            return items_of(value, budget, self._cost)
        except Fault as fault:
            self._place.fail(fault)


Assign = Callable[[Scope, Any], None]


def _innermost(head: _Head, rest: tuple[str | Assign, list[Run]], element: Run) -> Body:
    target, tests = rest

    def run(names: Scope, budget: Budget, emit: Callable[[Any], None]) -> None:
        for item in head.items(names, budget):
            if isinstance(target, str):
                names[target] = item
            else:
                target(names, item)
            for test in tests:
                if not test(names, budget):
                    break
            else:
                emit(element(names, budget))

    return run


def _outer(head: _Head, rest: tuple[str | Assign, list[Run]], body: Body) -> Body:
    target, tests = rest

    def run(names: Scope, budget: Budget, emit: Callable[[Any], None]) -> None:
        for item in head.items(names, budget):
            if isinstance(target, str):
                names[target] = item
            else:
                target(names, item)
            if all(test(names, budget) for test in tests):
                body(names, budget, emit)

    return run


def _target_names(target: ast.expr, unit: Unit) -> list[str]:
    if isinstance(target, ast.Tuple | ast.List):
        return [name for part in target.elts for name in _target_names(part, unit)]
    if not isinstance(target, ast.Name):
        raise unit.refuse(target, "A loop needs plain names: `for item in list`.")
    if target.id.startswith("_"):
        raise unit.place(target).error(Code.UNKNOWN_NAME, "Names that start with `_` cannot be used.")
    if target.id in ("true", "false", "null"):
        raise unit.refuse(target, f"`{target.id}` is a value, not a name.")
    return [target.id]


def _assigner(target: ast.expr, unit: Unit) -> str | Assign:
    if isinstance(target, ast.Name):
        return target.id
    assert isinstance(target, ast.Tuple | ast.List)
    parts, place = [_assigner(part, unit) for part in target.elts], unit.place(target)

    def assign(names: Scope, value: Any) -> None:
        if not isinstance(value, list) or len(value) != len(parts):
            found = f"a list of {len(value)}" if isinstance(value, list) else kind_of(value)
            raise place.error(Code.TYPE, f"Each item must be a list of {len(parts)}, not {found}.")
        for part, item in zip(parts, value, strict=True):
            if isinstance(part, str):
                names[part] = item
            else:
                part(names, item)

    return assign
