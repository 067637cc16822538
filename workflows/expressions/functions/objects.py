"""Functions on objects."""

from collections.abc import Mapping
from typing import Any

from workflows.expressions.displays import key_of
from workflows.expressions.errors import Code, Fault
from workflows.expressions.functions.lookup import at_path
from workflows.expressions.functions.registry import function
from workflows.expressions.values import kind_of


@function("objects", "keys({'a': 1, 'b': 2})", ["a", "b"])
def keys(object_: Mapping[str, Any]) -> list[str]:
    """The names of the fields."""
    return list(object_)


@function("objects", "values({'a': 1, 'b': 2})", [1, 2])
def values(object_: Mapping[str, Any]) -> list[Any]:
    """The values of the fields."""
    return list(object_.values())


@function("objects", "items({'a': 1})", [["a", 1]])
def items(object_: Mapping[str, Any]) -> list[list[Any]]:
    """The fields as pairs of name and value: [… for key, value in items(x)]."""
    return [[key, value] for key, value in object_.items()]


@function("objects", "from_items([['a', 1]])", {"a": 1})
def from_items(pairs: list[Any]) -> dict[str, Any]:
    """The object made of pairs of name and value."""
    if any(not isinstance(pair, list) or len(pair) != 2 for pair in pairs):
        raise Fault(Code.TYPE, "Each item must be a pair: [name, value].")
    return {key_of(key): value for key, value in pairs}


@function("objects", "merge({'a': 1, 'b': 1}, {'b': 2})", {"a": 1, "b": 2})
def merge(*objects: Mapping[str, Any]) -> dict[str, Any]:
    """One object with the fields of all; later ones win."""
    result: dict[str, Any] = {}
    for part in objects:
        result.update(part)
    return result


@function("objects", "pick({'a': 1, 'b': 2}, 'a')", {"a": 1})
def pick(object_: Mapping[str, Any], *names: Any) -> dict[str, Any]:
    """The object with only these fields, as far as it has them; names one by one or as a list."""
    wanted = _names(names)
    return {name: object_[name] for name in wanted if name in object_}


@function("objects", "omit({'a': 1, 'b': 2}, 'a')", {"b": 2})
def omit(object_: Mapping[str, Any], *names: Any) -> dict[str, Any]:
    """The object without these fields; names one by one or as a list."""
    unwanted = frozenset(_names(names))
    return {name: value for name, value in object_.items() if name not in unwanted}


@function("objects", "get({'a': {'b': 1}}, 'a.c', 0)", 0)
def get(value: Any, path: str, default: Any = None) -> Any:
    """What the dotted path leads to, or the default where it is missing."""
    if not isinstance(value, Mapping | list | None):
        raise Fault(Code.TYPE, f"`get` needs an object or a list, not {kind_of(value)}.")
    try:
        return at_path(value, path)
    except Fault as fault:
        if fault.code is Code.MISSING:
            return default
        raise


@function("objects", "has({'a': {'b': 1}}, 'a.b')", True)
def has(value: Any, path: str) -> bool:
    """Whether the dotted path leads to something, null included."""
    try:
        at_path(value, path)
    except Fault:
        return False
    return True


def _names(names: tuple[Any, ...]) -> list[str]:
    flat = names[0] if len(names) == 1 and isinstance(names[0], list) else names
    if any(not isinstance(name, str) for name in flat):
        raise Fault(Code.TYPE, "The names of fields are text.")
    return list(flat)
