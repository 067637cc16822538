"""The first page: what needs a person, the last day in numbers, the last runs, the workflows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from workflows.admin.pages import Allowed
from workflows.admin.rows import floor_id, narrow_runs, reason_of
from workflows.lifecycle.states import RunStatus
from workflows.models import Run, Workflow

ATTENTION_DAYS = 7
MOST = 8
LIVE = (RunStatus.QUEUED, RunStatus.RUNNING, RunStatus.WAITING)


@dataclass(frozen=True, slots=True)
class Needy:
    """A run that a person must look at, and why."""

    run: Run
    reason: str
    can_retry: bool


@dataclass(frozen=True, slots=True)
class Numbers:
    """The runs that began in the last 24 hours."""

    runs: int
    done: int
    failed: int
    running: int


def show_home(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Return the context of the first page; an operator without a tenant sees only the platform's pages."""
    context |= {"title": _("Home"), "may": Allowed(request)}
    if getattr(request, "member", None) is None:
        return context
    return context | {
        "needy": needy_runs(can_retry=Allowed(request)["RUN_RETRY"]),
        "numbers": numbers_of_the_day(),
        "last_runs": narrow_runs()[:MOST],
        "workflows": workflows_with_last_run().order_by("-updated_at")[:MOST],
    }


def needy_runs(*, can_retry: bool) -> list[Needy]:
    """Return the failed and held runs of the last days that nobody tried again, newest first, one more than shown."""
    since = floor_id(timezone.now() - timedelta(days=ATTENTION_DAYS))
    tried = Run.objects.filter(retry_of=OuterRef("pk"), id__gte=since)
    bad = narrow_runs().filter(id__gte=since, status__in=(RunStatus.FAILED, RunStatus.HELD)).exclude(Exists(tried))
    return [Needy(run, reason_of(run), can_retry) for run in bad[: MOST + 1]]


def numbers_of_the_day() -> Numbers:
    """Return how many runs began in the last 24 hours, by how they stand."""
    since = floor_id(timezone.now() - timedelta(hours=24))
    rows = Run.objects.filter(id__gte=since).order_by().values("status").annotate(n=Count("pk"))
    return numbers_from({row["status"]: row["n"] for row in rows})


def numbers_from(counts: Mapping[str, int]) -> Numbers:
    """Return the numbers from the count of each status."""
    return Numbers(
        runs=sum(counts.values()),
        done=counts.get(RunStatus.SUCCEEDED, 0),
        failed=counts.get(RunStatus.FAILED, 0) + counts.get(RunStatus.HELD, 0),
        running=sum(counts.get(status, 0) for status in LIVE),
    )


def workflows_with_last_run() -> QuerySet[Workflow]:
    """Return the workflows that are not archived, without their documents, each with how its last run stands."""
    last = Run.objects.filter(workflow=OuterRef("pk")).order_by("-id")
    found: QuerySet[Workflow] = (
        Workflow.objects.filter(archived_at=None)
        .only("name", "status", "tenant_id", "published_version_id", "updated_at")
        .annotate(
            last_id=Subquery(last.values("pk")[:1]),
            last_status=Subquery(last.values("status")[:1]),
            last_at=Subquery(last.values("created_at")[:1]),
        )
    )
    return found
