"""Every call of version 1: the operation it needs, and how to send it with ids that are there.

A route that is missing here fails `test_every_route_stands_in_the_table`.
"""

from dataclasses import dataclass
from typing import Any

from tests.cast import Person
from tests.integration.api.client import make_run, make_workflow
from tests.integration.authoring.documents import WEBHOOK, with_triggers


@dataclass(frozen=True, slots=True)
class Route:
    """One call. `path` may name `{workflow}`, `{run}`, `{failed}`, `{member}` and `{key}`."""

    method: str
    path: str
    operation: str
    status: int
    body: Any = None
    revision: bool = False

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def headers(self) -> dict[str, str]:
        return {"If_Match": '"1"'} if self.revision else {}

    @property
    def names_an_id(self) -> bool:
        return "{" in self.path


DOCUMENT = with_triggers(WEBHOOK)
ROUTES = [
    Route("GET", "workflows", "workflow.read", 200),
    Route("POST", "workflows", "workflow.edit", 201, {"name": "New"}),
    Route("GET", "workflows/{workflow}", "workflow.read", 200),
    Route("PATCH", "workflows/{workflow}", "workflow.edit", 200, {"name": "Renamed"}),
    Route("DELETE", "workflows/{workflow}", "workflow.archive", 204),
    Route("PUT", "workflows/{workflow}/draft", "workflow.edit", 200, {"definition": DOCUMENT}, revision=True),
    Route("POST", "workflows/{workflow}/validate", "workflow.read", 200),
    Route("POST", "workflows/{workflow}/publish", "workflow.publish", 201),
    Route("GET", "workflows/{workflow}/versions", "workflow.read", 200),
    Route("GET", "workflows/{workflow}/versions/1", "workflow.read", 200),
    Route("POST", "workflows/{workflow}/versions/1/restore", "workflow.edit", 200),
    Route("POST", "workflows/{workflow}/pause", "workflow.pause", 200),
    Route("POST", "workflows/{workflow}/resume", "workflow.pause", 200),
    Route("POST", "workflows/{workflow}/triggers/shop/secret", "secret.manage", 200),
    Route("POST", "workflows/{workflow}/runs", "run.start", 201, {"inputs": {}}),
    Route("POST", "workflows/{workflow}/runs/batch", "run.start", 202, {"items": [{}]}),
    Route("GET", "runs", "run.read", 200),
    Route("GET", "runs/{run}", "run.read", 200),
    Route("GET", "runs/{run}/steps", "run.read", 200),
    Route("POST", "runs/{run}/cancel", "run.cancel", 200),
    Route("POST", "runs/{failed}/retry", "run.retry", 201),
    Route("GET", "connectors", "catalog.read", 200),
    Route("GET", "limits", "catalog.read", 200),
    Route("GET", "members", "member.read", 200),
    Route("POST", "members", "member.manage", 201, {"email": "new@example.org", "role": "viewer"}),
    Route("GET", "members/{member}", "member.read", 200),
    Route("PATCH", "members/{member}", "member.manage", 200, {"role": "viewer"}),
    Route("DELETE", "members/{member}", "member.manage", 204),
    Route("GET", "api-keys", "key.read", 200),
    Route("POST", "api-keys", "key.manage", 201, {"name": "New"}),
    Route("GET", "api-keys/{key}", "key.read", 200),
    Route("DELETE", "api-keys/{key}", "key.manage", 204),
]


def make_ids(owner: Person, colleague: Person) -> dict[str, str]:
    """Return ids of rows of the owner's tenant that every route of the table can work on."""
    from tenants.models import ApiKey
    from tenants.scope import tenant_scope

    workflow = make_workflow(owner, DOCUMENT)
    failed = make_run(owner, workflow, status="failed", error={"code": "x", "step": "note"})
    with tenant_scope(owner.tenant.pk):
        key = ApiKey.objects.filter(created_by=colleague.user).earliest("id")
    made = {"workflow": workflow, "run": make_run(owner, workflow), "failed": failed, "member": colleague.member}
    return {name: str(row.pk) for name, row in {**made, "key": key}.items()}
