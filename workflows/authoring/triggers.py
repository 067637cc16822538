"""The lasting part of triggers: an address for each trigger id, made once and kept while drafts come and go."""

import secrets
from collections.abc import Iterator, Mapping
from typing import Any

from tenants import addresses
from workflows.definition.limits import most
from workflows.definition.names import id_fault
from workflows.definition.parts import TRIGGERS
from workflows.models import Trigger, Workflow

ADDRESSED = ("webhook", "form")
TOKEN_BYTES = 16
MAX_ID = Trigger._meta.get_field("name").max_length or 0


def named_triggers(definition: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (id, type) of each trigger of a raw document that is sound enough to have an address, none twice."""
    listed = definition.get("triggers")
    seen: set[str] = set()
    for trigger in listed[: most("triggers")] if isinstance(listed, list) else []:
        name, kind = (trigger.get("id"), trigger.get("type")) if isinstance(trigger, dict) else (None, None)
        if isinstance(name, str) and isinstance(kind, str) and name not in seen and _is_sound(name, kind):
            seen.add(name)
            yield name, kind


def _is_sound(name: str, kind: str) -> bool:
    return not id_fault(name) and len(name) <= MAX_ID and kind in TRIGGERS


def keep_triggers(workflow: Workflow, definition: Mapping[str, Any], *, is_in_force: bool = False) -> None:
    """Make the rows and addresses that the document's triggers lack; nothing is ever taken away here.

    A draft that gives a published trigger another type changes nothing until it is published (`is_in_force`).
    """
    known = {trigger.name: trigger for trigger in Trigger.objects.filter(workflow=workflow)}
    for name, kind in named_triggers(definition):
        trigger = known.get(name)
        if trigger is None:
            token = secrets.token_hex(TOKEN_BYTES)
            _register(Trigger.objects.create(workflow=workflow, name=name, type=kind, token=token))
        elif trigger.type != kind and (is_in_force or name not in _published_names(workflow)):
            _change_type(trigger, kind)


def _published_names(workflow: Workflow) -> set[str]:
    version = workflow.published_version
    return {name for name, _ in named_triggers(version.definition)} if version else set()


def _change_type(trigger: Trigger, kind: str) -> None:
    """Give the trigger the type; its token stays, and leads somewhere only for types that have an address."""
    _unregister(trigger)
    trigger.type = kind
    trigger.save(update_fields=["type"])
    _register(trigger)


def close_addresses(workflow: Workflow) -> None:
    """Let none of the workflow's addresses lead anywhere any more."""
    for trigger in Trigger.objects.filter(workflow=workflow):
        _unregister(trigger)


def _register(trigger: Trigger) -> None:
    if trigger.type in ADDRESSED:
        addresses.register(trigger.type, trigger.token, trigger.pk)


def _unregister(trigger: Trigger) -> None:
    if trigger.type in ADDRESSED:
        addresses.drop(trigger.type, trigger.token, trigger.pk)
