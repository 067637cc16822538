"""One declaration of fields checks documents and inputs, and names each problem in place."""

import pytest

from tests.table import table
from workflows.contract import Action, Effect, InvalidInput, check_inputs, field_problems
from workflows.contract.fields import schema_problems, type_of

SCHEMA = {
    "type": "object",
    "required": ["to"],
    "additionalProperties": False,
    "properties": {
        "to": {"type": "string", "minLength": 3, "maxLength": 9, "pattern": "@", "description": "An address: a@b."},
        "count": {"type": "integer", "minimum": 1, "maximum": 5},
        "ratio": {"type": ["number", "null"]},
        "kind": {"enum": ["plain", "html", 3]},
        "version": {"const": 1},
        "tags": {"type": "array", "minItems": 1, "maxItems": 2, "items": {"type": "string"}},
        "extra": {"type": "object", "additionalProperties": {"type": "boolean"}},
        "any": {},
    },
}


@table(
    "value",
    [
        {"to": "a@b"},
        {"to": "a@b", "count": 5, "ratio": 1, "kind": 3, "version": 1, "tags": ["x"], "extra": {"a": True}},
        {"to": "a@b", "count": 2.0, "ratio": None, "any": [{"deep": None}]},
    ],
)
def test_a_value_that_fits_has_no_problem(value):
    assert field_problems(SCHEMA, value) == []


@table(
    ("value", "pointer", "words"),
    [
        ([], "", "Expected a mapping, got a list."),
        ({}, "", "The field 'to' is missing."),
        ({"to": 3}, "/to", "Expected text, got a whole number."),
        ({"to": "a@"}, "/to", "at least 3 characters, got 2"),
        ({"to": "a@" * 9}, "/to", "at most 9 characters, got 18"),
        ({"to": "abc"}, "/to", "expected form"),
        ({"count": True}, "/count", "Expected a whole number, got true or false."),
        ({"count": 1.5}, "/count", "Expected a whole number, got a number."),
        ({"count": 0}, "/count", "at least 1, got 0"),
        ({"count": 6}, "/count", "at most 5, got 6"),
        ({"ratio": "x"}, "/ratio", "Expected a number or nothing, got text."),
        ({"kind": "htm"}, "/kind", "Expected one of plain, html, 3."),
        ({"version": 2}, "/version", "Expected 1."),
        ({"tags": []}, "/tags", "at least 1 items"),
        ({"tags": ["a", "b", "c"]}, "/tags", "at most 2 items"),
        ({"tags": ["a", 1]}, "/tags/1", "Expected text"),
        ({"extra": {"a/b": 1}}, "/extra/a~1b", "Expected true or false"),
        ({"cuont": 1}, "/cuont", "There is no field 'cuont' here."),
    ],
)
def test_a_problem_has_its_place_and_words(value, pointer, words):
    given = value if isinstance(value, list) or not value else {"to": "a@b", **value}
    (problem,) = field_problems(SCHEMA, given)
    assert problem.pointer == pointer
    assert words in problem.message


def test_a_slip_of_the_pen_is_guessed():
    problems = field_problems(SCHEMA, {"to": "a@b", "cuont": 1, "kind": "htm", "zzz": 1})
    assert [problem.hint for problem in problems] == [
        "Did you mean 'count'?",
        "Did you mean html?",
        f"Known fields: {', '.join(SCHEMA['properties'])}.",
    ]


def test_all_problems_are_found_at_once():
    problems = field_problems(SCHEMA, {"count": 9, "tags": [1, 2, 3]}, pointer="/steps/0/with")
    assert [problem.pointer for problem in problems] == [
        *("/steps/0/with", "/steps/0/with/count", "/steps/0/with/tags"),
        *("/steps/0/with/tags/0", "/steps/0/with/tags/1", "/steps/0/with/tags/2"),
    ]


def test_a_thing_that_is_not_json_is_the_programmers_mistake():
    with pytest.raises(TypeError, match="set is not a JSON value"):
        type_of({1})


ACTION = Action(key="a.b", title="", description="", fields=SCHEMA, effect=Effect.PURE, run=lambda inputs, ctx: None)


def test_inputs_that_do_not_fit_raise_the_first_problem():
    with pytest.raises(InvalidInput) as caught:
        check_inputs(ACTION, {"to": "a@b", "count": 9, "version": 3})
    assert caught.value.field == "/count"
    assert caught.value.message == "/count: Expected at most 5, got 9."


def test_inputs_that_fit_pass():
    check_inputs(ACTION, {"to": "a@b"})


@table(
    ("schema", "pointer"),
    [
        ({"oneOf": []}, "/oneOf"),
        ({"type": "text"}, "/type"),
        ({"required": ["a"], "properties": {}}, "/required"),
        ({"properties": {"a": {"$ref": "#"}}}, "/properties/a/$ref"),
        ({"items": {"minimun": 1}}, "/items/minimun"),
        ({"additionalProperties": {"allOf": []}}, "/additionalProperties/allOf"),
        ({"properties": {"a": 5}}, "/properties/a"),
    ],
)
def test_a_declaration_outside_the_subset_is_named(schema, pointer):
    assert [problem.pointer for problem in schema_problems(schema)] == [pointer]


def test_a_declaration_may_carry_hints_for_forms():
    assert schema_problems({"type": "string", "x-widget": "code", "title": "Code", "writeOnly": True}) == []
    assert schema_problems(SCHEMA) == []
