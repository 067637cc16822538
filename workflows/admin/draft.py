"""The editor of a draft: the document as YAML, its problems beside it, and no save that loses another's work."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tenants.roles import Operation
from workflows.admin.pages import go, page, show, told
from workflows.admin.problem_lines import Found, placed, placed_by_reader
from workflows.admin.workflow_page import find_workflow, trail_of
from workflows.authoring import AuthoringError, DraftRefused, StaleDraft, create_workflow, save_draft, validate
from workflows.definition import Change, DefinitionError, Problem, diff, dump_yaml, load_yaml
from workflows.models import Workflow
from workflows.registry import registry

STARTER = """schema: 1
name: {name}
description: What it is for, in one sentence.
inputs:
  type: object
  properties:
    name: {{type: string, default: World}}
triggers:
  - id: web
    type: webhook
    with:
      verify: {{scheme: none}}
steps:
  - id: greet
    name: Say hello
    type: set
    with:
      text: "Hello, {{{{ inputs.name }}}}!"
output: "{{{{ steps.greet.text }}}}"
"""


@page(Operation.WORKFLOW_EDIT, methods=("GET", "POST"))
def add(request: HttpRequest) -> HttpResponse:
    """Ask for a name and a first document (GET), or make the workflow (POST)."""
    text = request.POST.get("text") or STARTER.format(name=_("My workflow"))
    problems: list[Found] = []
    if request.method == "POST":
        made = created(request, text)
        if isinstance(made, Workflow):
            messages.success(request, _("Created. Nothing runs before you publish it."))
            return go("workflow_draft", made.pk)
        problems = made
    trail = trail_of(Workflow(), inside=False)
    return show(
        request,
        "console/draft.html",
        title=_("New workflow"),
        trail=trail,
        text=text,
        problems=problems,
        status=422 if problems else 200,
    )


def created(request: HttpRequest, text: str) -> Workflow | list[Found]:
    """Return the new workflow, or what keeps it from being made."""
    try:
        return create_workflow(member=request.member, definition=load_yaml(text))  # type: ignore[attr-defined]
    except DefinitionError as error:
        return placed_by_reader(text, error.problems)
    except DraftRefused as error:
        return placed(text, error.problems)
    except AuthoringError as error:
        return placed(text, [Problem(error.pointer, error.code, error.message, error.hint)])


@page(Operation.WORKFLOW_EDIT, methods=("GET", "POST"))
def edit(request: HttpRequest, workflow_id: UUID) -> HttpResponse:
    """Show the draft (GET) or save it (POST)."""
    workflow = find_workflow(workflow_id)
    if request.method == "POST":
        return save(request, workflow)
    text = dump_yaml(workflow.draft)
    return editor(request, workflow, text, placed(text, validate(workflow.draft)))


def save(request: HttpRequest, workflow: Workflow) -> HttpResponse:
    """Save what was sent; what cannot be saved comes back as it was sent, with the reason."""
    text = request.POST.get("text", "").replace("\r\n", "\n")
    revision = request.POST.get("revision", "")
    try:
        document = load_yaml(text)
        number = int(revision) if revision.isdecimal() and len(revision) < 10 else 0
        save_draft(member=request.member, workflow=workflow, definition=document, revision=number)  # type: ignore[attr-defined]
    except StaleDraft:
        return saved_elsewhere(request, workflow, text, document)
    except DefinitionError as error:
        found = placed_by_reader(text, error.problems)
        return editor(request, workflow, text, found, revision=revision, status=422)
    except DraftRefused as error:
        return editor(request, workflow, text, placed(text, error.problems), revision=revision, status=422)
    except AuthoringError as error:
        told(request, error)
        return editor(request, workflow, text, [], revision=revision, status=error.status)
    if "publish" in request.POST:
        return go("workflow_publish", workflow.pk)
    messages.success(request, _("Saved."))
    return go("workflow_draft", workflow.pk)


def saved_elsewhere(request: HttpRequest, workflow: Workflow, text: str, document: object) -> HttpResponse:
    """Show both texts' differences and let the person choose; the same text sent twice is simply saved."""
    newest = find_workflow(workflow.pk)
    if newest.draft == document:
        return go("workflow_draft", workflow.pk)
    changes = diff(newest.draft, document, registry())
    return editor(request, newest, text, [], stale=changes or [Change("changed", "", "", "", _("Only the layout"))])


def editor(
    request: HttpRequest,
    workflow: Workflow,
    text: str,
    problems: list[Found],
    *,
    revision: str = "",
    stale: list[Change] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the editor with a text and its problems."""
    return show(
        request,
        "console/draft.html",
        title=_("Draft"),
        trail=trail_of(workflow),
        workflow=workflow,
        text=text,
        problems=problems,
        revision=revision or workflow.draft_revision,
        stale=stale,
        status=412 if stale else status,
    )
