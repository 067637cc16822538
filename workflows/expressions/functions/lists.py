"""Functions on lists; some take text as well."""

from collections.abc import Mapping
from typing import Any

from workflows.expressions.comparison import check_order, contains, equal
from workflows.expressions.displays import items_of
from workflows.expressions.errors import Code, Fault
from workflows.expressions.functions.lookup import fields, fields_or_null
from workflows.expressions.functions.registry import function
from workflows.expressions.limits import CHARACTERS_SHIFT, ITEMS_SHIFT, Budget
from workflows.expressions.paths import slice_of
from workflows.expressions.values import kind_of, to_json, to_text

# Sorting compares each text with about 16 others, and comparing is quicker than copying.
_SORT_SHIFT = 9

TextOrList = str | list[Any]


@function("lists", "length(['a', 'b'])", 2, also=("len",))
def length(value: Any) -> int:
    """The number of items, characters or fields."""
    if not isinstance(value, str | list | Mapping):
        raise Fault(Code.TYPE, f"This must be a list, text or an object, not {kind_of(value)}.")
    return len(value)


@function("lists", "count([1, 2, 1], 1)", 2)
def count(list_: TextOrList, value: Any = None, *, budget: Budget) -> int:
    """The number of items; with a value, how many items equal it, or how often a text holds it."""
    if value is None:
        return len(list_)
    if isinstance(list_, str):
        return list_.count(value) if contains(list_, value, budget) and value else 0
    budget.charge(len(list_))
    return sum(equal(item, value, budget) for item in list_)


@function("lists", "first([3, 4])", 3)
def first(list_: TextOrList) -> Any:
    """The first item; `value_missing` where there is none."""
    return _end(list_, 0)


@function("lists", "last([3, 4])", 4)
def last(list_: TextOrList) -> Any:
    """The last item; `value_missing` where there is none."""
    return _end(list_, -1)


@function("lists", "slice('invoice', 0, 3)", "inv", name="slice")
def slice_value(value: TextOrList, start: int, end: int | None = None, *, budget: Budget) -> Any:
    """The items or characters from `start` (0 is the first) up to but not including `end`; negative from the back."""
    return slice_of(value, [start, end, None], budget)


@function("lists", "reverse([1, 2, 3])", [3, 2, 1])
def reverse(list_: TextOrList) -> Any:
    """The list or text in the opposite order."""
    return list_[::-1]


@function("lists", "contains(['a', 'b'], 'a')", True, name="contains")
def contains_value(value: Any, item: Any, *, budget: Budget) -> bool:
    """Whether a list holds the item, a text the text, or an object the field."""
    return contains(value, item, budget)


@function("lists", "index_of(['a', 'b'], 'b')", 1)
def index_of(list_: TextOrList, item: Any, *, budget: Budget) -> int:
    """The place of the item, from 0; -1 where it is not found."""
    if not contains(list_, item, budget):
        return -1
    return list_.index(item)


@function(
    "lists",
    "sort([{'n': 2}, {'n': 1}], by='n')",
    [{"n": 1}, {"n": 2}],
    also=("sorted",),
)
def sort(list_: list[Any], by: str | None = None, descending: bool = False, *, budget: Budget) -> list[Any]:
    """The items in order, or in the order of a field; nulls come last."""
    keyed = list(zip(fields(list_, by, budget), list_, strict=True))
    present = [pair for pair in keyed if pair[0] is not None]
    for key, _ in present:
        check_order(present[0][0], key)
        budget.charge(len(key) >> _SORT_SHIFT if isinstance(key, str) else 0)
    present.sort(key=lambda pair: pair[0], reverse=descending)
    return [item for _, item in present] + [item for key, item in keyed if key is None]


@function("lists", "unique([1, 2, 1])", [1, 2])
def unique(list_: list[Any], by: str | None = None, *, budget: Budget) -> list[Any]:
    """The list without repeated items, or without items that repeat a field; the first of each stays."""
    found: dict[tuple[str, Any], Any] = {}
    for key, item in zip(fields(list_, by, budget), list_, strict=True):
        found.setdefault(_identity(key, budget), item)
    return list(found.values())


@function("lists", "flatten([[1, 2], [3]])", [1, 2, 3])
def flatten(list_: list[Any], depth: int = 1, *, budget: Budget) -> list[Any]:
    """The items of the lists inside the list, `depth` levels down."""
    for _ in range(min(depth, 64)):
        if not any(isinstance(item, list) for item in list_):
            break
        list_ = _flattened(list_, budget)
    return list_


