"""Paths such as `steps.stock.body.items[0].sku`: compiled to plain look-ups in JSON objects and lists."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from workflows.expressions.errors import Code, Fault, Place
from workflows.expressions.limits import Budget
from workflows.expressions.missing import explain, no_part
from workflows.expressions.unit import Names, Reference, Run, Unit, handles

_LOOKUP = (KeyError, TypeError, IndexError)
_WORDS = {"true": True, "false": False, "null": None}


@dataclass(frozen=True, slots=True)
class Link:
    """One part of a path after its root: a field name or an index, and the node that ends with it."""

    key: str | int
    node: ast.expr


@handles(ast.Name, ast.Attribute)
def compile_path(node: ast.expr, unit: Unit) -> Run:
    """Return the closure of a path that starts at a name, or at any other value."""
    root, links = chain(node)
    for link in links:
        _check_link(link, root, unit)
    if not isinstance(root, ast.Name):
        return _tail(unit.compile(root), links, unit) if links else unit.compile(root)
    if root.id in _WORDS and root.id not in unit.local:
        value = _WORDS[root.id]
        return _tail(lambda names, budget: value, links, unit) if links else lambda names, budget: value
    return _named(root, links, unit)


@handles(ast.Subscript)
def compile_subscript(node: ast.Subscript, unit: Unit) -> Run:
    """Return the closure of `value[key]`, `value[a:b]` or, with a fixed key, of a path."""
    if isinstance(node.slice, ast.Slice):
        return _slice(node, node.slice, unit)
    if _fixed_key(node) is not None:
        return compile_path(node, unit)
    value, key, place = unit.compile(node.value), unit.compile(node.slice), unit.place(node)

    def run(names: Names, budget: Budget) -> Any:
        holder, wanted = value(names, budget), key(names, budget)
        try:
            return item_of(holder, wanted)
        except Fault as fault:
            place.fail(fault)

    return run


def chain(node: ast.expr) -> tuple[ast.expr, list[Link]]:
    """Return the node a path starts with and the fixed parts after it, first part first."""
    links: list[Link] = []
    while isinstance(node, ast.Attribute | ast.Subscript):
        key = node.attr if isinstance(node, ast.Attribute) else _fixed_key(node)
        if key is None:
            break
        links.append(Link(key, node))
        node = node.value
    return node, links[::-1]


def item_of(holder: Any, key: Any) -> Any:
    """Return one item of an object, list or text; raises Fault when there is none."""
    if isinstance(key, str):
        if isinstance(holder, Mapping) and key in holder:
            return holder[key]
    elif isinstance(key, int) and not isinstance(key, bool):
        if isinstance(holder, list | str) and -len(holder) <= key < len(holder):
            return holder[key]
    else:
        raise Fault(Code.TYPE, "Only text or a whole number can be inside [ ].")
    raise no_part(holder, key, "this value")


def _fixed_key(node: ast.Subscript) -> str | int | None:
    key = node.slice
    sign = 1
    if isinstance(key, ast.UnaryOp) and isinstance(key.op, ast.USub):
        key, sign = key.operand, -1
    if not isinstance(key, ast.Constant) or isinstance(key.value, bool):
        return None
    if isinstance(key.value, int) and key.value < 10**18:
        return sign * key.value
    return key.value if isinstance(key.value, str) and sign == 1 else None


def _check_link(link: Link, root: ast.expr, unit: Unit) -> None:
    """Refuse what would read like a Python attribute: `_names` and fields of literals."""
    if not isinstance(link.node, ast.Attribute):
        return
    if isinstance(root, ast.Tuple | ast.JoinedStr):
        unit.compile(root)
    if str(link.key).startswith("_"):
        hint = f"For a field of that name write [{link.key!r}]."
        raise unit.place(link.node).error(Code.UNKNOWN_FUNCTION, "Names that start with `_` cannot be used.", hint)
    if isinstance(root, ast.Constant):
        hint = f"Functions are called by name: {link.key}(…)."
        raise unit.place(link.node).error(Code.UNKNOWN_FUNCTION, "A literal has no fields or methods.", hint)


def _named(root: ast.Name, links: list[Link], unit: Unit) -> Run:
    if root.id.startswith("_"):
        raise unit.place(root).error(Code.UNKNOWN_NAME, "Names that start with `_` cannot be used.")
    places = [unit.place(root), *(unit.place(link.node) for link in links)]
    path = (root.id, *(link.key for link in links))
    is_local = root.id in unit.local
    if not is_local:
        unit.references.append(_reference(path, places, unit))

    def fail(names: Names) -> NoReturn:
        raise explain(names, path, places, is_local=is_local) from None

    return _look_up(root.id, path[1:], fail)


def _reference(path: tuple[str | int, ...], places: list[Place], unit: Unit) -> Reference:
    first, last = places[0], places[-1]
    ends = tuple(place.end_column for place in places)
    return Reference(
        path, first.pointer, first.line, first.column, last.end_column, is_optional=unit.is_optional, ends=ends
    )


def _look_up(root: str, keys: tuple[Any, ...], fail: Any) -> Run:
    """Return the closure for a path. The short lengths are written out: they are what conditions are made of."""
    match keys:
        case ():
            return _root(root, fail)
        case (a,):
            return _one(root, a, fail)
        case (a, b):
            return _two(root, (a, b), fail)
        case (a, b, c):
            return _three(root, (a, b, c), fail)
        case (a, b, c, d):
            return _four(root, (a, b, c, d), fail)
    return _many(root, keys, fail)


def _root(root: str, fail: Any) -> Run:
    def run(names: Names, budget: Budget) -> Any:
        try:
            return names[root]
        except _LOOKUP:
            fail(names)

    return run


def _one(root: str, a: Any, fail: Any) -> Run:
    def run(names: Names, budget: Budget) -> Any:
        try:
            return names[root][a]
        except _LOOKUP:
            fail(names)

    return run


def _two(root: str, keys: tuple[Any, Any], fail: Any) -> Run:
    a, b = keys

    def run(names: Names, budget: Budget) -> Any:
        try:
            return names[root][a][b]
        except _LOOKUP:
            fail(names)

    return run


def _three(root: str, keys: tuple[Any, Any, Any], fail: Any) -> Run:
    a, b, c = keys

    def run(names: Names, budget: Budget) -> Any:
        try:
            return names[root][a][b][c]
        except _LOOKUP:
            fail(names)

    return run


def _four(root: str, keys: tuple[Any, Any, Any, Any], fail: Any) -> Run:
    a, b, c, d = keys

    def run(names: Names, budget: Budget) -> Any:
        try:
            return names[root][a][b][c][d]
        except _LOOKUP:
            fail(names)

    return run


def _many(root: str, keys: tuple[Any, ...], fail: Any) -> Run:
    def run(names: Names, budget: Budget) -> Any:
        try:
            value = names[root]
            for key in keys:
                value = value[key]
        except _LOOKUP:
            fail(names)
        return value

    return run


def _tail(base: Run, links: list[Link], unit: Unit) -> Run:
    steps = [(link.key, unit.place(link.node)) for link in links]

    def run(names: Names, budget: Budget) -> Any:
        value = base(names, budget)
        for key, place in steps:
            try:
                value = item_of(value, key)
            except Fault as fault:
                place.fail(fault)
        return value

    return run


def _slice(node: ast.Subscript, bounds: ast.Slice, unit: Unit) -> Run:
    value, place = unit.compile(node.value), unit.place(node)
    parts = [unit.compile(part) if part else None for part in (bounds.lower, bounds.upper, bounds.step)]

    def run(names: Names, budget: Budget) -> Any:
        holder = value(names, budget)
        cut = [part(names, budget) if part else None for part in parts]
        try:
            return slice_of(holder, cut, budget)
        except Fault as fault:
            place.fail(fault)

    return run


def slice_of(holder: Any, cut: list[Any], budget: Budget) -> Any:
    """Return a part of a list or text; `cut` is start, end and step, each a whole number or null."""
    if not isinstance(holder, list | str):
        raise Fault(Code.TYPE, "Only a list or text can be cut with [a:b].")
    if any(part is not None and (isinstance(part, bool) or not isinstance(part, int)) for part in cut):
        raise Fault(Code.TYPE, "The ends of a slice are whole numbers.")
    if cut[2] == 0:
        raise Fault(Code.TYPE, "The step of a slice cannot be 0.")
    part = slice(*cut)
    size = len(range(*part.indices(len(holder))))
    budget.charge_text(size) if isinstance(holder, str) else budget.charge(size >> 3)
    return holder[part]
