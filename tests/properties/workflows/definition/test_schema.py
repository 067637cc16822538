"""The published JSON Schema and the code agree, asked of a validator that is not ours."""

from __future__ import annotations

from jsonschema import Draft202012Validator

from tests.table import table
from tests.unit.workflows.definition.documents import CATALOG, document, note
from tests.unit.workflows.definition.test_steps import GOOD
from workflows.definition import DOCUMENT_SCHEMA, document_schema, validate

OPEN = Draft202012Validator(DOCUMENT_SCHEMA)


CLOSED = Draft202012Validator(document_schema(CATALOG.actions.values()))


def test_both_schemas_are_valid_json_schema():
    Draft202012Validator.check_schema(DOCUMENT_SCHEMA)
    Draft202012Validator.check_schema(CLOSED.schema)


@table("step", GOOD)
def test_what_the_code_accepts_the_schema_accepts(step):
    raw = document(
        step, triggers=[{"id": "t", "type": "schedule", "with": {"every_seconds": 5}}], settings={"priority": 1}
    )
    assert validate(raw, CATALOG) == []
    assert list(OPEN.iter_errors(raw)) == []
    assert list(CLOSED.iter_errors(raw)) == []


@table(
    "raw",
    [
        {},
        document(surprise=1),
        document(schema=2),
        {"schema": 1, "name": "x", "steps": []},
        document({"id": "A", "type": "set"}),
        document({"id": "a", "type": "nope"}),
        document({"id": "a", "type": "if"}),
        document({"id": "a", "type": "if", "with": {"condition": "yes"}}),
        document({"id": "a", "type": "wait", "with": {}}),
        document({"id": "a", "type": "wait", "with": {"seconds": 1, "until": "2027-01-01T00:00:00Z"}}),
        document({"id": "a", "type": "for_each", "with": {"items": [], "limit": 51}, "steps": [note("b")]}),
        document({"id": "a", "type": "try", "steps": [{"id": "b", "type": "set", "x": 1}]}),
        document({**note("a"), "retry": {"attempts": 0}}),
        document(settings={"retention_days": 8}),
        document(triggers=[{"id": "a", "type": "nope"}]),
        document(triggers=[{"id": "a", "type": "webhook", "with": {"respond": "later"}}]),
    ],
)
def test_what_the_schema_refuses_the_code_refuses(raw):
    assert list(OPEN.iter_errors(raw)) != []
    assert validate(raw, CATALOG) != []


def test_with_actions_the_schema_knows_their_fields():
    raw = document({"id": "a", "type": "http.request", "with": {"url": "x", "metod": "GET"}})
    assert list(OPEN.iter_errors(raw)) == []
    assert list(CLOSED.iter_errors(raw)) != []
