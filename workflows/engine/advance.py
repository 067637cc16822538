"""One claimed branch goes on: the hot path, read from top to bottom.

claimed → definition and history → the walk's next command → what is recorded becomes safe → the effect → its outcome
goes back into the walk → … → the branch ends, waits, is held, or makes room.
"""

import logging
import random
import time
from collections.abc import Callable, Generator
from datetime import UTC, datetime, timedelta
from typing import Any

from uuid_utils.compat import uuid7

from workflows.engine.database import AWAY, transaction
from workflows.engine.definitions import definition_of
from workflows.engine.flush import ENGINE_ERROR
from workflows.engine.lease import Claimed, Lease
from workflows.engine.perform import deadline_seconds, perform
from workflows.engine.queries import HISTORY
from workflows.engine.record import Answer, CancelledEnd, Checkpoint, Recorder, Yielded
from workflows.lifecycle.history import History, StepRecord
from workflows.lifecycle.outcome import Command, Done, Ending, Failure, Finished, Outcome, Perform
from workflows.lifecycle.states import RunStatus, StepStatus
from workflows.lifecycle.walk import RunFacts, Tools, Walk

log = logging.getLogger(__name__)

SLICE_SECONDS = 20.0
ISOLATION = "isolate"

Flow = Generator[Command, Outcome, Ending]


def now() -> datetime:
    """Return the time, aware UTC."""
    return datetime.now(UTC)


TOOLS = Tools(now=now, new_id=uuid7, chance=random.random)


def advance(lease: Lease, recorder: Recorder, *, must_yield: Callable[[], bool]) -> None:
    """Take the branch as far as it goes. What goes wrong here ends the run with words, never the worker.

    Raises what the database raises when it is away: that is no fault of the run. Its lease runs out, and a worker goes
    on from what is recorded.
    """
    try:
        follow(prepare(lease.claimed), lease, recorder, must_yield)
    except AWAY:
        raise
    except Exception as error:
        log.exception("run ended by an error of the platform", extra={"run": str(lease.claimed.run_id)})
        settle(lease, recorder, [], Finished(RunStatus.FAILED, failure=broken(error)))


def follow(walk: Walk, lease: Lease, recorder: Recorder, must_yield: Callable[[], bool]) -> None:
    """Follow the walk's commands to the branch's end, or until the lease is lost."""
    flow, effects = walk.run(), 0
    outcome: Outcome | None = None
    while not lease.lost.is_set():
        if lease.cancelled.is_set():
            settle(lease, recorder, last_result(walk, flow, outcome), CancelledEnd())
            return
        command = step(flow, outcome)
        if not isinstance(command, Command):
            settle(lease, recorder, walk.drain(), command)
            return
        records = walk.drain()
        if must_yield() or slice_is_over(lease, effects):
            settle(lease, recorder, [record for record in records if not asks_for(command, record)], Yielded())
            return
        answer = safe(lease, recorder, records, command)
        if answer is Answer.LEASE_LOST:
            return
        if answer is Answer.CANCELLED:
            settle(lease, recorder, never_begun(records, command), CancelledEnd())
            return
        outcome = perform(command, lease) if isinstance(command, Perform) else None
        effects += 1


def asks_for(command: Command, record: StepRecord) -> bool:
    """Return whether the record is the attempt that the command asks to perform."""
    if not isinstance(command, Perform):
        return False
    return record.key == (command.place.step, command.place.iteration, command.attempt)


def last_result(walk: Walk, flow: Flow, outcome: Outcome | None) -> list[StepRecord]:
    """Return the record of the action that ended while its run was cancelled; what would follow it does not begin."""
    if not isinstance(outcome, Done):
        return []
    step(flow, outcome)
    return [record for record in walk.drain() if record.effect and record.finished_at]


def never_begun(records: list[StepRecord], command: Command) -> list[StepRecord]:
    """Return, as cancelled, the attempt that was to begin when the cancel was seen."""
    begun = [record for record in records if asks_for(command, record)]
    for record in begun:
        record.status, record.finished_at = StepStatus.CANCELLED, now()
    return begun


def slice_is_over(lease: Lease, effects: int) -> bool:
    """Return whether the branch should make room: its time is up, or it got further alone and is no danger."""
    if lease.claimed.queue == ISOLATION:
        return effects > 0
    return time.monotonic() - lease.since > SLICE_SECONDS


def step(flow: Flow, outcome: Outcome | None) -> Command | Ending:
    """Return the walk's next command, or how it ended."""
    try:
        return flow.send(outcome)  # type: ignore[arg-type]
    except StopIteration as stopped:
        ending: Ending = stopped.value
        return ending


def safe(lease: Lease, recorder: Recorder, records: list[StepRecord], command: Command) -> Answer:
    """Make everything up to the command safe; returns whether the branch may go on."""
    deadline = None
    if isinstance(command, Perform):
        seconds = deadline_seconds(command, lease.claimed)
        deadline = now() + timedelta(seconds=seconds + 15)
        lease.stuck_at = time.monotonic() + seconds + 60
    return recorder.record(Checkpoint(lease, records, at=now(), step_deadline=deadline))


def settle(lease: Lease, recorder: Recorder, records: list[StepRecord], ending: Any) -> None:
    """Make the branch's end safe."""
    lease.stuck_at = None
    recorder.record(Checkpoint(lease, records, at=now(), ending=ending))


def broken(error: Exception) -> Failure:
    """Return the failure of a run that an error of ours ended; the log has the rest."""
    message = f"The platform could not go on with this run ({type(error).__name__})."
    return Failure(code=ENGINE_ERROR, message=message, hint="Retry the run; if it happens again, tell your operator.")


def prepare(claim: Claimed) -> Walk:
    """Return the walk of a claimed branch, with what it has recorded."""
    facts = RunFacts(id=str(claim.run_id), names=names(claim), deadline=claim.deadline_at)
    history = History(read_history(claim) if claim.has_history else ())
    return Walk(definition_of(claim.version_id), facts, history, TOOLS)


def names(claim: Claimed) -> dict[str, Any]:
    """Return what every expression of the run sees: the same in each of its walks."""
    run = {
        "id": str(claim.run_id),
        # Not when a worker first took it: that is not known in the first walk.
        "started_at": claim.created_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "workflow": str(claim.workflow_id),
        "version": claim.version_number,
    }
    return {"inputs": claim.inputs, "trigger": claim.trigger or {}, "vars": {}, "run": run}


def read_history(claim: Claimed) -> list[StepRecord]:
    """Return everything that the run has recorded."""
    with transaction() as cursor:
        rows = cursor.execute(HISTORY, [claim.retention, claim.run_id]).fetchall()
    return [StepRecord(row[0], row[1], row[2], tuple(row[3]), row[4], StepStatus(row[5]), *row[6:]) for row in rows]
