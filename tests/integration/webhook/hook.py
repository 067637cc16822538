"""A published webhook of one's own, and deliveries to it in one line."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.test import Client

from tenants.scope import tenant_scope
from tests.cast import Person, make_owner
from workflows.authoring import (
    archive_workflow,
    create_workflow,
    pause_workflow,
    publish_version,
    resume_workflow,
    save_draft,
    set_trigger_secret,
)
from workflows.models import HeldEvent, Run, Trigger, Workflow

JSON = "application/json"
ECHO = {"id": "echo", "type": "set", "with": {"got": "{{ inputs }}"}}
OPEN = {"verify": {"scheme": "none"}}
SECRET = "whsec_" + base64.b64encode(b"a secret of thirty-two bytes now").decode()
KEY = b"a secret of thirty-two bytes now"


@cache
def client() -> Client:
    """Return the one sender of deliveries: a new one would load the middleware each time."""
    return Client(SERVER_NAME="127.0.0.1")


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook at `path`, and what happened behind it."""

    owner: Person
    workflow_id: UUID
    path: str

    def post(
        self, body: Any = None, *, content_type: str = JSON, method: str = "POST", query: str = "", **headers: str
    ) -> Any:
        """Send a delivery and return the answer; values become JSON, bytes go as they are."""
        raw = body if isinstance(body, bytes) else json.dumps({} if body is None else body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return client().generic(
            method, self.path + query, raw, content_type=content_type, headers=named, CONTENT_TYPE=content_type
        )

    def runs(self) -> list[Run]:
        """Return the workflow's runs, oldest first."""
        with tenant_scope(self.owner.tenant.pk):
            return list(Run.objects.filter(workflow_id=self.workflow_id).order_by("id"))

    def held(self) -> list[HeldEvent]:
        """Return the workflow's held events, oldest first."""
        with tenant_scope(self.owner.tenant.pk):
            return list(HeldEvent.objects.filter(workflow_id=self.workflow_id).order_by("id"))

    def hits(self) -> list[int]:
        """Return how often each delivery id came."""
        with tenant_scope(self.owner.tenant.pk), connection.cursor() as cursor:
            cursor.execute(
                "SELECT hits FROM webhook_delivery d JOIN workflows_trigger t ON t.id = d.trigger_id "
                "WHERE t.workflow_id = %s ORDER BY hits",
                [self.workflow_id],
            )
            return [hits for (hits,) in cursor.fetchall()]

    def change(self, use_case: Any, **more: Any) -> Any:
        """Let the owner do something to the workflow."""
        with tenant_scope(self.owner.tenant.pk):
            workflow = Workflow.objects.get(pk=self.workflow_id)
            return use_case(member=self.owner.actor, workflow=workflow, **more)

    def pause(self) -> None:
        self.change(pause_workflow)

    def resume(self) -> None:
        self.change(resume_workflow)

    def archive(self) -> None:
        self.change(archive_workflow)

    def set_secret(self, secret: str, trigger: str = "shop") -> None:
        self.change(set_trigger_secret, trigger=trigger, secret=secret)

    def republish(self, document: Mapping[str, Any]) -> None:
        """Publish another document for the same workflow."""
        with tenant_scope(self.owner.tenant.pk):
            workflow = Workflow.objects.get(pk=self.workflow_id)
            revision = workflow.draft_revision
            save_draft(member=self.owner.actor, workflow=workflow, definition=document, revision=revision)
            publish_version(member=self.owner.actor, workflow=workflow)


def document(options: Mapping[str, Any] | None = None, *, entry: Mapping[str, Any] | None = None, **more: Any) -> Any:
    """Return a document with one webhook trigger `shop`; `entry` adds keys to the trigger itself."""
    trigger = {"id": "shop", "type": "webhook", "with": OPEN if options is None else options, **(entry or {})}
    return {"schema": 1, "name": "Orders", "triggers": [trigger], "steps": [ECHO], **more}


def make_hook(
    options: Mapping[str, Any] | None = None,
    *,
    secret: str = "",
    publish: bool = True,
    owner: Person | None = None,
    **more: Any,
) -> Hook:
    """Return a new workflow's webhook, published unless told otherwise."""
    owner = owner or make_owner("Alice")
    with tenant_scope(owner.tenant.pk):
        workflow = create_workflow(member=owner.actor, definition=document(options, **more))
        if secret:
            set_trigger_secret(member=owner.actor, workflow=workflow, trigger="shop", secret=secret)
        if publish:
            publish_version(member=owner.actor, workflow=workflow)
        token = Trigger.objects.get(workflow=workflow, name="shop").token
    return Hook(owner, workflow.pk, f"/hooks/{token}")


def standard_headers(body: bytes, *, name: str = "msg_1", at: float | None = None, key: bytes = KEY) -> dict[str, str]:
    """Return the headers of a sender that follows Standard Webhooks."""
    timestamp = str(int(time.time() if at is None else at))
    digest = hmac.new(key, f"{name}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    signature = "v1," + base64.b64encode(digest).decode()
    return {"webhook-id": name, "webhook-timestamp": timestamp, "webhook-signature": signature}
