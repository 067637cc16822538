"""What the lists read: narrow rows of the current tenant, newest first, never counted."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from workflows.definition.tree import inner_lists
from workflows.models import Run, Version

PAGE = 50
KEPT_VERSIONS = 500
NARROW = (
    "retention",
    "status",
    "trigger_id",
    "trigger_type",
    "error",
    "held_reason",
    "retry_of",
    "created_at",
    "started_at",
    "finished_at",
    "cancel_requested_at",
    "tenant_id",
    "workflow__name",
    "version__number",
)

_names: OrderedDict[UUID, dict[str, str]] = OrderedDict()


def narrow_runs() -> QuerySet[Run]:
    """Return runs without their data, with the names of workflow and version, newest first."""
    found: QuerySet[Run] = Run.objects.select_related("workflow", "version").only(*NARROW).order_by("-id")
    return found


def floor_id(at: datetime) -> UUID:
    """Return the lowest id that a row made at this instant can have: ids begin with their milliseconds."""
    return UUID(int=int(at.timestamp() * 1000) << 80)


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of a list: its rows, and where the pages beside it begin."""

    rows: Sequence[Any]
    older: str = ""
    newer: str = ""


def slice_of(rows: QuerySet[Any], *, before: str = "", after: str = "", size: int = PAGE) -> Slice:
    """Return the page before (older than) or after (newer than) a row's id; nothing is counted.

    An id that makes no sense is as good as none.
    """
    start, end = as_id(before), as_id(after)
    if end is not None:
        found = list(rows.filter(pk__gt=end).order_by("pk")[: size + 1])
        shown = found[:size][::-1]
        return Slice(shown, older=str(shown[-1].pk) if shown else "", newer=str(shown[0].pk) if found[size:] else "")
    found = list((rows.filter(pk__lt=start) if start else rows)[: size + 1])
    shown = found[:size]
    return Slice(shown, str(shown[-1].pk) if found[size:] else "", str(shown[0].pk) if start and shown else "")


def as_id(text: str) -> UUID | None:
    """Return the id that a text stands for, None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None


def step_names(versions: Iterable[UUID]) -> dict[UUID, dict[str, str]]:
    """Return the names of the steps of versions by step id; read once in each process, for a version never changes."""
    wanted = set(versions)
    if missing := wanted - _names.keys():
        for key, definition in Version.objects.filter(pk__in=missing).values_list("pk", "definition"):
            _names[key] = names_in(definition)
    while len(_names) > max(KEPT_VERSIONS, len(wanted)):
        _names.popitem(last=False)
    return {key: _names[key] for key in wanted if key in _names}


def names_in(definition: Any) -> dict[str, str]:
    """Return the name of each step of a raw document by its id; a step without one is called by its id."""
    found: dict[str, str] = {}
    waiting: list[Any] = [definition.get("steps")] if isinstance(definition, dict) else []
    while waiting:
        block = waiting.pop()
        for step in block if isinstance(block, list) else []:
            if isinstance(step, dict) and isinstance(step.get("id"), str):
                found[step["id"]] = str(step.get("name") or step["id"])
                waiting += [steps for _, steps in inner_lists(step, "")]
    return found


def reason_of(run: Run) -> str:
    """Return in one sentence why a run failed or is held, an empty text for others."""
    if run.held_reason:
        return str(run.held_reason)
    return str(run.error.get("message", "")) if isinstance(run.error, dict) else ""


def failed_step(run: Run) -> str:
    """Return the id of the step that failed, an empty text if none did."""
    return str(run.error.get("step") or "") if isinstance(run.error, dict) else ""
