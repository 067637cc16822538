"""The inputs' schema is safe to run against anybody's data, and says what does not fit."""

from __future__ import annotations

from tests.table import table
from tests.unit.workflows.definition.documents import codes
from workflows.definition import input_problems

ORDER = {
    "type": "object",
    "required": ["sku", "quantity"],
    "properties": {
        "sku": {"type": "string", "pattern": "^[A-Z]-[0-9]+$"},
        "quantity": {"type": "integer", "minimum": 1},
    },
}


@table(
    "schema",
    [
        {},
        ORDER,
        {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"},
        {"type": "object", "$defs": {"a": {"type": "string"}}, "properties": {"x": {"$ref": "#/$defs/a"}}},
        {"type": "object", "properties": {"x": {"anyOf": [{"type": "string"}, {"type": "null"}]}}, "x-order": ["x"]},
        {"type": "object", "additionalProperties": False, "properties": {"$ref": {"type": "string"}}},
        {"type": "object", "properties": {"x": True, "y": {"items": {"format": "date-time"}}}},
    ],
)
def test_a_plain_schema_is_accepted(schema):
    assert codes(inputs=schema) == []


@table(
    ("schema", "pointer", "code"),
    [
        ([], "/inputs", "definition_invalid"),
        ({"type": "array"}, "/inputs/type", "definition_invalid"),
        ({"type": "objekt"}, "/inputs/type", "definition_invalid"),
        ({"properties": {"a": 5}}, "/inputs/properties/a", "definition_invalid"),
        ({"properties": {"a": {"minimum": "1"}}}, "/inputs/properties/a/minimum", "definition_invalid"),
        ({"propertys": {}}, "/inputs/propertys", "unknown_field"),
        (
            {"properties": {"a": {"$ref": "https://evil.example/s.json"}}},
            "/inputs/properties/a/$ref",
            "definition_invalid",
        ),
        ({"properties": {"a": {"$ref": "file:///etc/passwd"}}}, "/inputs/properties/a/$ref", "definition_invalid"),
        ({"properties": {"a": {"$ref": "#/$defs/none"}}}, "/inputs/properties/a/$ref", "definition_invalid"),
        ({"properties": {"a": {"$ref": "#"}}}, "/inputs/properties/a/$ref", "definition_invalid"),
        ({"properties": {"a": {"$dynamicRef": "#x"}}}, "/inputs/properties/a/$dynamicRef", "unknown_field"),
        ({"$id": "https://x.example"}, "/inputs/$id", "unknown_field"),
        ({"properties": {"a": {"$schema": "https://x"}}}, "/inputs/properties/a/$schema", "unknown_field"),
        ({"$schema": "http://json-schema.org/draft-04/schema#"}, "/inputs/$schema", "definition_invalid"),
        ({"patternProperties": {"(a+)+$": {}}}, "/inputs/patternProperties", "unknown_field"),
        ({"properties": {"a": {"pattern": "(a)\\1"}}}, "/inputs/properties/a/pattern", "regex_refused"),
        ({"properties": {"a": {"pattern": "(?=a)"}}}, "/inputs/properties/a/pattern", "regex_refused"),
        ({"properties": {"a": {"pattern": "["}}}, "/inputs/properties/a/pattern", "regex_refused"),
        ({"properties": {"a": {"pattern": "a" * 501}}}, "/inputs/properties/a/pattern", "definition_invalid"),
        ({"properties": {"a": {"items": {"not": 3}}}}, "/inputs/properties/a/items/not", "definition_invalid"),
    ],
)
def test_an_unsafe_or_wrong_schema_is_told_where(schema, pointer, code):
    assert (pointer, code) in codes(inputs=schema)


def test_a_schema_that_contains_itself_is_refused():
    tree = {"type": "object", "$defs": {"t": {"properties": {"t": {"$ref": "#/$defs/t"}}}}}
    assert codes(inputs=tree) == [("/inputs/$defs/t/properties/t/$ref", "definition_invalid")]


@table(
    ("value", "pointers"),
    [
        ({"sku": "A-1", "quantity": 2}, []),
        ({"sku": "A-1", "quantity": 2, "more": 1}, []),
        ({}, ["/sku", "/quantity"]),
        ({"sku": "a1", "quantity": 0}, ["/sku", "/quantity"]),
        ({"sku": 5, "quantity": 1}, ["/sku"]),
        ([], [""]),
        (None, [""]),
    ],
)
def test_values_that_do_not_fit_are_told_field_by_field(value, pointers):
    found = input_problems(ORDER, value)
    assert [problem.pointer for problem in found] == pointers
    assert {problem.code for problem in found} <= {"inputs_invalid"}


def test_a_value_is_never_repeated():
    schema = {
        "properties": {"a": {"enum": ["x"]}, "b": {"maxLength": 3}, "c": {"const": 1}},
        "additionalProperties": False,
    }
    told = " ".join(
        p.message
        for p in input_problems(schema, {"a": "hunter2hunter2", "b": "hunter2hunter2", "c": "hunter2", "d": "hunter2"})
    )
    assert "hunter2" not in told


def test_no_more_than_a_hundred_values_are_told():
    schema = {"properties": {"rows": {"items": {"type": "string"}}}}
    assert len(input_problems(schema, {"rows": list(range(500))})) == 100
