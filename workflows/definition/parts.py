"""The schemas of a document's parts outside `with`: keys of the document, of every step, trigger, case and setting."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from workflows.definition.controls import CALENDAR, CONDITION, VALUE, Schema, mapping, ranged
from workflows.definition.limits import RETENTION_DAYS, most

_TITLE: Schema = {"type": "string", "x-name": "title", "maxLength": most("name_characters")}
_ID: Schema = {"type": "string", "x-name": "id", "pattern": "^[a-z][a-z0-9_]*$", "maxLength": most("id_characters")}
_LONG: Schema = {"type": "string", "maxLength": most("note_characters")}
_LIST: Schema = {"type": "array"}

RETRY = mapping(
    {
        "attempts": ranged("retry_attempts"),
        "delay_seconds": ranged("retry_delay_seconds", "number"),
        "backoff": {"enum": ["fixed", "exponential"]},
        "max_delay_seconds": ranged("retry_delay_seconds", "number"),
        "jitter": {"type": "boolean"},
    }
)
SETTINGS = mapping(
    {
        "timeout_seconds": ranged("run_timeout_seconds", "number"),
        "concurrency": mapping(
            {
                "limit": ranged("concurrency"),
                "key": VALUE,
                "when_full": {"enum": ["queue", "skip", "cancel_oldest"]},
            },
            required=("limit",),
        ),
        "priority": ranged("priority"),
        "debounce_seconds": ranged("debounce_seconds", "number"),
        "retention_days": {"enum": list(RETENTION_DAYS), "x-code": "out_of_range"},
    }
)
# The keys of every step; a block's own keys (then, cases …) come from its type.
STEP: Mapping[str, Schema] = MappingProxyType(
    {
        "id": _ID,
        "type": {"type": "string"},
        "name": _TITLE,
        "note": _LONG,
        "with": {"type": "object"},
        "connection": {"type": "string", "minLength": 1, "maxLength": most("name_characters")},
        "when": CONDITION,
        "retry": RETRY,
        "timeout_seconds": ranged("step_timeout_seconds", "number"),
        "on_error": {"enum": ["fail", "continue"]},
        "compensate": _LIST,
        "sample": {},
        "sensitive": {"type": "boolean"},
    }
)
CASE = mapping({"name": _TITLE, "equals": VALUE, "condition": CONDITION, "steps": _LIST}, required=("name", "steps"))
BRANCH = mapping({"name": _ID, "steps": _LIST}, required=("name", "steps"))
TRIGGER = mapping(
    {
        "id": _ID,
        "type": {"type": "string"},
        "with": {"type": "object"},
        "inputs": {"type": "object", "x-expression": "value"},
        "enabled": {"type": "boolean"},
    },
    required=("id", "type"),
)
DOCUMENT = mapping(
    {
        "schema": {"const": 1},
        "name": _TITLE,
        "description": _LONG,
        "inputs": {"type": "object"},
        "triggers": {"type": "array", "maxItems": most("triggers"), "x-code": "definition_too_large"},
        "settings": SETTINGS,
        "steps": {"type": "array"},
        "output": VALUE,
    },
    required=("schema", "name", "steps"),
)

_HEADER = {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[A-Za-z0-9-]+$"}
_METHODS = {"enum": ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]}
WEBHOOK = mapping(
    {
        "respond": {"enum": ["accepted", "when_finished"]},
        "timeout_seconds": ranged("webhook_wait_seconds", "number"),
        "verify": mapping(
            {
                "scheme": {"enum": ["standard", "hmac", "github", "stripe", "basic", "none"]},
                "header": _HEADER,
                "algorithm": {"enum": ["sha256"]},
                "encoding": {"enum": ["hex", "base64"]},
                "prefix": {"type": "string", "maxLength": 40},
            },
            required=("scheme",),
        ),
        "delivery_header": _HEADER,
        "methods": {"type": "array", "minItems": 1, "maxItems": 6, "items": _METHODS},
    }
)
SCHEDULE = mapping(
    {
        "cron": {"type": "string"},
        "every_seconds": {"type": "number"},
        "timezone": {"type": "string"},
        "calendar": CALENDAR,
        "misfire": {"enum": ["skip", "once", "all"]},
        "inputs": {"type": "object"},
        "start": {"type": "string"},
        "end": {"type": "string"},
    }
)
FORM = mapping({"title": _TITLE, "description": _LONG, "thanks": _LONG})
EVENT = mapping(
    {"name": {"type": "string", "minLength": 1, "maxLength": 120}, "key": {"type": "string"}}, required=("name",)
)
TRIGGERS: Mapping[str, dict[str, Any]] = MappingProxyType(
    {"webhook": WEBHOOK, "schedule": SCHEDULE, "form": FORM, "event": EVENT}
)
