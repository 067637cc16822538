"""Workflows: make, list, look at, rename, archive."""

from typing import Any, ClassVar
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from tenants.api.base import TenantView
from tenants.api.pagination import paginate
from tenants.roles import Operation
from workflows import authoring
from workflows.api import examples
from workflows.api.openapi import IDEMPOTENCY, PAGE, call
from workflows.api.v1 import lookups
from workflows.api.v1.shapes.workflows import NewWorkflow, WorkflowChange, WorkflowPage, WorkflowShape
from workflows.models import Workflow

TAG = "Workflows"


def shown(workflow: Workflow) -> dict[str, Any]:
    """Return a workflow as the API shows it, read afresh."""
    return dict(WorkflowShape(lookups.workflows().get(pk=workflow.pk)).data)


def answer(workflow: Workflow, status: int = 200, **headers: str) -> Response:
    """Return the answer that shows a workflow; its ETag is what saving its draft asks for in If-Match."""
    data = shown(workflow)
    return Response(data, status, headers={"ETag": f'"{data["draft_revision"]}"', **headers})


class Workflows(TenantView):
    """All workflows of the tenant that are not archived."""

    operations: ClassVar[dict[str, Operation]] = {"GET": Operation.WORKFLOW_READ, "POST": Operation.WORKFLOW_EDIT}
    is_idempotent = True

    @call(
        operation_id="list_workflows",
        summary="List workflows, newest first",
        tag=TAG,
        parameters=PAGE,
        answers={200: (WorkflowPage, examples.page(examples.WORKFLOW))},
        problems={400: "invalid_page"},
    )
    def get(self, request: Request) -> Response:
        """Return a page of workflows."""
        return Response(paginate(request, lookups.workflows(), present=lambda row: WorkflowShape(row).data))

    @call(
        operation_id="create_workflow",
        summary="Make a workflow",
        tag=TAG,
        description="The document's own name counts; `name` names a document that has none. Even an invalid draft "
        "is kept. Each webhook gets its address at once.",
        parameters=(IDEMPOTENCY,),
        request=NewWorkflow,
        sent={"name": "Order to warehouse", "definition": examples.DOCUMENT},
        answers={201: (WorkflowShape, {**examples.WORKFLOW, "status": "draft", "published_version": None})},
        problems={400: "unknown_field", 422: "invalid_name"},
    )
    def post(self, request: Request) -> Response:
        """Return the new workflow."""
        body = NewWorkflow(data=request.data)
        body.is_valid(raise_exception=True)
        workflow = authoring.create_workflow(member=self.actor, **body.validated_data)
        return answer(workflow, 201, Location=reverse("workflow", args=[workflow.pk], request=request))


class OneWorkflow(TenantView):
    """One workflow."""

    operations: ClassVar[dict[str, Operation]] = {
        "GET": Operation.WORKFLOW_READ,
        "PATCH": Operation.WORKFLOW_EDIT,
        "DELETE": Operation.WORKFLOW_ARCHIVE,
    }

    @call(
        operation_id="get_workflow",
        summary="Look at a workflow",
        tag=TAG,
        answers={200: (WorkflowShape, examples.WORKFLOW)},
        problems={404: "not_found"},
    )
    def get(self, request: Request, workflow_id: UUID) -> Response:
        """Return the workflow."""
        return answer(lookups.workflow(workflow_id))

    @call(
        operation_id="rename_workflow",
        summary="Rename a workflow",
        tag=TAG,
        description="The name is the draft's own, so the draft gets a new revision.",
        request=WorkflowChange,
        sent={"name": "Order to warehouse"},
        answers={200: (WorkflowShape, examples.WORKFLOW)},
        problems={400: "unknown_field", 404: "not_found", 422: "invalid_name"},
    )
    def patch(self, request: Request, workflow_id: UUID) -> Response:
        """Return the renamed workflow."""
        workflow = lookups.workflow(workflow_id)
        body = WorkflowChange(data=request.data)
        body.is_valid(raise_exception=True)
        return answer(authoring.rename(member=self.actor, workflow=workflow, **body.validated_data))

    @call(
        operation_id="archive_workflow",
        summary="Archive a workflow",
        tag=TAG,
        description="Its triggers stop for good; live runs go on and history stays.",
        answers={204: (None, None)},
        problems={404: "not_found"},
    )
    def delete(self, request: Request, workflow_id: UUID) -> Response:
        """Return nothing."""
        authoring.archive_workflow(member=self.actor, workflow=lookups.workflow(workflow_id))
        return Response(status=204)
