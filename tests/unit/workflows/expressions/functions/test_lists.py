"""Functions on lists."""

from typing import Any

from tests.table import table
from tests.unit.workflows.expressions.asking import error_of, value_of

ROWS: list[dict[str, Any]] = [
    {"id": 1, "city": "Bonn", "who": {"name": "Bea"}, "n": 2},
    {"id": 2, "city": "Aachen", "who": {"name": "Abe"}, "n": None},
    {"id": 3, "city": "Bonn", "who": {"name": "Cleo"}, "n": 1},
]


@table(
    ("source", "value"),
    [
        ("length([])", 0),
        ("len({'a': 1})", 1),
        ("count([1, 1.0, '1', true])", 4),
        ("count([1, 2, 1, '1'], 1)", 2),
        ("count([[1], [1], [2]], [1])", 2),
        ("first([null])", None),
        ("last([1, 2])", 2),
        ("slice([1, 2, 3], 1)", [2, 3]),
        ("slice([1, 2, 3], -2, -1)", [2]),
        ("slice([1, 2, 3], 5)", []),
        ("reverse([])", []),
        ("contains([1, [2]], [2])", True),
        ("contains({'a': 1}, 'a')", True),
        ("index_of([1, 2, 1], 1)", 0),
        ("index_of([], 1)", -1),
        ("sort([3, 1, 2])", [1, 2, 3]),
        ("sort(['b', 'a', null])", ["a", "b", None]),
        ("sort([2, null, 1], descending=true)", [2, 1, None]),
        ("sorted([2, 1.5])", [1.5, 2]),
        ("sort([])", []),
        ("[r.id for r in sort(rows, 'who.name')]", [2, 1, 3]),
        ("[r.id for r in sort(rows, by='n')]", [3, 1, 2]),
        ("[r.id for r in sort(rows, by='city')]", [2, 1, 3]),
        ("[r.id for r in sort(rows, by='city', descending=true)]", [1, 3, 2]),
        ("unique([1, 1.0, true, '1', 1])", [1, True, "1"]),
        ("unique([[1], [1], {'a': 1, 'b': 2}, {'b': 2, 'a': 1}])", [[1], {"a": 1, "b": 2}]),
        ("[r.id for r in unique(rows, 'city')]", [1, 2]),
        ("flatten([1, [2, [3, [4]]]])", [1, 2, [3, [4]]]),
        ("flatten([1, [2, [3, [4]]]], 2)", [1, 2, 3, [4]]),
        ("flatten([1, [2, [3, [4]]]], 99)", [1, 2, 3, 4]),
        ("flatten([[1]], 0)", [[1]]),
        ("{k: len(v) for k, v in items(group_by(rows, 'city'))}", {"Bonn": 2, "Aachen": 1}),
        ("keys(group_by(rows, 'n'))", ["2", "", "1"]),
        ("index_by(rows, 'id')['2'].city", "Aachen"),
        ("pluck(rows, 'who.name')", ["Bea", "Abe", "Cleo"]),
        ("pluck(rows, 'zzz')", [None, None, None]),
        ("pluck([1, {'a': 2}], 'a')", [None, 2]),
        ("range(3)", [0, 1, 2]),
        ("range(0)", []),
        ("range(-3)", []),
        ("range(6, step=2)", [0, 2, 4]),
        ("range(5, 0, -2)", [5, 3, 1]),
        ("range(0, 5, 2)", [0, 2, 4]),
        ("range(0, 6, 2)", [0, 2, 4]),
        ("range(0, 10 ** 18, 10 ** 18)", [0]),
        ("zip([1, 2], ['a'])", [[1, "a"]]),
        ("zip()", []),
        ("enumerate(['a'])", [[0, "a"]]),
        ("chunk([1, 2, 3, 4], 2)", [[1, 2], [3, 4]]),
        ("chunk([], 2)", []),
        ("compact([null, '', 0, false, []])", [0, False, []]),
        ("without([1, '1', [2]], [1, [2]])", ["1"]),
        ("intersect([1, 2, 2], [2])", [2, 2]),
        ("any([])", False),
        ("all([])", True),
        ("any([0, ''])", False),
        ("all([1, 'a'])", True),
    ],
)
def test_list_functions(source: str, value: Any) -> None:
    result = value_of(source, {"rows": ROWS})
    assert result == value
    assert type(result) is type(value)


@table(
    ("source", "code"),
    [
        ("first([])", "value_missing"),
        ("last('')", "value_missing"),
        ("length(5)", "type_mismatch"),
        ("length(null)", "type_mismatch"),
        ("sort([1, 'a'])", "type_mismatch"),
        ("sort([[1], [2]])", "type_mismatch"),
        ("sort([{}], 'a')", "value_missing"),
        ("sort([1], 'a')", "type_mismatch"),
        ("sort(rows, 'who')", "type_mismatch"),
        ("unique([{}], 'a')", "value_missing"),
        ("group_by(rows, 'zzz')", "value_missing"),
        ("group_by(rows, 'who.' * 100)", "type_mismatch"),
        ("range(1, 2, 0)", "type_mismatch"),
        ("range(1.5)", "type_mismatch"),
        ("range('5')", "type_mismatch"),
        ("chunk([1], 0)", "type_mismatch"),
        ("chunk([1], -1)", "type_mismatch"),
        ("zip([1], 2)", "type_mismatch"),
        ("contains(5, 1)", "type_mismatch"),
    ],
)
def test_list_functions_refuse_what_they_cannot_do(source: str, code: str) -> None:
    assert error_of(source, {"rows": ROWS}).code == code


def test_a_path_that_leads_nowhere_in_one_item_is_named() -> None:
    error = error_of("sum(rows, 'who.age')", {"rows": ROWS})
    assert "`who.age`" in error.message


def test_lists_given_in_stay_as_they_are() -> None:
    rows = [3, 1, 2]
    value_of("[sort(rows), reverse(rows), unique(rows), compact(rows)]", {"rows": rows})
    assert rows == [3, 1, 2]
