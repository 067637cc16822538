"""A program that calls the API with a person's key, and the rows it finds there."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.test import Client
from uuid_utils.compat import uuid7

from tenants.scope import tenant_scope
from tests.cast import Person
from tests.integration.authoring.documents import document
from workflows import authoring
from workflows.models import Run, StepRun, Version, Workflow

V1 = "/api/v1/"
NOWHERE = "01980f2e-5b1c-7c39-9c3e-2f6a4d1b8e70"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the API answered."""

    status: int
    body: Any
    headers: Any

    @property
    def code(self) -> str:
        return self.body["code"]

    @property
    def problem(self) -> tuple[int, str, str]:
        """Status, code and pointer of a refusal."""
        assert self.headers["Content-Type"] == "application/problem+json"
        return self.status, self.body["code"], self.body["pointer"]


@cache
def shared_client() -> Client:
    """Return the one client of the run: each new one would look for all static files again."""
    return Client()


@dataclass(frozen=True, slots=True)
class Api:
    """Calls below /api/v1/ as one person."""

    key: str
    client: Client = field(default_factory=lambda: shared_client())

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Send the call; `body` is JSON, or bytes as they are."""
        data = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        address = path if path.startswith(("/", "http")) else V1 + path
        names = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        names |= {name.replace("_", "-"): value for name, value in headers.items()}
        response = self.client.generic(method, address, data, content_type="application/json", headers=names)
        return Answer(response.status_code, json.loads(response.content or b"null"), response.headers)

    def get(self, path: str, **headers: str) -> Answer:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        return self.call("POST", path, body, **headers)

    def patch(self, path: str, body: Any = None) -> Answer:
        return self.call("PATCH", path, body)

    def put(self, path: str, body: Any = None, **headers: str) -> Answer:
        return self.call("PUT", path, body, **headers)

    def delete(self, path: str) -> Answer:
        return self.call("DELETE", path)


def make_workflow(person: Person, definition: Any = None, *, publish: bool = True) -> Workflow:
    """Return a workflow of the person's, published unless said otherwise."""
    with tenant_scope(person.tenant.pk):
        made = authoring.create_workflow(member=person.actor, definition=definition or document())
        if publish:
            authoring.publish_version(member=person.actor, workflow=made)
        return Workflow.objects.get(pk=made.pk)


def make_run(person: Person, workflow: Workflow, **fields: Any) -> Run:
    """Return a run of the workflow's published version; an ended one unless `status` says otherwise."""
    now = datetime.now(UTC)
    status = fields.get("status", "succeeded")
    defaults = {
        "retention": 30,
        "status": status,
        "trigger_type": "api",
        "inputs": {},
        "created_at": now,
        "started_at": None if status == "queued" else now,
        "finished_at": now if status in ("succeeded", "failed", "cancelled") else None,
        "held_reason": "unclear" if status == "held" else None,
    }
    with tenant_scope(person.tenant.pk):
        version = Version.objects.get(pk=workflow.published_version_id)
        return Run.objects.create(workflow=workflow, version=version, **{**defaults, **fields})


def make_step_run(person: Person, run: Run, step: str = "note", **fields: Any) -> StepRun:
    """Return an attempt of a step of the run."""
    now = datetime.now(UTC)
    defaults = {"attempt": 1, "type": "set", "status": "succeeded", "started_at": now, "finished_at": now, "fence": 1}
    with tenant_scope(person.tenant.pk):
        given = {"id": uuid7(), "retention": run.retention, "run_id": run.pk, "step": step}
        return StepRun.objects.create(**{**defaults, **given, **fields})
