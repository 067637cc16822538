"""Small documents and a small catalog for the tests of the definition room."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from workflows.contract import Action, Effect
from workflows.definition import CODES, Problem, validate
from workflows.expressions import Code

HTTP = Action(
    key="http.request",
    title="Ask a web service",
    description="Sends a request and reads the answer.",
    fields={
        "type": "object",
        "required": ["url"],
        "additionalProperties": False,
        "properties": {
            "method": {"type": "string", "enum": ["GET", "POST", "PUT", "DELETE"]},
            "url": {"type": "string", "title": "Address", "minLength": 1, "maxLength": 2_000},
            "headers": {"type": "object", "additionalProperties": {"type": "string"}},
            "json": {},
            "tries": {"type": "integer", "minimum": 1, "maximum": 9},
            "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 3},
        },
    },
    output={
        "type": "object",
        "properties": {"status": {"type": "integer"}, "headers": {"type": "object"}, "body": {}},
        "required": ["status", "headers", "body"],
        "additionalProperties": False,
    },
    effect=Effect.IDEMPOTENT,
    run=lambda inputs, context: None,
)
MAIL = Action(
    key="email.send",
    title="Send a mail",
    description="Sends one mail.",
    fields={
        "type": "object",
        "required": ["to", "subject"],
        "additionalProperties": False,
        "properties": {
            "to": {"type": "string", "title": "To"},
            "subject": {"type": "string", "title": "Subject"},
            "text": {"type": "string", "title": "Message"},
        },
    },
    effect=Effect.AT_MOST_ONCE,
    run=lambda inputs, context: None,
    needs_connection=True,
)


class SmallCatalog:
    """Two actions: enough to say everything a document can say."""

    actions = {HTTP.key: HTTP, MAIL.key: MAIL}

    def action(self, type: str) -> Action | None:  # noqa: A002 - the word of the document
        return self.actions.get(type)

    def action_types(self) -> Collection[str]:
        return self.actions.keys()


CATALOG = SmallCatalog()


def document(*steps: Any, **more: Any) -> dict[str, Any]:
    """Return a valid document around these steps; `more` replaces or adds top-level keys."""
    return {"schema": 1, "name": "Order to warehouse", "steps": list(steps) or [note("only")], **more}


def note(step_id: str, **values: Any) -> dict[str, Any]:
    """Return a `set` step."""
    return {"id": step_id, "type": "set", "with": values or {"x": 1}}


def ask(step_id: str, **more: Any) -> dict[str, Any]:
    """Return an `http.request` step."""
    return {"id": step_id, "type": "http.request", "with": {"url": "https://shop.example/"}, **more}


def problems(*steps: Any, **more: Any) -> list[Problem]:
    """Validate a document of these steps."""
    found = validate(document(*steps, **more), CATALOG)
    assert {problem.code for problem in found} <= CODES.keys() | set(Code)
    return found


def codes(*steps: Any, **more: Any) -> list[tuple[str, str]]:
    """Validate a document of these steps; give (pointer, code) of each problem."""
    return [(problem.pointer, problem.code) for problem in problems(*steps, **more)]
