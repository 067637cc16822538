"""What a person does to a run: stop it, or try it again from a step, in the same version or the newest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tenants.roles import Operation
from workflows.admin.pages import at, go, page, show
from workflows.admin.rows import failed_step
from workflows.admin.run_page import attempts_of, find_run
from workflows.admin.timeline import title_of
from workflows.definition import Definition
from workflows.engine.cancel import cancel_run
from workflows.engine.definitions import compiled
from workflows.engine.intake import InputsInvalid, NewRun, start_run
from workflows.engine.retry import RetryRefused, choose_version, retry_run
from workflows.lifecycle.history import StepRecord
from workflows.lifecycle.kept import cut, kept
from workflows.lifecycle.states import FINAL_RUN, RunStatus, StepStatus
from workflows.models import Run

FROM_START = "_start"
MOST_CHOICES = 40
MOST_NAMED = 6
VERSIONS = ("same", "newest")


@dataclass(frozen=True, slots=True)
class Choice:
    """A place to begin again, and what keeps its result then, in words."""

    key: str
    title: str
    words: str


@page(Operation.RUN_CANCEL, methods=("POST",))
def cancel(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Stop the run; one that has ended stays as it is."""
    find_run(run_id)
    run = cancel_run(run_id)
    text = _("The run is stopped.") if run.status in FINAL_RUN else _("The run stops when the step at work answers.")
    messages.success(request, text)
    return go("run_change", run_id)


@page(Operation.RUN_RETRY, methods=("GET", "POST"))
def retry(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Show the choices (GET), or try the run again (POST) unless someone did since the choices were shown."""
    run = find_run(run_id)
    if run.status not in FINAL_RUN and run.status != RunStatus.HELD:
        messages.error(request, _("The run has not ended yet. Wait for its end, or stop it."))
        return go("run_change", run_id)
    return try_again(request, run) if request.method == "POST" else choices_page(request, run)


def choices_page(request: HttpRequest, run: Run, trouble: str = "") -> HttpResponse:
    """Return the page with the choices."""
    newest = choose_version(run, "newest")
    asked = request.POST.get("from_step") or request.GET.get("from_step") or failed_step(run) or FROM_START
    return show(
        request,
        "console/retry.html",
        title=_("Try again"),
        trail=[(_("Runs"), at("run_changelist")), (run.workflow.name, at("run_change", run.pk))],
        run=run,
        newest=newest,
        has_newer=newest.pk != run.version_id,
        choices=choices_of(run),
        asked=asked,
        seen=newest_retry(run),
        trouble=trouble,
        status=422 if trouble else 200,
    )


def try_again(request: HttpRequest, run: Run) -> HttpResponse:
    """Start the new run and go there; a second press of the same button goes to the run that the first one started."""
    # Presses for one run come one after the other; each sees what the one before it started.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"retry:{run.pk}"])
    known = newest_retry(run)
    if known and known != request.POST.get("seen", ""):
        messages.info(request, _("This run was tried again already; here is the new run."))
        return go("run_change", known)
    version = request.POST.get("version", "same")
    step = request.POST.get("from_step", "")
    try:
        new_id = begin(run, step, version if version in VERSIONS else "same")
    except RetryRefused as error:
        return choices_page(request, run, f"{error.message} {error.hint}".strip())
    except InputsInvalid as error:
        return choices_page(request, run, str(error))
    messages.success(request, _("The run is tried again; this is the new run."))
    return go("run_change", new_id)


def begin(run: Run, step: str, version: str) -> UUID:
    """Start a run from the step, or from the start with nothing kept. Raises RetryRefused, InputsInvalid."""
    if step != FROM_START:
        return retry_run(run.pk, from_step=step or None, version=version)
    again = NewRun(
        inputs=run.inputs,
        trigger_id=run.trigger_id,
        trigger_type=run.trigger_type,
        trigger=run.trigger,
        labels=run.labels,
        depth=run.depth,
    )
    return start_run(choose_version(run, version), again, retry_of=run.pk)


def newest_retry(run: Run) -> str:
    """Return the id of the newest run that tries this one again, an empty text if there is none."""
    rows = Run.objects.filter(workflow_id=run.workflow_id, retry_of=run.pk, id__gt=run.pk).order_by("-id")
    return str(rows.values_list("pk", flat=True).first() or "")


def choices_of(run: Run) -> list[Choice]:
    """Return where the run can begin again: at each step that it reached, and at the start."""
    definition = compiled(run.version)
    records = [record_of(attempt) for attempt in attempts_of(run)]
    reached: dict[str, None] = {record.step: None for record in records if record.attempt}
    found = [choice_of(step, definition, records) for step in list(reached)[:MOST_CHOICES]]
    return [Choice(FROM_START, _("From the start"), _("Nothing is kept; every step runs again.")), *found]


def choice_of(step: str, definition: Definition, records: Sequence[StepRecord]) -> Choice:
    """Return the choice to begin again at a step."""
    stay = kept(records, cut(records, step, None), definition.by_id)
    names = list(dict.fromkeys(title_of(definition.by_id[record.step]) for record in stay if record.step != step))
    return Choice(step, title_of(definition.by_id[step]), kept_words(names))


def kept_words(names: Sequence[str]) -> str:
    """Return which steps keep their results."""
    if not names:
        return _("Nothing is kept; every step runs again.")
    listed = ", ".join(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")
    return ngettext("“%(names)s” keeps its result.", "These keep their results: %(names)s.", len(names)) % {
        "names": listed
    }


def record_of(attempt: Any) -> StepRecord:
    """Return an attempt as the engine's rules take it."""
    return StepRecord(
        attempt.pk,
        attempt.step,
        attempt.type,
        tuple(attempt.iteration),
        attempt.attempt,
        StepStatus(attempt.status),
        attempt.started_at,
        attempt.finished_at,
    )
