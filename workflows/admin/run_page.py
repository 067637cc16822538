"""One run: its outcome, its steps in time, and all about the step that is chosen."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Func, Max, TextField, Value
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tenants.roles import Operation
from workflows.admin import words
from workflows.admin.data import Shown, shown
from workflows.admin.errors import Trouble, trouble_of
from workflows.admin.pages import Allowed, at, find, page, show
from workflows.admin.rows import failed_step
from workflows.admin.timeline import Axis, Iteration, Timeline, place_key, place_of, title_of
from workflows.definition import Definition, blocks_of, walk
from workflows.engine.definitions import compiled
from workflows.lifecycle.states import FINAL_RUN, LIVE_RUN, RunStatus, StepStatus
from workflows.models import Run, StepRun

MOST_ATTEMPTS = 5_000
THE_RUN = "_run"
LIGHT = ("retention", "run_id", "step", "iteration", "attempt", "type", "status", "started_at", "finished_at")
PARTS = ("input", "output")


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What is told about the chosen place."""

    key: str
    title: str
    note: str = ""
    trouble: Trouble | None = None
    tries: Sequence[Any] = ()
    went_in: Shown | None = None
    came_out: Shown | None = None
    last: Any = None
    can_retry: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """A run as it stands, with the attempts so far."""

    run: Run
    definition: Definition
    attempts: list[Any]

    @property
    def is_ended(self) -> bool:
        return self.run.status in FINAL_RUN

    def axis(self) -> Axis:
        """Return the time from the run's start to its end, or to now.

        A short run's first steps may lie before the instant that was recorded as its start.
        """
        run = self.run
        made = run.created_at if run.retry_of else None
        begun = [a.started_at for a in self.attempts if made is None or a.started_at >= made]
        start = min([run.started_at or run.created_at, *begun])
        return Axis(start, max(run.finished_at or timezone.now(), start), made)


