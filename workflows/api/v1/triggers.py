"""Pause, resume, and the secrets of webhooks."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from tenants.api.base import TenantView
from tenants.roles import Operation
from workflows import authoring
from workflows.api import examples
from workflows.api.openapi import call
from workflows.api.v1 import lookups
from workflows.api.v1.shapes.workflows import NoBody, Secret, SecretBody, WorkflowShape
from workflows.api.v1.workflows import TAG, answer


class Pause(TenantView):
    """Pausing a workflow."""

    operation = Operation.WORKFLOW_PAUSE

    @call(
        operation_id="pause_workflow",
        summary="Pause a workflow",
        tag=TAG,
        description="Webhooks are held and schedules start nothing until it is resumed; live runs go on.",
        request=NoBody,
        answers={200: (WorkflowShape, {**examples.WORKFLOW, "status": "paused"})},
        problems={404: "not_found", 409: "not_published"},
    )
    def post(self, request: Request, workflow_id: UUID) -> Response:
        """Return the paused workflow."""
        workflow = lookups.workflow(workflow_id)
        NoBody(data=request.data).is_valid(raise_exception=True)
        return answer(authoring.pause_workflow(member=self.actor, workflow=workflow))


class Resume(TenantView):
    """Letting a workflow go on."""

    operation = Operation.WORKFLOW_PAUSE

    @call(
        operation_id="resume_workflow",
        summary="Let a paused workflow go on",
        tag=TAG,
        request=NoBody,
        answers={200: (WorkflowShape, examples.WORKFLOW)},
        problems={404: "not_found", 409: "not_published"},
    )
    def post(self, request: Request, workflow_id: UUID) -> Response:
        """Return the published workflow."""
        workflow = lookups.workflow(workflow_id)
        NoBody(data=request.data).is_valid(raise_exception=True)
        return answer(authoring.resume_workflow(member=self.actor, workflow=workflow))


class TriggerSecret(TenantView):
    """The secret of a webhook."""

    # No Idempotency-Key here: the kept answer would hold the secret in clear.
    operation = Operation.SECRET_MANAGE

    @call(
        operation_id="set_trigger_secret",
        summary="Set or make a webhook's secret",
        tag=TAG,
        description="Shown in this answer and never again. The old secret stops working at once.",
        request=SecretBody,
        sent={},
        answers={200: (Secret, {"secret": "whsec_…"})},
        problems={400: "unknown_field", 404: "not_found", 422: "secret_invalid"},
    )
    def post(self, request: Request, workflow_id: UUID, trigger: str) -> Response:
        """Return the secret."""
        workflow = lookups.workflow(workflow_id)
        body = SecretBody(data=request.data)
        body.is_valid(raise_exception=True)
        secret = authoring.set_trigger_secret(
            member=self.actor, workflow=workflow, trigger=trigger, secret=body.validated_data.get("secret")
        )
        return Response({"secret": secret}, headers={"Cache-Control": "no-store"})
