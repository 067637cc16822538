"""Checking finds what a step reads that is not there, before anything runs."""

from typing import Any

from tests.table import table
from workflows.expressions import Scope, check, compile_expression, compile_value

STOCK = {
    "type": "object",
    "properties": {
        "status": {"type": "integer"},
        "headers": {"type": "object", "additionalProperties": {"type": "string"}},
        "body": {},
        "any": True,
        "rows": {
            "type": "array",
            "items": {"type": "object", "properties": {"sku": {"type": "string"}, "price": {"type": "number"}}},
        },
        "open": {"type": "object", "properties": {"a": {}}, "additionalProperties": True},
        "either": {"anyOf": [{"type": "object"}, {"type": "null"}]},
        "maybe": {"type": ["object", "null"], "properties": {"total": {}}},
        "free": {"type": "object"},
        "bare": {"properties": {}},
    },
}
SCOPE = Scope(
    names={"inputs": {"type": "object", "properties": {"sku": {"type": "string"}}}, "trigger": None, "item": None},
    steps={"stock": STOCK, "free": None},
    later=frozenset({"tell", "book"}),
)


def found(source: str) -> list[tuple[str, int, int]]:
    return [(error.code, error.column, error.end_column) for error in check(compile_expression(source), SCOPE)]


@table(
    "source",
    [
        "1 + 2",
        "inputs.sku",
        "inputs",
        "trigger.body.anything[0].x",
        "item.price",
        "steps",
        "steps[inputs.sku]",
        "steps.free.anything.at.all",
        "steps.stock",
        "steps.stock.status",
        "steps.stock['status']",
        "steps.stock.body.whatever",
        "steps.stock.any.whatever",
        "steps.stock.headers['content-type']",
        "steps.stock.rows[0].sku",
        "steps.stock.rows[1].price",
        "steps.stock.open.b",
        "steps.stock.either.x.y",
        "steps.stock.maybe.total",
        "steps.stock.free.x",
        "steps.stock.bare.x",
        "default(steps.stock.zzz, 1)",
        "default(inputs.zzz, 1)",
        "[row.zzz for row in steps.stock.rows]",
        "[sku for sku in inputs.sku]",
        "{k: v for k, v in items(inputs)}",
        "true",
    ],
)
def test_what_is_there_is_accepted(source: str) -> None:
    assert found(source) == []


@table(
    ("source", "problem"),
    [
        ("nope.x", ("unknown_name", 1, 5)),
        ("1 + input.sku", ("unknown_name", 5, 10)),
        ("upper", ("unknown_name", 1, 6)),
        ("error.code", ("unknown_name", 1, 6)),
        ("steps.stok.status", ("unknown_step", 1, 11)),
        ("steps['stok']", ("unknown_step", 1, 14)),
        ("steps.tell.ok", ("step_not_in_scope", 1, 11)),
        ("default(steps.tell.ok, 1)", ("step_not_in_scope", 9, 19)),
        ("default(nope.x, 1)", ("unknown_name", 9, 13)),
        ("inputs.skv", ("unknown_field", 1, 11)),
        ("inputs['skv'].x", ("unknown_field", 1, 14)),
        ("steps.stock.statu", ("unknown_field", 1, 18)),
        ("steps.stock.rows[0].skv", ("unknown_field", 1, 24)),
        ("steps.stock.maybe.totl", ("unknown_field", 1, 23)),
        ("steps.stock.status.x", ("unknown_field", 1, 21)),
        ("steps.stock.headers.a.b", ("unknown_field", 1, 24)),
        ("[x for x in steps.stock.zzz]", ("unknown_field", 13, 28)),
    ],
)
def test_what_is_not_there_is_a_problem_at_its_place(source: str, problem: tuple[str, int, int]) -> None:
    assert found(source) == [problem]


@table(
    ("source", "says"),
    [
        ("inputs.skv", "No field `skv` in `inputs`; did you mean `sku`?"),
        ("input.sku", "There is no name `input` here; did you mean `inputs`?"),
        ("step.stock", "There is no name `step` here; did you mean `steps`?"),
        ("steps.stok", "There is no step `stok`; did you mean `stock`?"),
        ("steps.tell", "Step 'tell' is not available here: it runs later or inside another block."),
        ("steps.stock.status.x", "`steps.stock.status` is a number and has no field `x`."),
        ("steps.zzzzzz", "There is no step `zzzzzz`."),
    ],
)
def test_a_problem_says_what_was_probably_meant(source: str, says: str) -> None:
    assert [error.message for error in check(compile_expression(source), SCOPE)] == [says]


def test_the_hint_names_the_fields_there_are() -> None:
    (error,) = check(compile_expression("inputs.zzz"), SCOPE)
    assert error.hint == "`inputs` has: sku."


def test_all_problems_of_a_value_come_at_once_with_their_pointers() -> None:
    value: Any = {"url": "x/{{ inputs.skv }}", "json": ["{{ nope }}", "{{ steps.tell.x + steps.stok.y }}"]}
    errors = check(compile_value(value, pointer="/steps/0/with"), SCOPE)
    assert [(error.pointer, error.code) for error in errors] == [
        ("/steps/0/with/url", "unknown_field"),
        ("/steps/0/with/json/0", "unknown_name"),
        ("/steps/0/with/json/1", "step_not_in_scope"),
        ("/steps/0/with/json/1", "unknown_step"),
    ]


def test_a_problem_on_a_later_line_has_its_line() -> None:
    (error,) = check(compile_expression("1 +\n  inputs.zzz"), SCOPE)
    assert (error.line, error.column, error.end_column) == (2, 3, 13)


def test_an_empty_scope_knows_no_names() -> None:
    assert [error.code for error in check(compile_expression("inputs.x + steps.y"), Scope())] == [
        "unknown_name",
        "unknown_step",
    ]
