"""The published JSON Schema of the document, made from the same tables that check it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from workflows.contract import Action
from workflows.definition.controls import CONTROLS, Control
from workflows.definition.parts import BRANCH, CASE, DOCUMENT, STEP, TRIGGER, TRIGGERS

Json = Any
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_EXPRESSION = {"type": "string", "pattern": r"\{\{"}
_STEPS = {"type": "array", "items": {"$ref": "#/$defs/step"}}


def document_schema(actions: Iterable[Action] = ()) -> dict[str, Json]:
    """Return the schema of a document; with `actions`, also what each action takes in its `with`."""
    kinds = {action.key: action for action in actions}
    known = [_action_schema(action) for action in kinds.values()] or [_any_action()]
    document = _published(DOCUMENT)
    document["properties"]["steps"] = {**_STEPS, "minItems": 1}
    document["properties"]["triggers"] = {"type": "array", "items": {"$ref": "#/$defs/trigger"}}
    return {
        "$schema": _DIALECT,
        "title": "Workflow",
        **document,
        "$defs": {
            "step": {"anyOf": [*(_control_schema(control) for control in CONTROLS.values()), *known]},
            "trigger": {"anyOf": [_trigger_schema(kind, options) for kind, options in TRIGGERS.items()]},
            "steps": _STEPS,
        },
    }


def _published(schema: Mapping[str, Json]) -> dict[str, Json]:
    """Return a schema of ours as plain JSON Schema: an expression may stand wherever one is read."""
    plain = {key: value for key, value in schema.items() if not key.startswith("x-")}
    if "properties" in plain:
        plain["properties"] = {key: _published(field) for key, field in plain["properties"].items()}
    if isinstance(plain.get("items"), Mapping):
        plain["items"] = _published(plain["items"])
    if schema.get("x-expression") == "condition":
        return {"anyOf": [{"type": "boolean"}, _EXPRESSION]}
    if "x-expression" in schema and plain and plain.get("type") != "object":
        return {"anyOf": [plain, _EXPRESSION]}
    return plain


def _step_schema(
    kind: Json, options: Json, *, needs_options: bool, more: Mapping[str, Json], required: list[str]
) -> Json:
    common = {key: _published(field) for key, field in STEP.items()}
    return {
        "type": "object",
        "properties": {**common, "type": kind, "with": options, "compensate": _STEPS, **more},
        "required": ["id", "type", *(["with"] if needs_options else []), *required],
        "additionalProperties": False,
    }


def _control_schema(control: Control) -> dict[str, Json]:
    more: dict[str, Json] = dict.fromkeys(control.blocks, _STEPS)
    if control.ways:
        way = _published(CASE if control.ways == "cases" else BRANCH)
        way["properties"]["steps"] = _STEPS
        more[control.ways] = {"type": "array", "items": way, "minItems": 1}
    options = _published(control.fields)
    if control.one_of:
        options["oneOf"] = [{"required": [key]} for key in control.one_of]
    made: dict[str, Json] = _step_schema(
        {"const": control.key},
        options,
        needs_options=bool(control.fields.get("required") or control.one_of),
        more=more,
        required=[*control.required_blocks, *([control.ways] if control.ways else [])],
    )
    del made["properties"]["connection"]
    return {"title": control.title, "description": control.description, **made}


def _any_action() -> dict[str, Json]:
    kind = {"type": "string", "pattern": r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$"}
    made: dict[str, Json] = _step_schema(kind, {"type": "object"}, needs_options=False, more={}, required=[])
    return {"title": "An action of a connector", **made}


def _action_schema(action: Action) -> dict[str, Json]:
    options = _open(action.fields)
    needs = bool(action.fields.get("required"))
    required = ["connection"] if action.needs_connection else []
    made: dict[str, Json] = _step_schema(
        {"const": action.key}, options, needs_options=needs, more={}, required=required
    )
    return {"title": action.title, "description": action.description, **made}


def _open(schema: Mapping[str, Json], *, is_root: bool = True) -> dict[str, Json]:
    """Return the fields of an action with room for an expression at every depth."""
    made = dict(schema)
    if isinstance(made.get("properties"), Mapping):
        made["properties"] = {key: _open(field, is_root=False) for key, field in made["properties"].items()}
    for key in ("items", "additionalProperties"):
        if isinstance(made.get(key), Mapping):
            made[key] = _open(made[key], is_root=False)
    return made if is_root else {"anyOf": [made, _EXPRESSION]}


def _trigger_schema(kind: str, options: Mapping[str, Json]) -> dict[str, Json]:
    made = _published(TRIGGER)
    fields = _published(options)
    made["properties"] = {**made["properties"], "type": {"const": kind}, "with": fields}
    if fields.get("required"):
        made["required"] = [*made["required"], "with"]
    return made


DOCUMENT_SCHEMA: Mapping[str, Json] = document_schema()
