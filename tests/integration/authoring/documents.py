"""Workflow documents that tests of authoring and of the API build on."""

from typing import Any

SET = {"id": "note", "type": "set", "with": {"total": "{{ 1 + 1 }}"}}
WEBHOOK = {"id": "shop", "type": "webhook", "with": {"verify": {"scheme": "standard"}}}
SCHEDULE = {"id": "nightly", "type": "schedule", "with": {"cron": "30 7 * * *", "timezone": "Europe/Berlin"}}


def document(name: str = "Order to warehouse", **changes: Any) -> dict[str, Any]:
    """Return a valid document; keywords replace its keys."""
    return {"schema": 1, "name": name, "steps": [SET], **changes}


def with_triggers(*triggers: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return a valid document with these triggers."""
    return document(triggers=list(triggers), **changes)
