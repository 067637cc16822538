"""The page of schedules: what starts by itself, and when next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants.admin import site
from tenants.roles import Operation
from workflows.admin.pages import Pages, View, page, show
from workflows.admin.starting import schedule_text
from workflows.definition import ScheduleError, ScheduleSpec, next_fires
from workflows.models import Schedule, WorkflowStatus

MOST = 200
AHEAD = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One schedule: its rule in words and its next instants."""

    schedule: Schedule
    words: str
    fires: list[datetime]
    is_paused: bool


@page(Operation.WORKFLOW_READ)
def schedule_list(request: HttpRequest) -> HttpResponse:
    """Show the schedules that are on, the next one first."""
    rows = Schedule.objects.filter(enabled=True, workflow__archived_at=None).select_related("workflow", "version")
    rows = rows.defer("workflow__draft").order_by("next_fire_at", "pk")[:MOST]
    lines = [line_of(schedule) for schedule in rows]
    return show(request, "console/schedules.html", title=_("Schedules"), lines=lines)


def line_of(schedule: Schedule) -> Line:
    """Return a line of the list; a paused workflow's schedule waits."""
    options = options_of(schedule.version.definition, schedule.name)
    is_paused = schedule.workflow.status != WorkflowStatus.PUBLISHED
    return Line(schedule, schedule_text(options), [] if is_paused else instants(schedule, options), is_paused)


def options_of(document: Any, name: str) -> dict[str, Any]:
    """Return the options of a schedule in its version's document."""
    for entry in document.get("triggers") or []:
        if entry.get("id") == name:
            return dict(entry.get("with") or {})
    return {}


def instants(schedule: Schedule, options: dict[str, Any]) -> list[datetime]:
    """Return the next instants: the one that is recorded, and those after it."""
    first = schedule.next_fire_at
    if first is None:
        return []
    try:
        return [first, *next_fires(ScheduleSpec.parse(options), max(first, timezone.now()), AHEAD - 1)]
    except ScheduleError:
        return [first]


@admin.register(Schedule, site=site)
class ScheduleAdmin(Pages):
    """Schedules of the current tenant; they are changed where the workflow is."""

    view_operation = Operation.WORKFLOW_READ

    def pages(self) -> list[tuple[str, View, str]]:
        """Return the pages."""
        return [("", schedule_list, "workflows_schedule_changelist")]
