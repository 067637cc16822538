"""The demo's workflow: an order that is checked and booked at the practice warehouse."""

import re
from pathlib import Path
from typing import Any

from tenants.models import Member
from workflows.authoring import create_workflow, publish_version, save_draft
from workflows.definition import load_yaml
from workflows.models import Trigger, Workflow

FILE = Path(__file__).with_name("order.yaml")
TRIGGER = "shop"
WAREHOUSE = re.compile(r"http://[^/\s]+(?=/demo/)")


def order_document(address: str) -> dict[str, Any]:
    """Return the document with the practice warehouse at our own address, such as `http://127.0.0.1:8000`."""
    document: dict[str, Any] = moved(load_yaml(FILE.read_text()), address)
    return document


def moved(value: Any, address: str) -> Any:
    """Return a document in which every practice service is at the address."""
    if isinstance(value, str):
        return WAREHOUSE.sub(address, value)
    if isinstance(value, dict):
        return {key: moved(inside, address) for key, inside in value.items()}
    return [moved(inside, address) for inside in value] if isinstance(value, list) else value


def keep_order(*, member: Member, workflow_id: str | None, address: str) -> Workflow:
    """Return the demo's published workflow: the known one, brought to today's address, or a new one.

    What people have changed in it since stays: only the warehouse's address moves, and a draft that was being edited
    is not published.
    """
    document = order_document(address)
    live = Workflow.objects.filter(archived_at=None).order_by("id")
    workflow = live.filter(pk=workflow_id).first() if workflow_id else live.filter(name=document["name"]).first()
    if workflow is None:
        workflow = create_workflow(member=member, definition=document)
    version = workflow.published_version
    wanted = moved(workflow.draft, address)
    was_published = version is None or version.definition == workflow.draft
    if wanted != workflow.draft:
        workflow = save_draft(member=member, workflow=workflow, definition=wanted, revision=workflow.draft_revision)
    if was_published and (version is None or version.definition != wanted):
        publish_version(member=member, workflow=workflow, note="The demo's order, ready to try.")
    return workflow


def token_of(workflow: Workflow) -> str:
    """Return the token in the address of the workflow's webhook."""
    return str(Trigger.objects.get(workflow=workflow, name=TRIGGER).token)
