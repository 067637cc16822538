"""The one place that touches the world: an attempt of an action, outside of any transaction."""

import logging
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from workflows.contract import ConnectorError, HttpClient
from workflows.egress import default_client
from workflows.engine.faults import reach
from workflows.engine.lease import Claimed, Lease
from workflows.lifecycle.outcome import Done, Errored, Failure, Outcome, Perform

log = logging.getLogger(__name__)

DEFAULT_TIMEOUT_SECONDS = 60.0
MAX_OUTPUT_BYTES = 5 * 1024 * 1024
DEPTH_HEADER = "Stellwerk-Depth"


class StepDeadline:
    """When the attempt must have ended."""

    def __init__(self, seconds: float) -> None:
        self.ends_at = time.monotonic() + seconds

    def remaining(self) -> float:
        """Return the seconds left; zero or less when time is up."""
        return self.ends_at - time.monotonic()


class StepLog:
    """Events of one attempt, with the place they come from."""

    def __init__(self, facts: Mapping[str, str]) -> None:
        self.facts = dict(facts)

    def info(self, event: str, **data: Any) -> None:
        log.info(event, extra=self.facts | {"facts": data})

    def warning(self, event: str, **data: Any) -> None:
        log.warning(event, extra=self.facts | {"facts": data})


class StepContext:
    """Everything that an action may use."""

    def __init__(self, command: Perform, lease: Lease) -> None:
        claim = lease.claimed
        self.lease = lease
        self.deadline = StepDeadline(deadline_seconds(command, claim))
        self.log = StepLog({"run": str(claim.run_id), "step": str(command.place)})
        # No attempt number: every attempt of this step carries the same key.
        self.idempotency_key = f"{claim.run_id}:{command.place}"
        self.secrets: Mapping[str, str] = {}
        # A service of ours that is called knows how deep the chain of runs is, and breaks it when it is a circle.
        headers = {DEPTH_HEADER: str(claim.depth)}
        self.http: HttpClient = default_client().bind(deadline=self.deadline, cancelled=self.cancelled, headers=headers)

    def cancelled(self) -> bool:
        """Say whether the attempt should stop: a person asked, or another worker has the branch."""
        return self.lease.cancelled.is_set() or self.lease.lost.is_set()


def deadline_seconds(command: Perform, claim: Claimed) -> float:
    """Return how long the attempt may take: its own limit, or what is left of the run's time if that is less."""
    limit = command.step.timeout_seconds or DEFAULT_TIMEOUT_SECONDS
    if claim.deadline_at is None:
        return limit
    left = (claim.deadline_at - datetime.now(UTC)).total_seconds()
    return max(min(limit, left), 0.05)


def perform(command: Perform, lease: Lease) -> Outcome:
    """Return what became of the attempt; no exception leaves here."""
    context = StepContext(command, lease)
    reach("perform.before_effect")
    try:
        output = command.step.action.run(command.inputs, context)
    except ConnectorError as error:
        return Errored(as_failure(error, command), unclear=error.is_unclear)
    except Exception as error:
        log.exception("action broke", extra={"run": str(lease.claimed.run_id), "step": str(command.place)})
        return Errored(broken(error, command), unclear=True)
    reach("perform.after_effect")
    return fits(output, command)


def fits(output: Any, command: Perform) -> Outcome:
    """Return the output if it can be stored: JSON, and not too large. It is what a later walk will read again."""
    try:
        text = orjson.dumps(output, default=str)
    except (TypeError, ValueError) as error:
        return Errored(broken(error, command))
    if len(text) <= MAX_OUTPUT_BYTES:
        return Done(orjson.loads(text))
    message = f"The step's output has {len(text):,} bytes; at most {MAX_OUTPUT_BYTES:,} are kept."
    hint = "Ask the service for less, page by page, or only for the fields you need."
    return Errored(Failure("output_too_large", message, hint, pointer=command.step.pointer))


def as_failure(error: ConnectorError, command: Perform) -> Failure:
    """Return a connector's error as data."""
    field = error.details.get("field") or ""
    return Failure(
        code=error.code,
        message=error.message,
        hint=error.hint,
        pointer=f"{command.step.pointer}/with{field}",
        details={name: value for name, value in error.details.items() if name != "field"},
        retryable=error.retryable,
        after=error.after,
    )


def broken(error: Exception, command: Perform) -> Failure:
    """Return the failure of an action that broke its contract; the log has the rest."""
    message = f"The action '{command.step.type}' broke ({type(error).__name__})."
    hint = "This is an error of the connector: tell your operator."
    return Failure("connector_error", message, hint, pointer=command.step.pointer)
