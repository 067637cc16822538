"""The list of workflows: name, state, how each starts, its last run, its next start, its version."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Case, F, Func, Min, OuterRef, Q, Subquery, TextField, Value, When
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tenants.roles import Operation
from workflows.admin.home import workflows_with_last_run
from workflows.admin.pages import page, show
from workflows.admin.rows import slice_of
from workflows.admin.starting import Start, starts_of
from workflows.admin.words import RUN_WORDS, Word
from workflows.models import Schedule, WorkflowStatus
from workflows.models.fields import StoredJson

MOST_SEARCHED = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One workflow of the list."""

    workflow: Any
    starts: list[Start]
    last: Word | None
    next_at: datetime | None


@page(Operation.WORKFLOW_READ)
def workflow_list(request: HttpRequest) -> HttpResponse:
    """Show the workflows that are not archived, by name or state if asked."""
    name, status = request.GET.get("q", "").strip()[:MOST_SEARCHED], request.GET.get("status", "")
    rows = wide_workflows().filter(Q(name__icontains=name) if name else Q())
    if status in WorkflowStatus.values:
        rows = rows.filter(status=status)
    found = slice_of(rows, before=request.GET.get("before", ""), after=request.GET.get("after", ""))
    return show(
        request,
        "console/workflows.html",
        title=_("Workflows"),
        lines=[line_of(workflow) for workflow in found.rows],
        page=found,
        chosen={"q": name, "status": status},
        statuses=WorkflowStatus.choices,
        is_filtered=bool(name or status),
    )


def wide_workflows() -> Any:
    """Return the workflows with what the list tells; of the documents only the triggers leave the database."""
    due = Schedule.objects.filter(workflow=OuterRef("pk"), enabled=True).order_by().values("workflow")
    return (
        workflows_with_last_run()
        .annotate(
            number=F("published_version__number"),
            listed=part("draft", "triggers"),
            in_force=part("published_version__definition", "triggers"),
            next_at=Subquery(due.annotate(first=Min("next_fire_at")).values("first")),
            differs=Case(
                When(published_version=None, then=Value(False)),
                When(as_text("draft", equal_to="published_version__definition"), then=Value(False)),
                default=Value(True),
                output_field=BooleanField(),
            ),
        )
        .order_by("-id")
    )


def part(field: str, key: str) -> Func:
    """Return one part of a stored document, so that the rest stays in the database."""
    return Func(F(field), Value(key), function="json_extract_path", output_field=StoredJson())


def as_text(field: str, *, equal_to: str) -> Q:
    """Return the condition that two stored documents are the same text: publishing copies the draft as it is."""
    from django.db.models.lookups import Exact

    return Q(Exact(Cast(F(field), TextField()), Cast(F(equal_to), TextField())))


def line_of(workflow: Any) -> Line:
    """Return a line of the list; a paused workflow starts by itself no more."""
    is_live = workflow.status == WorkflowStatus.PUBLISHED
    triggers = workflow.in_force if workflow.number else workflow.listed
    last = RUN_WORDS[workflow.last_status] if workflow.last_status else None
    return Line(workflow, starts_of(triggers), last, workflow.next_at if is_live else None)
