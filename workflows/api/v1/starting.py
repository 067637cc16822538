"""Start runs: one, perhaps waiting for its end, or up to a thousand at once."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from tenants.api import idempotency
from tenants.api.base import TenantView
from tenants.problems import ProblemError
from tenants.roles import Operation
from workflows.api import examples
from workflows.api.limits import MAX_WAIT_SECONDS
from workflows.api.openapi import IDEMPOTENCY, call
from workflows.api.v1 import lookups
from workflows.api.v1.shapes.runs import BatchBody, BatchShape, RunShape, StartBody
from workflows.definition import Problem
from workflows.engine.intake import MAX_BATCH, InputsInvalid, NewRun, start_run, start_runs
from workflows.engine.results import wait_for_end
from workflows.models import Version, WorkflowStatus

TAG = "Runs"
WAIT = OpenApiParameter(
    "wait", {"type": "integer", "minimum": 0, "maximum": MAX_WAIT_SECONDS}, description="Seconds to wait for the end."
)


def version_to_run(workflow_id: UUID) -> Version:
    """Return the version that a new run follows. Raises Workflow.DoesNotExist, ProblemError 409."""
    # Without the documents: the engine keeps each version compiled and asks for its text only once.
    found = lookups.workflows().prefetch_related(None).defer("draft", "published_version__definition")
    workflow = found.get(pk=workflow_id)
    if workflow.published_version is None:
        raise ProblemError(409, "not_published", "This workflow was never published.", hint="Publish it first.")
    if workflow.status == WorkflowStatus.PAUSED:
        raise ProblemError(409, "workflow_paused", "This workflow is paused.", hint="Resume it, then start the run.")
    version: Version = workflow.published_version
    return version


def asked_wait(request: Request) -> int:
    """Return `?wait=` in seconds, 0 when absent. Raises ProblemError outside of 0 to 60."""
    text = request.query_params.get("wait", "0")
    if not (text.isascii() and text.isdigit() and len(text) <= 2 and int(text) <= MAX_WAIT_SECONDS):
        detail = f"wait is a number of seconds from 0 to {MAX_WAIT_SECONDS}."
        raise ProblemError(400, "out_of_range", detail, pointer="?wait")
    return int(text)


class StartRun(TenantView):
    """Starting one run of the published version."""

    operation = Operation.RUN_START
    query = frozenset({"wait"})
    waits = True

    @call(
        operation_id="start_run",
        summary="Start a run",
        tag=TAG,
        description="Answers 201 as soon as the run is kept for good. With `wait`, 200 and the ended run, whether it "
        "succeeded or not, if it ends in time.",
        parameters=(IDEMPOTENCY, WAIT),
        request=StartBody,
        sent={"inputs": {"sku": "A-1"}},
        answers={201: (RunShape, examples.QUEUED), 200: (RunShape, examples.RUN)},
        problems={400: "unknown_field", 404: "not_found", 409: "not_published", 422: "inputs_invalid"},
    )
    def post(self, request: Request, workflow_id: UUID) -> Response:
        """Return the run."""
        seconds = asked_wait(request)
        with self.scope():
            response = idempotency.once(request, lambda: self.start(request, workflow_id))
        return self.ended(response, seconds) if seconds else response

    def start(self, request: Request, workflow_id: UUID) -> Response:
        """Return 201 with the new run."""
        version = version_to_run(workflow_id)
        body = StartBody(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        run_id = start_run(version, NewRun(inputs=given.get("inputs", {}), labels=given["labels"]))
        location = reverse("run", args=[run_id], request=request)
        return Response(RunShape(lookups.run(run_id)).data, 201, headers={"Location": location})

    def ended(self, response: Response, seconds: int) -> Response:
        """Return 200 with the run if it ends in time, else 201 with the run as it is by then; outside of any scope."""
        run_id = UUID(str(response.data["id"]))
        has_ended = wait_for_end(run_id, self.actor.tenant_id, seconds) is not None
        with self.scope():
            response.data = RunShape(lookups.run(run_id)).data
        response.status_code = 200 if has_ended else 201
        return response


class StartBatch(TenantView):
    """Starting many runs."""

    operation = Operation.RUN_START
    is_idempotent = True

    @call(
        operation_id="start_runs",
        summary="Start up to 1,000 runs at once",
        tag=TAG,
        description="All or none. A `key` used within 24 hours gives that run; with other inputs it is refused.",
        parameters=(IDEMPOTENCY,),
        request=BatchBody,
        sent={"items": [{"inputs": {"sku": "A-1"}, "key": "order-1"}]},
        answers={202: (BatchShape, {"ids": [examples.RUN_ID]})},
        problems={400: "batch_too_large", 404: "not_found", 409: "not_published", 422: "idempotency_mismatch"},
    )
    def post(self, request: Request, workflow_id: UUID) -> Response:
        """Return the ids of the runs, in the order of the items."""
        version = version_to_run(workflow_id)
        refuse_large_batch(request.data)
        body = BatchBody(data=request.data)
        body.is_valid(raise_exception=True)
        items = body.validated_data["items"]
        new = [NewRun(inputs=item.get("inputs", {}), key=item.get("key")) for item in items]
        return Response({"ids": [str(run_id) for run_id in start_batch(version, new)]}, 202)


def refuse_large_batch(body: Any) -> None:
    """Raise ProblemError for more items than a batch may have, before looking at any."""
    items = body.get("items") if isinstance(body, Mapping) else None
    if isinstance(items, list) and len(items) > MAX_BATCH:
        detail = f"A batch has at most {MAX_BATCH:,} items; this one has {len(items):,}. No run was started."
        raise ProblemError(400, "batch_too_large", detail, pointer="/items", hint="Send several batches.")


def start_batch(version: Version, new: list[NewRun]) -> list[UUID]:
    """Return the ids of the runs; a problem always tells the item. Raises InputsInvalid, StartKeyReused."""
    try:
        return start_runs(version, new)
    except InputsInvalid as error:
        if len(new) > 1:
            raise
        raise InputsInvalid(tuple(_in_first_item(problem) for problem in error.problems)) from error


def _in_first_item(problem: Problem) -> Problem:
    return Problem(f"/items/0{problem.pointer}", problem.code, problem.message, problem.hint)
