"""Functions on objects."""

from typing import Any

from tests.table import table
from tests.unit.workflows.expressions.asking import error_of, value_of


@table(
    ("source", "value"),
    [
        ("keys({})", []),
        ("values({'b': 1, 'a': [2]})", [1, [2]]),
        ("items({})", []),
        ("from_items(items({'a': 1}))", {"a": 1}),
        ("from_items([['a', 1], ['a', 2]])", {"a": 2}),
        ("merge({'a': 1}, {}, {'b': {'c': 2}})", {"a": 1, "b": {"c": 2}}),
        ("pick({'a': 1, 'b': 2}, 'b', 'zzz')", {"b": 2}),
        ("pick({'a': 1, 'b': 2}, ['a', 'b'])", {"a": 1, "b": 2}),
        ("pick({'a': 1})", {}),
        ("omit({'a': 1, 'b': 2}, ['a', 'zzz'])", {"b": 2}),
        ("omit({'a': 1})", {"a": 1}),
        ("get({'a': {'b': [1, 2]}}, 'a.b.1')", 2),
        ("get({'a': {'b': [1, 2]}}, 'a.b.-1')", 2),
        ("get({'a': {'b': [1, 2]}}, 'a.b.9', 'x')", "x"),
        ("get({'a': null}, 'a.b.c')", None),
        ("get({'a': null}, 'a', 5)", None),
        ("get(null, 'a', 5)", 5),
        ("get([{'a': 1}], '0.a')", 1),
        ("get({'0': 1}, '0')", 1),
        ("get({'': 1}, '')", 1),
        ("has({'a': null}, 'a')", True),
        ("has({'a': 1}, 'b')", False),
        ("has({'a': 1}, 'a.b')", False),
        ("has(null, 'a')", False),
        ("has(5, 'a')", False),
    ],
)
def test_object_functions(source: str, value: Any) -> None:
    assert value_of(source) == value


@table(
    "source",
    [
        "keys([1])",
        "keys(null)",
        "from_items([1])",
        "from_items([[1, 2]])",
        "from_items([['a']])",
        "merge({}, [])",
        "pick({}, 1)",
        "omit({}, null)",
        "get('abc', 'a')",
        "get(5, 'a')",
        "get({'a': 5}, 'a.b', 1)",
        "get({'a': [1]}, 'a.b', 1)",
        "get({}, 'a.' * 200)",
    ],
)
def test_object_functions_refuse_what_they_cannot_do(source: str) -> None:
    assert error_of(source).code == "type_mismatch"


def test_an_object_given_in_stays_as_it_is() -> None:
    thing = {"a": 1}
    assert value_of("merge(thing, {'b': 2})", {"thing": thing}) == {"a": 1, "b": 2}
    assert thing == {"a": 1}


@table("name", ["__class__", "__len__", "keys", "_x"])
def test_a_path_given_as_text_reaches_fields_only(name: str) -> None:
    assert value_of(f"get({{}}, '{name}', 'none')") == "none"
    assert value_of(f"has([1], '{name}')") is False
