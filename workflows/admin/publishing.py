"""Publish a draft after a look at what changes, and take old versions back into the draft."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tenants.roles import Operation
from workflows.admin.pages import at, go, page, show
from workflows.admin.problem_lines import placed
from workflows.admin.recipe import recipe
from workflows.admin.rows import slice_of
from workflows.admin.workflow_page import find_workflow, trail_of, versions_of
from workflows.authoring import PublishRefused, publish_version, restore_version, validate
from workflows.authoring.locked import lock
from workflows.definition import diff, dump_yaml, notices, parse
from workflows.models import Version, Workflow
from workflows.registry import registry

MAX_NOTE = 500


@page(Operation.WORKFLOW_PUBLISH, methods=("GET", "POST"))
def publish(request: HttpRequest, workflow_id: UUID) -> HttpResponse:
    """Show what publishing changes (GET), or publish (POST) unless the draft changed since it was shown."""
    workflow = find_workflow(workflow_id)
    if request.method == "POST":
        return put_in_force(request, workflow)
    version = workflow.published_version
    text = dump_yaml(workflow.draft)
    problems = validate(workflow.draft)
    return show(
        request,
        "console/publish.html",
        title=_("Publish"),
        trail=trail_of(workflow),
        workflow=workflow,
        version=version,
        changes=diff(version.definition, workflow.draft, registry()) if version else [],
        problems=placed(text, problems),
        remarks=notices(parse(workflow.draft, registry())) if not problems else [],
    )


def put_in_force(request: HttpRequest, workflow: Workflow) -> HttpResponse:
    """Publish the draft that the person saw; a second press finds the version that the first one made."""
    newest = lock(workflow)
    seen = (request.POST.get("revision", ""), request.POST.get("version", ""))
    if seen != (str(newest.draft_revision), str(newest.published_version_id or "")):
        messages.warning(request, _("Changed elsewhere: look again at what would be published."))
        return go("workflow_change" if seen[0] == str(newest.draft_revision) else "workflow_publish", workflow.pk)
    note = request.POST.get("note", "").strip()[:MAX_NOTE]
    try:
        version = publish_version(member=request.member, workflow=newest, note=note)  # type: ignore[attr-defined]
    except PublishRefused:
        return go("workflow_publish", workflow.pk)
    messages.success(request, _("Version %(number)d is in force.") % {"number": version.number})
    return go("workflow_change", workflow.pk)


@page(Operation.WORKFLOW_READ)
def versions(request: HttpRequest, workflow_id: UUID) -> HttpResponse:
    """Show the versions, newest first."""
    workflow = find_workflow(workflow_id)
    rows = versions_of(workflow).defer("definition").order_by("-pk")
    found = slice_of(rows, before=request.GET.get("before", ""), after=request.GET.get("after", ""))
    return show(
        request,
        "console/versions.html",
        title=_("Versions"),
        trail=trail_of(workflow),
        workflow=workflow,
        page=found,
    )


@page(Operation.WORKFLOW_READ)
def version_page(request: HttpRequest, workflow_id: UUID, number: int) -> HttpResponse:
    """Show what a version does and what it changed."""
    workflow = find_workflow(workflow_id)
    version = find_version(workflow, number)
    before = versions_of(workflow).filter(number__lt=number).first()
    return show(
        request,
        "console/version.html",
        title=_("Version %(number)d") % {"number": number},
        trail=[*trail_of(workflow), (_("Versions"), at("workflow_versions", workflow.pk))],
        workflow=workflow,
        version=version,
        before=before,
        changes=diff(before.definition, version.definition, registry()) if before else [],
        since=diff(version.definition, workflow.draft, registry()),
        steps=recipe(version.definition.get("steps"), registry()),
        text=dump_yaml(version.definition),
    )


def find_version(workflow: Workflow, number: int) -> Version:
    """Return the version. Raises Http404."""
    if number > 2_000_000_000:
        raise Http404
    version: Version | None = versions_of(workflow).filter(number=number).first()
    if version is None:
        raise Http404
    return version


@page(Operation.WORKFLOW_EDIT, methods=("POST",))
def restore(request: HttpRequest, workflow_id: UUID, number: int) -> HttpResponse:
    """Take a version back into the draft; what runs stays as it is."""
    workflow = find_workflow(workflow_id)
    find_version(workflow, number)
    restore_version(member=request.member, workflow=workflow, number=number)  # type: ignore[attr-defined]
    messages.success(
        request, _("Version %(number)d is the draft now. Publish it to put it in force.") % {"number": number}
    )
    return go("workflow_draft", workflow.pk)
