"""The list of runs: state, workflow, when and how started, how long, and for what failed the reason in one sentence."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenants.roles import Operation
from workflows.admin.pages import page, show
from workflows.admin.rows import as_id, failed_step, floor_id, narrow_runs, reason_of, slice_of, step_names
from workflows.admin.words import clipped
from workflows.lifecycle.states import LIVE_RUN, RunStatus
from workflows.models import Run, Workflow

REASON = 160
MOST_NAMED = 200
STATES: dict[str, tuple[Any, tuple[RunStatus, ...]]] = {
    "attention": (gettext_lazy("Needs attention"), (RunStatus.FAILED, RunStatus.HELD)),
    "running": (gettext_lazy("Running"), (RunStatus.QUEUED, RunStatus.RUNNING)),
    "waiting": (gettext_lazy("Waiting"), (RunStatus.WAITING,)),
    "done": (gettext_lazy("Done"), (RunStatus.SUCCEEDED,)),
    "stopped": (gettext_lazy("Stopped"), (RunStatus.CANCELLED,)),
}
TIMES: dict[str, tuple[Any, timedelta]] = {
    "1h": (gettext_lazy("Last hour"), timedelta(hours=1)),
    "24h": (gettext_lazy("Last 24 hours"), timedelta(hours=24)),
    "7d": (gettext_lazy("Last 7 days"), timedelta(days=7)),
    "30d": (gettext_lazy("Last 30 days"), timedelta(days=30)),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One run of the list."""

    run: Run
    reason: str
    step: str


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list is narrowed to; what makes no sense narrows nothing."""

    status: str = ""
    workflow: str = ""
    time: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> "Filter":
        """Return what the address asks for."""
        asked = {name: request.GET.get(name, "") for name in ("status", "workflow", "time")}
        return cls(
            status=asked["status"] if asked["status"] in STATES else "",
            workflow=asked["workflow"] if as_id(asked["workflow"]) else "",
            time=asked["time"] if asked["time"] in TIMES else "",
        )

    def apply(self, rows: QuerySet[Run]) -> QuerySet[Run]:
        """Return the rows that fit."""
        if self.status:
            rows = rows.filter(status__in=STATES[self.status][1])
        if self.workflow:
            rows = rows.filter(workflow_id=UUID(self.workflow))
        if self.time:
            rows = rows.filter(id__gte=floor_id(timezone.now() - TIMES[self.time][1]))
        return rows


@page(Operation.RUN_READ)
def run_list(request: HttpRequest) -> HttpResponse:
    """Show the runs, newest first."""
    chosen = Filter.of(request)
    found = slice_of(
        chosen.apply(narrow_runs()), before=request.GET.get("before", ""), after=request.GET.get("after", "")
    )
    return show(
        request,
        "console/runs.html",
        title=_("Runs"),
        lines=lines_of(list(found.rows)),
        page=found,
        chosen=chosen,
        is_filtered=chosen != Filter(),
        is_live=any(run.status in LIVE_RUN for run in found.rows),
        **choices(),
    )


def choices() -> dict[str, Any]:
    """Return what the filters offer."""
    return {
        "states": [(key, text) for key, (text, _) in STATES.items()],
        "times": [(key, text) for key, (text, _) in TIMES.items()],
        "workflows": Workflow.objects.filter(archived_at=None).order_by("name").only("name")[:MOST_NAMED],
    }


def lines_of(runs: list[Run]) -> list[Line]:
    """Return the lines; the name of a failed step comes from the version that the run followed."""
    names = step_names(run.version_id for run in runs if failed_step(run))
    return [
        Line(
            run,
            reason=clipped(reason_of(run), REASON),
            step=names.get(run.version_id, {}).get(failed_step(run), failed_step(run)),
        )
        for run in runs
    ]
