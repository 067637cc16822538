"""Comprehensions map and filter; their names are their own and their turns are counted."""

from typing import Any

from tests.table import table
from tests.unit.workflows.expressions.asking import error_of, place_of, value_of


@table(
    ("source", "value"),
    [
        ("[x for x in inputs.items]", [3, 1, 2]),
        ("[x * 2 for x in inputs.items if x > 1]", [6, 4]),
        ("[x for x in inputs.items if x > 1 if x < 3]", [2]),
        ("[o.sku for o in steps.stock.body.items if o.price > 20]", ["B-2"]),
        ("[[x, y] for x in [1, 2] for y in ['a', 'b'] if x == 2]", [[2, "a"], [2, "b"]]),
        ("[y for x in [[1], [2, 3]] for y in x]", [1, 2, 3]),
        ("[y for x in [1, 2] if x > 1 for y in [x, x]]", [2, 2]),
        ("[[y for y in x] for x in [[1], [2]]]", [[1], [2]]),
        ("[a + b for a, b in [[1, 2], [3, 4]]]", [3, 7]),
        ("[a + b + c for a, (b, c) in [[1, [2, 3]]]]", [6]),
        ("[k for k in {'a': 1}]", ["a"]),
        ("{k: v + 1 for k, v in items({'a': 1})}", {"a": 2}),
        ("{o.sku: o.price for o in steps.stock.body.items}", {"A-1": 10, "B-2": 30}),
        ("sum(o.price for o in steps.stock.body.items)", 40),
        ("any(x > 2 for x in inputs.items)", True),
        ("all(x > 2 for x in inputs.items)", False),
        ("[inputs for inputs in [1]]", [1]),
        ("[x for x in [x for x in [1, 2]]]", [1, 2]),
        ("[default(x.a, 0) for x in [{'a': 1}, {}]]", [1, 0]),
        ("[x.from for x in [{'from': 1}]]", [1]),
        ("[1 for x in [{'a': 0}] if x.a]", []),
    ],
)
def test_a_comprehension_gives_a_list_or_object(source: str, value: Any) -> None:
    assert value_of(source) == value


def test_a_loop_name_ends_with_its_loop() -> None:
    assert error_of("[x for x in [1]] + [x]").code == "value_missing"


def test_a_loop_name_hides_a_root_only_inside() -> None:
    assert value_of("[[inputs for inputs in [1]], inputs.age]") == [[1], 36]


@table(
    ("source", "code", "place"),
    [
        ("[x for x in 5]", "type_mismatch", (1, 13, 14)),
        ("[x for x in 'abc']", "type_mismatch", (1, 13, 18)),
        ("[x for x in inputs.nothing]", "type_mismatch", (1, 13, 27)),
        ("[a for a, b in [[1]]]", "type_mismatch", (1, 8, 12)),
        ("[a for a, b in [1]]", "type_mismatch", (1, 8, 12)),
        ("{x: 1 for x in [1]}", "type_mismatch", (1, 2, 3)),
        ("[_ for _ in [1]]", "unknown_name", (1, 8, 9)),
        ("[1 for x.y in [1]]", "expression_syntax", (1, 8, 11)),
        ("[1 for *x, y in [1]]", "expression_syntax", (1, 8, 10)),
        ("[1 for true in [1]]", "expression_syntax", (1, 8, 12)),
        ("[x async for x in [1]]", "expression_syntax", (1, 1, 23)),
        ("[o.skv for o in steps.stock.body.items]", "value_missing", (1, 2, 7)),
    ],
)
def test_a_loop_that_cannot_run_says_where(source: str, code: str, place: tuple[int, int, int]) -> None:
    error = error_of(source)
    assert (error.code, place_of(error)) == (code, place)


@table(
    "source",
    [
        "[x for x in many]",
        "[1 for x in range(100) for y in range(101)]",
        "[1 for x in range(9000) for y in range(9000)]",
        "sum(sum(y for y in range(200)) for x in range(100))",
        "[len([y for y in range(1000)]) for x in range(11)]",
        "{text(x): 1 for x in range(20000)}",
    ],
)
def test_turns_beyond_ten_thousand_run_out_of_budget(source: str) -> None:
    assert error_of(source, {"many": [0] * 10_001}).code == "expression_budget"


def test_ten_thousand_turns_are_within_the_budget() -> None:
    assert value_of("[x for x in many]", {"many": [0] * 10_000}) == [0] * 10_000


def test_the_budget_is_fresh_for_each_evaluation() -> None:
    assert [value_of("len([x for x in range(4000)])") for _ in range(4)] == [4000] * 4
