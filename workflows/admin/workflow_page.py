"""One workflow: what it does, how it starts, its last runs, and what can be done with it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tenants.roles import Operation
from workflows.admin.addresses import doors_of
from workflows.admin.pages import at, find, go, page, show, told
from workflows.admin.recipe import recipe
from workflows.admin.rows import narrow_runs
from workflows.admin.run_list import lines_of
from workflows.authoring import (
    AuthoringError,
    archive_workflow,
    pause_workflow,
    resume_workflow,
    set_trigger_secret,
)
from workflows.models import Schedule, Version, Workflow, WorkflowStatus
from workflows.registry import registry

LAST_RUNS = 8


def find_workflow(workflow_id: UUID) -> Workflow:
    """Return the workflow with its published version. Raises Http404 also for an archived one."""
    found: Workflow = find(Workflow.objects.select_related("published_version").filter(archived_at=None), workflow_id)
    return found


def trail_of(workflow: Workflow, *, inside: bool = True) -> list[tuple[Any, str]]:
    """Return the way back from a workflow's page, or from a page below it."""
    top = [(_("Workflows"), at("workflow_changelist"))]
    return [*top, (workflow.name, at("workflow_change", workflow.pk))] if inside else top


@page(Operation.WORKFLOW_READ)
def workflow_page(request: HttpRequest, workflow_id: UUID) -> HttpResponse:
    """Show a workflow: the version in force, or the draft where none was published yet."""
    workflow = find_workflow(workflow_id)
    version = workflow.published_version
    document = version.definition if version else workflow.draft
    return show(
        request,
        "console/workflow.html",
        title=workflow.name,
        trail=trail_of(workflow, inside=False),
        workflow=workflow,
        version=version,
        differs=version is not None and version.definition != workflow.draft,
        description=str(document.get("description", "")),
        steps=recipe(document.get("steps"), registry()),
        doors=doors_of(workflow, document),
        next_at=next_start(workflow),
        lines=lines_of(list(narrow_runs().filter(workflow_id=workflow.pk)[:LAST_RUNS])),
    )


def next_start(workflow: Workflow) -> Any:
    """Return when a schedule starts the workflow next, None while it is paused."""
    if workflow.status != WorkflowStatus.PUBLISHED:
        return None
    due = Schedule.objects.filter(workflow=workflow, enabled=True, next_fire_at__isnull=False)
    return due.order_by("next_fire_at").values_list("next_fire_at", flat=True).first()


@page(Operation.WORKFLOW_PAUSE, methods=("POST",))
def pause(request: HttpRequest, workflow_id: UUID) -> HttpResponse:
    """Let the workflow start by itself no more, for the time being."""
    return change(request, workflow_id, pause_workflow, _("Paused: nothing starts by itself until you turn it on."))


@page(Operation.WORKFLOW_PAUSE, methods=("POST",))
def resume(request: HttpRequest, workflow_id: UUID) -> HttpResponse:
    """Let the workflow start by itself again."""
    return change(request, workflow_id, resume_workflow, _("Turned on."))


def change(request: HttpRequest, workflow_id: UUID, act: Any, words: str) -> HttpResponse:
    """Do one thing to the workflow, say so, and go back to its page."""
    workflow = find_workflow(workflow_id)
    try:
        act(member=request.member, workflow=workflow)  # type: ignore[attr-defined]
        messages.success(request, words)
    except AuthoringError as error:
        told(request, error)
    return go("workflow_change", workflow_id)


@page(Operation.WORKFLOW_ARCHIVE, methods=("GET", "POST"))
def archive(request: HttpRequest, workflow_id: UUID) -> HttpResponse:
    """Ask whether to archive (GET), or archive the workflow (POST); one that is archived stays so."""
    if request.method == "POST" and Workflow.objects.filter(pk=workflow_id).exclude(archived_at=None).exists():
        return go("workflow_changelist")
    workflow = find_workflow(workflow_id)
    if request.method == "GET":
        trail = trail_of(workflow)
        return show(request, "console/archive.html", title=_("Archive"), trail=trail, workflow=workflow)
    archive_workflow(member=request.member, workflow=workflow)  # type: ignore[attr-defined]
    messages.success(request, _("“%(name)s” is archived. Its runs stay.") % {"name": workflow.name})
    return go("workflow_changelist")


@page(Operation.SECRET_MANAGE, methods=("POST",))
def secret(request: HttpRequest, workflow_id: UUID, trigger: str) -> HttpResponse:
    """Make a new secret for a webhook and show it, this one time."""
    workflow = find_workflow(workflow_id)
    try:
        made = set_trigger_secret(member=request.member, workflow=workflow, trigger=trigger)  # type: ignore[attr-defined]
    except AuthoringError as error:
        told(request, error)
        return go("workflow_change", workflow_id)
    response = show(
        request,
        "console/secret.html",
        title=_("The new secret"),
        trail=trail_of(workflow),
        workflow=workflow,
        trigger=trigger,
        secret=made,
    )
    response["Cache-Control"] = "no-store"
    return response


def versions_of(workflow: Workflow) -> Any:
    """Return the versions, newest first, with who published them."""
    return Version.objects.filter(workflow=workflow).select_related("published_by").order_by("-number")
