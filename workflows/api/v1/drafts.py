"""A workflow's draft: save it, check it."""

import re
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from tenants.api.base import TenantView
from tenants.problems import ProblemError
from tenants.roles import Operation
from workflows import authoring
from workflows.api import examples
from workflows.api.openapi import call
from workflows.api.v1 import lookups
from workflows.api.v1.shapes.workflows import DraftBody, ValidateBody, Verdict, WorkflowShape
from workflows.api.v1.workflows import TAG, answer

IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description='The draft_revision the change was made from, in quotes: `"3"`.',
)
REVISION = re.compile(r'(?:W/)?"([0-9]{1,9})"')


def asked_revision(request: Request) -> int:
    """Return the revision in `If-Match: "<draft_revision>"`. Raises ProblemError: 428 without, 400 for another form."""
    text = request.headers.get("If-Match")
    hint = 'Send If-Match: "<draft_revision>" with the revision that you changed.'
    if text is None:
        raise ProblemError(428, "precondition_required", "Saving a draft needs the header If-Match.", hint=hint)
    found = REVISION.fullmatch(text.strip())
    if found is None:
        raise ProblemError(400, "invalid_if_match", "This If-Match names no revision of a draft.", hint=hint)
    return int(found[1])


class Draft(TenantView):
    """The draft of a workflow."""

    operation = Operation.WORKFLOW_EDIT

    @call(
        operation_id="save_draft",
        summary="Save the draft",
        tag=TAG,
        description="Even an invalid draft is saved. A stale revision is refused with the newest one in "
        "`draft_revision`, and nothing is lost.",
        parameters=(IF_MATCH,),
        request=DraftBody,
        sent={"definition": examples.DOCUMENT},
        answers={200: (WorkflowShape, examples.WORKFLOW)},
        problems={
            400: "unknown_field",
            404: "not_found",
            412: "stale_draft",
            422: "secret_in_definition",
            428: "precondition_required",
        },
    )
    def put(self, request: Request, workflow_id: UUID) -> Response:
        """Return the workflow with its new draft."""
        workflow = lookups.workflow(workflow_id)
        revision = asked_revision(request)
        body = DraftBody(data=request.data)
        body.is_valid(raise_exception=True)
        return answer(
            authoring.save_draft(member=self.actor, workflow=workflow, revision=revision, **body.validated_data)
        )


class Validate(TenantView):
    """Whether a document can be published."""

    operation = Operation.WORKFLOW_READ

    @call(
        operation_id="validate_workflow",
        summary="Check a document before publishing",
        tag=TAG,
        description="Checks `definition`, or the draft without one. Always 200; nothing is changed.",
        request=ValidateBody,
        sent={"definition": examples.DOCUMENT},
        answers={200: (Verdict, {"valid": False, "problems": [examples.PROBLEM_ENTRY]})},
        problems={400: "unknown_field", 404: "not_found"},
    )
    def post(self, request: Request, workflow_id: UUID) -> Response:
        """Return the verdict."""
        workflow = lookups.workflow(workflow_id)
        body = ValidateBody(data=request.data)
        body.is_valid(raise_exception=True)
        problems = authoring.validate(body.validated_data.get("definition", workflow.draft))
        return Response({"valid": not problems, "problems": [problem.as_dict() for problem in problems]})