@page(Operation.RUN_READ)
def run_page(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Show a run."""
    run = find_run(run_id)
    return show(
        request,
        "console/run.html",
        title=_("Run %(short)s") % {"short": run.id.hex[-8:]},
        trail=[(_("Runs"), at("run_changelist")), (run.workflow.name, at("workflow_change", run.workflow_id))],
        **content(request, run),
    )


@page(Operation.RUN_READ)
def run_live(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Answer the part of the page that moves; 304 when nothing has changed since the caller's copy."""
    run = find_run(run_id)
    tag = etag(request, run)
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    context = {**content(request, run), "may": Allowed(request)}
    return TemplateResponse(request, "console/_run.html", context, headers={"ETag": tag, "Cache-Control": "no-store"})


@page(Operation.RUN_READ)
def run_data(request: HttpRequest, run_id: UUID, attempt_id: str, part: str) -> HttpResponse:
    """Answer a part of an attempt, or of the run itself, as a file; a browser never shows it as a page."""
    run = find_run(run_id)
    if attempt_id == THE_RUN:
        value, name = (run.inputs if part == "input" else run.output), "run"
    else:
        attempt = find(StepRun.objects.filter(run_id=run.id, retention=run.retention), as_uuid(attempt_id))
        if attempt.step in hidden_steps(compiled(run.version)):
            raise Http404
        value, name = getattr(attempt, part), slugify(attempt.step)
    return HttpResponse(
        json.dumps(value, ensure_ascii=False, indent=2),
        headers={
            "Content-Type": "application/octet-stream",
            "Content-Disposition": f'attachment; filename="{name}-{part}.json"',
            "Content-Security-Policy": "sandbox",
        },
    )


def as_uuid(text: str) -> UUID:
    """Return the id. Raises Http404."""
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def find_run(run_id: UUID) -> Run:
    """Return the run with its version. Raises Http404."""
    found: Run = find(Run.objects.select_related("workflow", "version").defer("workflow__draft"), run_id)
    return found


def etag(request: HttpRequest, run: Run) -> str:
    """Return a tag that changes with what the page shows: a new attempt, an end, and every 5 s while bars grow."""
    steps = StepRun.objects.filter(retention=run.retention, run_id=run.id).order_by()
    facts = steps.aggregate(Count("step"), Count("finished_at"), Max("started_at"), Max("finished_at"))
    growing = int(timezone.now().timestamp() / 5) if run.status not in FINAL_RUN else 0
    seen = [run.status, run.cancel_requested_at, facts, growing, request.GET.get("step"), get_language()]
    return f'"{hashlib.sha256(repr(seen).encode()).hexdigest()[:32]}"'


def content(request: HttpRequest, run: Run) -> dict[str, Any]:
    """Return what the run's page and its live part both show."""
    look = Look(run, compiled(run.version), attempts_of(run))
    panel = panel_of(request, look)
    return {
        "run": run,
        "word": words.RUN_WORDS[run.status],
        "started": words.start_words(run.trigger_type),
        "ticks": look.axis().ticks(),
        "rows": Timeline(look.definition, look.attempts, look.axis()).rows(),
        "panel": panel,
        "is_live": run.status in LIVE_RUN and run.status != RunStatus.HELD,
        "is_ended": look.is_ended,
        "can_retry": look.is_ended or run.status == RunStatus.HELD,
        "retries": Run.objects.filter(workflow_id=run.workflow_id, retry_of=run.id, id__gt=run.id).only("pk", "status"),
        "summary": summary(look),
    }


def attempts_of(run: Run) -> list[Any]:
    """Return all attempts without their data; of decisions the way taken, of loops how many items."""
    rows = StepRun.objects.filter(retention=run.retention, run_id=run.id).only(*LIGHT)
    return list(
        rows.annotate(branch=text_part("output", "branch"), items=text_part("input", "items")).order_by(
            "started_at", "id"
        )[:MOST_ATTEMPTS]
    )


def text_part(field: str, key: str) -> Func:
    """Return one part of stored JSON as text, so that the rest stays in the database."""
    return Func(F(field), Value(key), function="json_extract_path_text", output_field=TextField())


def summary(look: Look) -> str:
    """Return how the run stands in one sentence, for those who listen."""
    done = sum(attempt.status == StepStatus.SUCCEEDED for attempt in look.attempts)
    word = words.RUN_WORDS[look.run.status].text
    return _("%(state)s. %(done)d steps done.") % {"state": word, "done": done}


def panel_of(request: HttpRequest, look: Look) -> Panel:
    """Return what is told about the place that the address names, else about the one that matters most."""
    asked = request.GET.get("step") or default_place(look)
    place = place_of(asked) if asked != THE_RUN else None
    if place is None or place[0] not in look.definition.by_id:
        return panel_of_run(look.run)
    return panel_of_step(look, *nearest(look, *place))


def default_place(look: Look) -> str:
    """Return the place that failed, else the one at work, else the run itself."""
    run = look.run
    if isinstance(run.error, dict) and failed_step(run):
        return place_key(failed_step(run), tuple(run.error.get("iteration") or ()))
    open_ones = (StepStatus.RUNNING, StepStatus.WAITING, StepStatus.UNKNOWN)
    busy = [attempt for attempt in look.attempts if attempt.status in open_ones and attempt.attempt]
    return place_key(busy[-1].step, tuple(busy[-1].iteration)) if busy and not look.is_ended else THE_RUN


def nearest(look: Look, step: str, iteration: Iteration) -> tuple[str, Iteration]:
    """Return the place; for a step in a loop that is named without a turn, its turn that failed, else its first."""
    known = [a for a in look.attempts if a.step == step and a.attempt]
    places = [tuple(attempt.iteration) for attempt in known]
    if iteration in places or not places:
        return step, iteration
    failed = [tuple(attempt.iteration) for attempt in known if attempt.status == StepStatus.FAILED]
    return step, (failed or places)[0]


def panel_of_run(run: Run) -> Panel:
    """Return what started the run and what it gave."""
    return Panel(
        key=THE_RUN,
        title=_("The run"),
        trouble=trouble_of(run.error) if run.error else None,
        note=str(run.held_reason or ""),
        went_in=shown(run.inputs),
        came_out=shown(run.output),
    )


def panel_of_step(look: Look, step_id: str, iteration: Iteration) -> Panel:
    """Return the tries of a place, its error, and what went in and came out at the last try."""
    run, step = look.run, look.definition.by_id[step_id]
    there = StepRun.objects.filter(retention=run.retention, run_id=run.id, step=step_id, iteration=list(iteration))
    tries: list[StepRun] = list(there.filter(attempt__gt=0).order_by("attempt"))
    last = tries[-1] if tries else None
    hidden = step_id in hidden_steps(look.definition)
    trouble = None
    if last is not None and last.status in (StepStatus.FAILED, StepStatus.UNKNOWN):
        trouble = trouble_of(last.error, held=run.held_reason)
    return Panel(
        key=place_key(step_id, iteration),
        title=title_of(step),
        note=step.note,
        trouble=trouble,
        tries=tries,
        went_in=shown(last.input, hidden=hidden and last.input is not None) if last else None,
        came_out=shown(last.output, hidden=hidden and last.output is not None) if last else None,
        last=last,
        can_retry=last is not None and (look.is_ended or run.status == RunStatus.HELD),
    )


def hidden_steps(definition: Definition) -> set[str]:
    """Return the steps whose data is not shown: those marked sensitive, and blocks that hold one."""
    return {
        step.id
        for step in definition.by_id.values()
        if step.sensitive or any(inner.sensitive for block in blocks_of(step) for inner in walk(block))
    }
