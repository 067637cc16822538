"""Start a run by hand, with a form for what the workflow asks for."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from tenants.roles import Operation
from workflows.admin.inputs_form import Field, fields_of, read
from workflows.admin.pages import go, page, show
from workflows.admin.rows import as_id
from workflows.admin.workflow_page import find_workflow, trail_of
from workflows.definition import Problem
from workflows.engine.intake import InputsInvalid, NewRun, StartKeyReused, start_run
from workflows.models import Version, Workflow


@page(Operation.RUN_START, methods=("GET", "POST"))
def run_now(request: HttpRequest, workflow_id: UUID) -> HttpResponse:
    """Ask for the inputs (GET) or start the run (POST) and go there."""
    workflow = find_workflow(workflow_id)
    version = workflow.published_version
    if version is None:
        messages.error(request, _("Publish the workflow first; then it can run."))
        return go("workflow_change", workflow_id)
    schema = version.definition.get("inputs")
    if request.method == "GET":
        return form_page(request, workflow, fields_of(schema))
    values, errors = read(fields_of(schema, request.POST))
    if not errors:
        try:
            return go("run_change", start(version, values, request.POST.get("once", "")))
        except InputsInvalid as error:
            errors = by_field(error.problems)
    return form_page(request, workflow, fields_of(schema, request.POST, errors), errors)


def start(version: Version, values: dict[str, Any], once: str) -> UUID:
    """Return the new run; the same form sent twice gives the same run, unless other values were typed meanwhile.

    Raises InputsInvalid.
    """
    key = f"console:{once}" if as_id(once) else None
    try:
        return start_run(version, NewRun(inputs=values, trigger_type="manual", key=key))
    except StartKeyReused:
        return start_run(version, NewRun(inputs=values, trigger_type="manual"))


def by_field(problems: Iterable[Problem]) -> dict[str, str]:
    """Return what is wrong, by the name of the field that it is about; an empty name stands for the whole."""
    found: dict[str, str] = {}
    for problem in problems:
        parts = problem.pointer.split("/")[2:]
        name = parts[0].replace("~1", "/").replace("~0", "~") if parts else ""
        found.setdefault(name, f"{problem.message} {problem.hint}".strip())
    return found


def form_page(
    request: HttpRequest, workflow: Workflow, fields: list[Field], errors: dict[str, str] | None = None
) -> HttpResponse:
    """Return the form; errors that belong to no field stand above it."""
    names = {field.name for field in fields}
    return show(
        request,
        "console/run_now.html",
        title=_("Run now"),
        trail=trail_of(workflow),
        workflow=workflow,
        fields=fields,
        general=[text for name, text in (errors or {}).items() if name not in names],
        once=request.POST.get("once") or uuid7(),
        status=422 if errors else 200,
    )
