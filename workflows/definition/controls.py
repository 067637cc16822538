"""The control types, declared once: checks, the published schema and the reference page read this table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from workflows.definition.limits import LIMITS, Limit

Schema = Mapping[str, Any]
ANYTHING: Schema = {}
CONDITION: Schema = {"x-expression": "condition", "type": ["boolean", "string"]}
VALUE: Schema = {"x-expression": "value"}
TEXT: Schema = {"x-expression": "value", "type": "string"}
SECONDS: Schema = {"x-expression": "value", "type": "number", "minimum": 0, "maximum": LIMITS["wait_seconds"].high}


def ranged(limit: Limit | str, kind: str = "integer") -> dict[str, Any]:
    """Return the schema of a number within a limit of the table."""
    row = LIMITS[limit] if isinstance(limit, str) else limit
    return {"type": kind, "minimum": row.low, "maximum": row.high}


def mapping(properties: Mapping[str, Schema], *, required: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the schema of a mapping that knows exactly these keys."""
    shape: dict[str, Any] = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return {**shape, "required": list(required)} if required else shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A step type of our own: `fields` is the schema of its `with`; `ways` names its list of named blocks.

    A field whose schema has `x-expression` may be an expression; with `x-scope: body` it also sees the body's steps.
    """

    key: str
    title: str
    description: str
    fields: Schema
    output: Schema
    blocks: tuple[str, ...] = ()
    ways: Literal["", "cases", "branches"] = ""
    required_blocks: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()

    @property
    def own_keys(self) -> frozenset[str]:
        """The keys of a step that only this type has: its blocks and its ways."""
        return frozenset({*self.blocks, self.ways} - {""})


def _result(**properties: Schema) -> Schema:
    return mapping(properties, required=tuple(properties))


_CALENDAR: Mapping[str, Schema] = MappingProxyType(
    {
        "country": {"type": "string", "minLength": 2, "maxLength": 2},
        "subdivision": {"type": "string", "maxLength": 10},
        "working_days": {
            "type": "array",
            "minItems": 1,
            "maxItems": 7,
            "items": {"enum": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]},
        },
    }
)
CALENDAR = mapping(_CALENDAR)
# A schedule has a time zone of its own; a wait has none but its calendar's.
WAIT_CALENDAR = mapping({**_CALENDAR, "timezone": {"type": "string"}})
PEOPLE: Schema = {
    "x-expression": "value",
    "type": ["string", "array"],
    "items": {"type": "string"},
    "minItems": 1,
    "maxItems": LIMITS["assignees"].high,
}

_CONTROLS = (
    Control(
        key="if",
        title="Decide",
        description="Takes `then` when the condition is true, else `else`.",
        fields=mapping({"condition": CONDITION}, required=("condition",)),
        output=_result(branch={"type": "string", "enum": ["then", "else"]}, result=ANYTHING),
        blocks=("then", "else"),
    ),
    Control(
        key="switch",
        title="Choose a way",
        description="Takes the first case that equals the value or whose condition is true, else `default`.",
        fields=mapping({"value": VALUE}),
        output=_result(branch={"type": "string"}, result=ANYTHING),
        blocks=("default",),
        ways="cases",
    ),
    Control(
        key="parallel",
        title="Do at the same time",
        description="Runs its branches side by side and goes on when all have ended.",
        fields=mapping({"limit": ranged("parallel_at_once"), "on_branch_error": {"enum": ["cancel", "finish"]}}),
        output={"type": "object"},
        ways="branches",
    ),
    Control(
        key="for_each",
        title="Do for each item",
        description="Runs its steps once for every item of a list; results keep the order of the items.",
        fields=mapping(
            {
                "items": {"x-expression": "value", "type": "array", "maxItems": LIMITS["loop_items"].high},
                "as": {"type": "string", "x-name": "loop"},
                "limit": ranged("loop_at_once"),
                "collect": {"x-expression": "value", "x-scope": "body"},
                "on_item_error": {"enum": ["fail", "collect"]},
            },
            required=("items",),
        ),
        output=_result(results={"type": "array"}, errors={"type": "array"}),
        blocks=("steps",),
        required_blocks=("steps",),
    ),
    Control(
        key="while",
        title="Repeat while",
        description="Asks its condition, runs its steps, and asks again, until it is false.",
        fields=mapping(
            {
                "condition": {**CONDITION, "x-scope": "body"},
                "max_iterations": ranged("loop_iterations"),
            },
            required=("condition",),
        ),
        output=_result(iterations={"type": "integer"}, result=ANYTHING),
        blocks=("steps",),
        required_blocks=("steps",),
    ),
    Control(
        key="try",
        title="Try, and catch errors",
        description="Runs `steps`; after an error `catch`; in the end always `finally`.",
        fields=mapping({}),
        output=_result(ok={"type": "boolean"}, result=ANYTHING, error=ANYTHING),
        blocks=("steps", "catch", "finally"),
        required_blocks=("steps",),
    ),
    Control(
        key="wait",
        title="Wait",
        description="Goes on after `seconds`, at the instant `until`, or after `working_days`.",
        fields=mapping(
            {
                "seconds": SECONDS,
                "until": {"x-expression": "value", "type": "string", "format": "date-time"},
                "working_days": {"x-expression": "value", **ranged("wait_working_days")},
                "calendar": WAIT_CALENDAR,
            }
        ),
        output=_result(resumed_at={"type": "string", "format": "date-time"}),
        one_of=("seconds", "until", "working_days"),
    ),
    Control(
        key="wait_for_event",
        title="Wait for an event",
        description="Goes on when an event with this name and key arrives.",
        fields=mapping({"name": TEXT, "key": VALUE, "timeout_seconds": SECONDS}, required=("name",)),
        output=ANYTHING,
    ),
    Control(
        key="approval",
        title="Ask a person",
        description="Waits for people's decision.",
        fields=mapping(
            {
                "title": TEXT,
                "details": VALUE,
                "assignees": PEOPLE,
                "rule": {"anyOf": [{"enum": ["any", "all"]}, {"type": "integer", "minimum": 1, "maximum": 50}]},
                "allow_self": {"type": "boolean"},
                "remind_after": SECONDS,
                "escalate_to": PEOPLE,
                "expires_after": SECONDS,
            },
            required=("title",),
        ),
        output=_result(
            decision={"type": "string", "enum": ["approve", "reject"]}, by=ANYTHING, comment={"type": "string"}
        ),
    ),
    Control(
        key="run_workflow",
        title="Run another workflow",
        description="Starts another workflow and, unless `wait` is false, waits for its output.",
        fields=mapping(
            {
                "workflow": {"type": "string", "minLength": 1, "maxLength": 120},
                "inputs": VALUE,
                "wait": {"type": "boolean"},
            },
            required=("workflow",),
        ),
        output=ANYTHING,
    ),
    Control(
        key="set",
        title="Note values",
        description="Resolves a mapping, so that later steps read it under one name.",
        fields={"type": "object", "x-expression": "value"},
        output={"type": "object"},
    ),
    Control(
        key="stop",
        title="End here",
        description="Ends the run at once, as succeeded or as failed.",
        fields=mapping({"status": {"enum": ["succeeded", "failed"]}, "message": TEXT, "output": VALUE}),
        output=ANYTHING,
    ),
)

CONTROLS: Mapping[str, Control] = MappingProxyType({control.key: control for control in _CONTROLS})
