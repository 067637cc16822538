"""What the sender hears: accepted, held, merged, or the run's own result."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import DatabaseError

from tenants.problems import ProblemError
from workflows.engine.results import wait_for_end
from workflows.models import Run
from workflows.triggers.webhook.delivery import Outcome
from workflows.triggers.webhook.endpoint import Endpoint

RUN_HEADER = "X-Run-Id"
WAIT_SECONDS = 30.0
LONGEST_WAIT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, JSON body and headers."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)


def answer(endpoint: Endpoint, outcome: Outcome) -> Answer:
    """Return the answer to a committed delivery. Waits for the run's end where the trigger says so."""
    if outcome.run_id is None:
        return _held(outcome)
    headers = {RUN_HEADER: str(outcome.run_id)}
    if outcome.is_duplicate:
        return Answer(200, {"run_id": str(outcome.run_id), "duplicate": True}, headers)
    waits = endpoint.entry.options.get("respond") == "when_finished"
    run = _ended(endpoint, outcome.run_id) if waits else None
    if run is None:
        return Answer(202, {"run_id": str(outcome.run_id), "status": "queued"}, headers)
    if run.status != "succeeded":
        raise run_failed(run)
    return Answer(200, run.output, headers)


def run_failed(run: Run) -> ProblemError:
    """Return the problem of a run that ended otherwise than well, with the cause and its step."""
    error = run.error or {}
    code = "run_cancelled" if run.status == "cancelled" else "run_failed"
    detail = f"The run {run.status}" + (f": {error['message']}" if error.get("message") else ".")
    return ProblemError(
        500,
        code,
        detail,
        hint=error.get("hint") or "Open the run to see what happened.",
        headers={RUN_HEADER: str(run.pk)},
        extra={"run_id": str(run.pk), "error": {"code": error.get("code"), "step": error.get("step")}},
    )


def _held(outcome: Outcome) -> Answer:
    body = {"event_id": str(outcome.event_id), "status": "held"}
    return Answer(200, {**body, "duplicate": True}) if outcome.is_duplicate else Answer(202, body)


def _ended(endpoint: Endpoint, run_id: UUID) -> Run | None:
    """Return the run if it ends in time. No transaction is open, and none is held while waiting."""
    asked = float(endpoint.entry.options.get("timeout_seconds", WAIT_SECONDS))
    try:
        return wait_for_end(run_id, endpoint.tenant_id, min(asked, LONGEST_WAIT_SECONDS), stop_at_waits=True)
    except DatabaseError:
        # The run is committed. A database that goes away now changes nothing about that, so the sender hears it.
        return None
