"""The published JSON Schema and the code agree: one table makes both."""

from __future__ import annotations

from tests.table import table
from workflows.definition import DOCUMENT_SCHEMA, SCHEMA_VERSION, upgrade
from workflows.definition.controls import CONTROLS


def test_every_control_type_is_in_the_schema():
    known = [kind["properties"]["type"].get("const") for kind in DOCUMENT_SCHEMA["$defs"]["step"]["anyOf"]]
    assert set(CONTROLS) <= set(known)


@table("raw", [None, [], {}, {"schema": 1}, {"schema": 99}, {"schema": "1"}, {"schema": 0}, {"schema": True}])
def test_upgrading_leaves_the_newest_and_the_unknown_alone(raw):
    assert upgrade(raw) == raw
    assert SCHEMA_VERSION == 1