@function(
    "lists", "group_by([{'c': 'x', 'n': 1}, {'c': 'x', 'n': 2}], 'c')", {"x": [{"c": "x", "n": 1}, {"c": "x", "n": 2}]}
)
def group_by(list_: list[Any], by: str, *, budget: Budget) -> dict[str, list[Any]]:
    """An object with a list of items for each value of a field."""
    groups: dict[str, list[Any]] = {}
    for key, item in zip(fields(list_, by, budget), list_, strict=True):
        groups.setdefault(_label(key, budget), []).append(item)
    return groups


@function("lists", "index_by([{'id': 'a', 'n': 1}], 'id')", {"a": {"id": "a", "n": 1}})
def index_by(list_: list[Any], by: str, *, budget: Budget) -> dict[str, Any]:
    """An object with one item for each value of a field; of several the last."""
    return {_label(key, budget): item for key, item in zip(fields(list_, by, budget), list_, strict=True)}


@function("lists", "pluck([{'a': 1}, {'a': 2}], 'a')", [1, 2])
def pluck(list_: list[Any], path: str, *, budget: Budget) -> list[Any]:
    """One field of each item; null where an item has none."""
    return fields_or_null(list_, path, budget)


@function("lists", "range(1, 4)", [1, 2, 3], name="range")
def range_of(start: int, stop: int | None = None, step: int = 1, *, budget: Budget) -> list[int]:
    """The whole numbers from `start` up to but not including `stop`; range(n) counts from 0."""
    if step == 0:
        raise Fault(Code.TYPE, "`step` cannot be 0.")
    numbers = range(0, start, step) if stop is None else range(start, stop, step)
    budget.charge(len(numbers))
    return list(numbers)


@function("lists", "zip(['a', 'b'], [1, 2])", [["a", 1], ["b", 2]], name="zip")
def zip_lists(*lists: list[Any], budget: Budget) -> list[list[Any]]:
    """Lists of the first items, of the second items, and so on; as long as the shortest list."""
    budget.charge(min(map(len, lists), default=0) * (1 + len(lists)) >> ITEMS_SHIFT)
    return [list(group) for group in zip(*lists, strict=False)]


@function("lists", "enumerate(['a', 'b'], 1)", [[1, "a"], [2, "b"]], name="enumerate")
def enumerate_list(list_: list[Any], start: int = 0) -> list[list[Any]]:
    """Each item with its number: [… for i, item in enumerate(x)]."""
    return [[number, item] for number, item in enumerate(list_, start)]


@function("lists", "chunk([1, 2, 3], 2)", [[1, 2], [3]])
def chunk(list_: list[Any], size: int) -> list[list[Any]]:
    """The list in pieces of `size` items."""
    if size < 1:
        raise Fault(Code.TYPE, "`size` must be at least 1.")
    return [list_[start : start + size] for start in range(0, len(list_), size)]


@function("lists", "compact([1, null, '', 0])", [1, 0])
def compact(list_: list[Any]) -> list[Any]:
    """The list without null and empty text."""
    return [item for item in list_ if item is not None and item != ""]


@function("lists", "without([1, 2, 3], [2])", [1, 3])
def without(list_: list[Any], unwanted: list[Any], *, budget: Budget) -> list[Any]:
    """The items that are not in the other list."""
    known = {_identity(item, budget) for item in unwanted}
    return [item for item in list_ if _identity(item, budget) not in known]


@function("lists", "intersect([1, 2, 3], [2, 3, 4])", [2, 3])
def intersect(list_: list[Any], other: list[Any], *, budget: Budget) -> list[Any]:
    """The items that are in the other list too."""
    known = {_identity(item, budget) for item in other}
    return [item for item in list_ if _identity(item, budget) in known]


@function("lists", "any([false, true])", True, name="any")
def any_of(list_: list[Any]) -> bool:
    """Whether at least one item is true: any(o.paid for o in orders)."""
    return any(list_)


@function("lists", "all([true, true])", True, name="all")
def all_of(list_: list[Any]) -> bool:
    """Whether every item is true; an empty list gives true."""
    return all(list_)


def _end(value: TextOrList, index: int) -> Any:
    if not value:
        raise Fault(Code.MISSING, "It is empty, so it has no first or last item.", "Write default(first(…), …).")
    return value[index]


def _identity(value: Any, budget: Budget) -> tuple[str, Any]:
    """Return a key that is equal for equal values only; true is not 1."""
    if isinstance(value, list | dict):
        return "json", to_json(value, budget, sort=True)
    if isinstance(value, str):
        budget.charge(len(value) >> CHARACTERS_SHIFT)
    return kind_of(value), value


def _label(value: Any, budget: Budget) -> str:
    text = to_text(value, budget)
    budget.charge(len(text) >> CHARACTERS_SHIFT)
    return text


def _flattened(items: list[Any], budget: Budget) -> list[Any]:
    result: list[Any] = []
    for item in items:
        if isinstance(item, list):
            result.extend(items_of(item, budget))
        else:
            result.append(item)
    return result
