"""The addresses of a workflow's triggers, each with a line to try it from a terminal."""

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from workflows.admin.starting import Start, start_of
from workflows.models import Trigger, Workflow

SAMPLES: dict[str, Any] = {"string": "text", "integer": 1, "number": 1.5, "boolean": True, "array": [], "object": {}}
# Standard Webhooks: the signature is of id, time and body, by the secret's bytes.
SIGNED = """SECRET='whsec_…'   # the trigger's secret
BODY={body}
ID=msg_$(date +%s); TIME=$(date +%s)
KEY=$(printf %s "${{SECRET#whsec_}}" | base64 -d | od -An -tx1 | tr -d ' \\n')
SIGNATURE=$(printf %s "$ID.$TIME.$BODY" | openssl dgst -sha256 -mac HMAC -macopt hexkey:$KEY -binary | base64)
curl {url} -H 'Content-Type: application/json' \\
  -H "webhook-id: $ID" -H "webhook-timestamp: $TIME" -H "webhook-signature: v1,$SIGNATURE" -d "$BODY\""""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A trigger as the workflow's page shows it."""

    start: Start
    address: str = ""
    command: str = ""
    scheme: str = ""
    has_secret: bool = False

    @property
    def is_open_to_all(self) -> bool:
        return self.scheme == "none"

    @property
    def takes_secret(self) -> bool:
        return self.start.type == "webhook" and self.scheme != "none"


def doors_of(workflow: Workflow, document: Any) -> list[Door]:
    """Return the triggers of a raw document with their lasting addresses."""
    rows = {trigger.name: trigger for trigger in Trigger.objects.filter(workflow=workflow)}
    listed = document.get("triggers") if isinstance(document, dict) else None
    entries = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    return [door_of(entry, rows.get(str(entry.get("id"))), document) for entry in entries]


def door_of(entry: Mapping[str, Any], row: Trigger | None, document: Mapping[str, Any]) -> Door:
    """Return one trigger; only a webhook that has been saved has an address."""
    start = start_of(entry)
    if row is None or row.type != "webhook" or start.type != "webhook":
        return Door(start=start)
    address = f"{settings.PUBLIC_URL}/hooks/{row.token}"
    scheme = scheme_of(entry)
    return Door(
        start=start,
        address=address,
        command=command_of(address, scheme, sample_of(document.get("inputs"))),
        scheme=scheme,
        has_secret=row.sealed_secret is not None,
    )


def scheme_of(entry: Mapping[str, Any]) -> str:
    """Return how the trigger checks its callers."""
    options = entry.get("with")
    verify = options.get("verify") if isinstance(options, dict) else None
    return str(verify.get("scheme", "standard")) if isinstance(verify, dict) else "standard"


def command_of(address: str, scheme: str, body: Any) -> str:
    """Return a line for a terminal; none where only the sender's own system can sign."""
    data, url = shlex.quote(json.dumps(body, ensure_ascii=False)), shlex.quote(address)
    match scheme:
        case "none":
            return f"curl {url} -H 'Content-Type: application/json' -d {data}"
        case "basic":
            return f"curl {url} -u 'user:password' -H 'Content-Type: application/json' -d {data}"
        case "standard":
            return SIGNED.format(url=url, body=data)
        case _:
            return ""


def sample_of(schema: Any) -> dict[str, Any]:
    """Return data that could start a run: each input with its default, its first choice or a sample of its type."""
    properties = schema.get("properties") if isinstance(schema, dict) else None
    known = properties.items() if isinstance(properties, dict) else ()
    return {name: value_of(field) for name, field in known if isinstance(field, dict)}


def value_of(field: Mapping[str, Any]) -> Any:
    """Return a sample of one input."""
    for key in ("default", "const"):
        if key in field:
            return field[key]
    for key in ("examples", "enum"):
        if isinstance(field.get(key), list) and field[key]:
            return field[key][0]
    kind = field.get("type", "string")
    return SAMPLES.get(kind if isinstance(kind, str) else "string", "text")
