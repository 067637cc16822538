"""Runs: find, look at, cancel, retry."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from tenants.api.base import TenantView
from tenants.api.pagination import paginate
from tenants.roles import Operation
from workflows.api import examples
from workflows.api.openapi import IDEMPOTENCY, PAGE, call
from workflows.api.v1 import lookups
from workflows.api.v1.shapes.runs import (
    RetryBody,
    RunFilter,
    RunPage,
    RunShape,
    StepRunPage,
    step_shape,
)
from workflows.api.v1.shapes.workflows import NoBody
from workflows.api.v1.starting import TAG
from workflows.engine.cancel import cancel_run
from workflows.engine.definitions import compiled
from workflows.engine.retry import retry_run
from workflows.lifecycle import RunStatus
from workflows.models import Run, StepRun

FILTERS = (
    OpenApiParameter("workflow", OpenApiTypes.UUID, description="Runs of this workflow."),
    OpenApiParameter(
        "status",
        str,
        many=True,
        enum=[status.value for status in RunStatus],
        description="Several, or comma-separated.",
    ),
    OpenApiParameter("since", OpenApiTypes.DATETIME, description="Runs created at this instant or later."),
    OpenApiParameter("label", str, description="Runs with this label."),
)
CLOCK_DIFFERENCE = timedelta(hours=1)


def asked_filter(request: Request) -> dict[str, Any]:
    """Return the checked filters of a list of runs. Raises ValidationError."""
    given: dict[str, Any] = {name: value for name, value in request.query_params.items() if name in RunFilter().fields}
    if "status" in given:
        given["status"] = [word for text in request.query_params.getlist("status") for word in text.split(",")]
    chosen = RunFilter(data=given)
    chosen.is_valid(raise_exception=True)
    return dict(chosen.validated_data)


def matching(rows: "QuerySet[Run]", chosen: Mapping[str, Any]) -> "QuerySet[Run]":
    """Return the runs that fit all filters."""
    if "workflow" in chosen:
        rows = rows.filter(workflow_id=chosen["workflow"])
    if "status" in chosen:
        rows = rows.filter(status__in=chosen["status"])
    if "label" in chosen:
        rows = rows.filter(labels__contains=[chosen["label"]])
    if "since" in chosen:
        # The id begins with its own clock's time: bounding it keeps the planner from reading all older runs.
        rows = rows.filter(created_at__gte=chosen["since"], id__gte=uuid7_floor(chosen["since"] - CLOCK_DIFFERENCE))
    return rows


def uuid7_floor(instant: Any) -> UUID:
    """Return the smallest UUIDv7 of an instant.

    >>> from datetime import UTC, datetime
    >>> str(uuid7_floor(datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)))
    '00000000-03e8-0000-0000-000000000000'
    """
    return UUID(int=max(0, int(instant.timestamp() * 1000)) << 80)


class Runs(TenantView):
    """All runs of the tenant."""

    operation = Operation.RUN_READ
    query = frozenset(RunFilter().fields)

    @call(
        operation_id="list_runs",
        summary="List runs, newest first",
        tag=TAG,
        parameters=(*PAGE, *FILTERS),
        answers={200: (RunPage, examples.page(examples.RUN))},
        problems={400: "unknown_field"},
    )
    def get(self, request: Request) -> Response:
        """Return a page of runs."""
        rows = matching(lookups.runs(), asked_filter(request))
        return Response(paginate(request, rows, present=lambda row: RunShape(row).data))


class OneRun(TenantView):
    """One run."""

    operation = Operation.RUN_READ

    @call(
        operation_id="get_run",
        summary="Look at a run",
        tag=TAG,
        answers={200: (RunShape, examples.RUN)},
        problems={404: "not_found"},
    )
    def get(self, request: Request, run_id: UUID) -> Response:
        """Return the run."""
        return Response(RunShape(lookups.run(run_id)).data)


class Steps(TenantView):
    """What a run did, step by step."""

    operation = Operation.RUN_READ

    @call(
        operation_id="list_steps",
        summary="List a run's steps in order of execution",
        tag=TAG,
        description="One row per attempt. Input and output of steps marked `sensitive` are not shown.",
        parameters=PAGE,
        answers={200: (StepRunPage, examples.page(examples.STEP_RUN))},
        problems={400: "invalid_page", 404: "not_found"},
    )
    def get(self, request: Request, run_id: UUID) -> Response:
        """Return a page of attempts."""
        run = lookups.run(run_id)
        by_id = compiled(run.version).by_id
        sensitive = {name for name, step in by_id.items() if step.sensitive}
        # Attempt 0 is the engine's own record of a loop's whole iteration.
        rows = StepRun.objects.filter(retention=run.retention, run_id=run.pk, attempt__gt=0)
        present = paginate(request, rows, present=lambda row: step_shape(row, sensitive), order=("started_at", "id"))
        return Response(present)


class Cancel(TenantView):
    """Stopping a run."""

    operation = Operation.RUN_CANCEL

    @call(
        operation_id="cancel_run",
        summary="Cancel a run",
        tag=TAG,
        description="After the answer no new step starts. A run that has ended is answered unchanged.",
        request=NoBody,
        answers={200: (RunShape, examples.CANCELLED)},
        problems={404: "not_found"},
    )
    def post(self, request: Request, run_id: UUID) -> Response:
        """Return the run."""
        lookups.run(run_id)
        NoBody(data=request.data).is_valid(raise_exception=True)
        cancel_run(run_id)
        return Response(RunShape(lookups.run(run_id)).data)


class Retry(TenantView):
    """Running again what failed."""

    operations: ClassVar[dict[str, Operation]] = {"POST": Operation.RUN_RETRY}
    is_idempotent = True

    @call(
        operation_id="retry_run",
        summary="Try a run again",
        tag=TAG,
        description="Starts a new run where the old one failed, or at `from_step`; results before it are kept.",
        parameters=(IDEMPOTENCY,),
        request=RetryBody,
        sent={"from_step": "stock", "version": "newest"},
        answers={201: (RunShape, examples.RETRIED)},
        problems={400: "unknown_field", 404: "not_found", 409: "run_not_ended", 422: "step_not_found"},
    )
    def post(self, request: Request, run_id: UUID) -> Response:
        """Return the new run."""
        lookups.run(run_id)
        body = RetryBody(data=request.data)
        body.is_valid(raise_exception=True)
        new_id = retry_run(run_id, **body.validated_data)
        location = reverse("run", args=[new_id], request=request)
        return Response(RunShape(lookups.run(new_id)).data, 201, headers={"Location": location})
