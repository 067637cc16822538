"""Publishing, and what was published."""

from typing import ClassVar
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
from workflows.api.v1.shapes.workflows import NoBody, PublishBody, VersionPage, VersionShape, WorkflowShape
from workflows.api.v1.workflows import answer

TAG = "Versions"
MAX_NUMBER = 2**31 - 1


class Publish(TenantView):
    """Publishing the draft."""

    operation = Operation.WORKFLOW_PUBLISH
    is_idempotent = True

    @call(
        operation_id="publish_workflow",
        summary="Publish the draft",
        tag=TAG,
        description="Makes a version that never changes; new runs follow it. A paused workflow stays paused.",
        parameters=(IDEMPOTENCY,),
        request=PublishBody,
        sent={"note": "First one"},
        answers={201: (VersionShape, examples.VERSION)},
        problems={400: "unknown_field", 404: "not_found", 422: "value_missing"},
    )
    def post(self, request: Request, workflow_id: UUID) -> Response:
        """Return the new version."""
        workflow = lookups.workflow(workflow_id)
        body = PublishBody(data=request.data)
        body.is_valid(raise_exception=True)
        made = authoring.publish_version(member=self.actor, workflow=workflow, **body.validated_data)
        version = lookups.versions(workflow_id).get(pk=made.pk)
        location = reverse("version", args=[workflow_id, version.number], request=request)
        return Response(VersionShape(version).data, 201, headers={"Location": location})


class Versions(TenantView):
    """All versions of a workflow."""

    operation = Operation.WORKFLOW_READ

    @call(
        operation_id="list_versions",
        summary="List versions, newest first",
        tag=TAG,
        parameters=PAGE,
        answers={200: (VersionPage, examples.page(examples.VERSION))},
        problems={400: "invalid_page", 404: "not_found"},
    )
    def get(self, request: Request, workflow_id: UUID) -> Response:
        """Return a page of versions."""
        rows = lookups.versions(workflow_id)
        return Response(paginate(request, rows, present=lambda row: VersionShape(row).data, order=("-number",)))


class OneVersion(TenantView):
    """One version."""

    operation = Operation.WORKFLOW_READ

    @call(
        operation_id="get_version",
        summary="Look at a version",
        tag=TAG,
        answers={200: (VersionShape, examples.VERSION)},
        problems={404: "not_found"},
    )
    def get(self, request: Request, workflow_id: UUID, number: int) -> Response:
        """Return the version."""
        return Response(VersionShape(lookups.versions(workflow_id).get(number=min(number, MAX_NUMBER))).data)


class Restore(TenantView):
    """Taking an old version back."""

    operations: ClassVar[dict[str, Operation]] = {"POST": Operation.WORKFLOW_EDIT}

    @call(
        operation_id="restore_version",
        summary="Take a version back into the draft",
        tag=TAG,
        description="Changes the draft only, as a new revision; what runs stays as it is.",
        request=NoBody,
        answers={200: (WorkflowShape, examples.WORKFLOW)},
        problems={400: "unknown_field", 404: "not_found"},
    )
    def post(self, request: Request, workflow_id: UUID, number: int) -> Response:
        """Return the workflow with its new draft."""
        workflow = lookups.workflow(workflow_id)
        NoBody(data=request.data).is_valid(raise_exception=True)
        number = min(number, MAX_NUMBER)
        return answer(authoring.restore_version(member=self.actor, workflow=workflow, number=number))
