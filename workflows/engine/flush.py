"""One transaction for many checkpoints: fences first, then steps, runs and waits of those that hold their lease."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import orjson

from workflows.engine.lease import LEASE, Key
from workflows.engine.queries import CANCEL_STEPS, GIVE_BACK, GO_ON, LEAVE, MOVE_RUNS, RECORD_STEPS, WAIT
from workflows.lifecycle.outcome import Finished, Held, Parked
from workflows.lifecycle.states import ItemState, RunStatus

if TYPE_CHECKING:
    from workflows.engine.record import Answer, Checkpoint

# The code of a run that an error of ours ended.
ENGINE_ERROR = "engine_error"


def flush(cursor: Any, batch: Sequence[Checkpoint]) -> list[Answer]:
    """Return the answer to each checkpoint.

    1. Each branch's fence is checked by the update that moves its work item; zero rows mean the lease is lost.
    2. The attempts of those that landed are written.
    3. Their runs move, and those that wait get their row.
    """
    from workflows.engine.record import Answer

    landed = move_items(cursor, batch)
    kept = [checkpoint for checkpoint in batch if checkpoint.lease.key in landed]
    ends = {checkpoint.lease.key: final_ending(checkpoint, landed[checkpoint.lease.key]) for checkpoint in kept}
    write_steps(cursor, kept)
    move_runs(cursor, kept, ends)
    write_waits(cursor, kept, ends)

    def answer(checkpoint: Checkpoint) -> Answer:
        if checkpoint.lease.key not in landed:
            return Answer.LEASE_LOST
        return Answer.CANCELLED if landed[checkpoint.lease.key] else Answer.LANDED

    return [answer(checkpoint) for checkpoint in batch]


def move_items(cursor: Any, batch: Sequence[Checkpoint]) -> dict[Key, bool]:
    """Return the branches whose lease holds, each with whether its run is to be cancelled."""
    from workflows.engine.record import Yielded

    # Sorted, so that two writers would lock rows in the same order.
    ordered = sorted(batch, key=lambda checkpoint: checkpoint.lease.key)
    staying = [c for c in ordered if c.ending is None]
    back = [c for c in ordered if isinstance(c.ending, Yielded | Held)]
    leaving = [c for c in ordered if c.ending is not None and not isinstance(c.ending, Yielded | Held)]
    landed: dict[Key, bool] = {}
    for statement, group, more in (
        (GO_ON, staying, {"step_deadline": [c.step_deadline for c in staying], "lease": LEASE} | progress(staying)),
        (GIVE_BACK, back, {"state": [given_back_as(c).value for c in back]} | progress(back)),
        (LEAVE, leaving, {}),
    ):
        if group:
            rows = cursor.execute(statement, fences(group) | more).fetchall()
            landed |= {(run_id, branch, fence): is_cancelled for run_id, branch, fence, is_cancelled in rows}
    return landed


def progress(group: Iterable[Checkpoint]) -> dict[str, Any]:
    """Return, as a column, which branches got further: an attempt ended."""
    return {"progressed": [any(record.finished_at for record in checkpoint.records) for checkpoint in group]}


def given_back_as(checkpoint: Checkpoint) -> ItemState:
    """Return the state of a work item whose lease is given back."""
    return ItemState.QUARANTINED if isinstance(checkpoint.ending, Held) else ItemState.READY


def fences(group: Iterable[Checkpoint]) -> dict[str, Any]:
    """Return the keys and fences of the branches as columns."""
    claims = [checkpoint.lease.claimed for checkpoint in group]
    return {
        "run_id": [claim.run_id for claim in claims],
        "branch": [claim.branch for claim in claims],
        "fence": [claim.fence for claim in claims],
    }


def final_ending(checkpoint: Checkpoint, is_cancelled: bool) -> Any:
    """Return how the branch ends: a run that is to be cancelled is, whatever its last step did."""
    from workflows.engine.record import CancelledEnd

    leaves = isinstance(checkpoint.ending, Finished | Parked)
    return CancelledEnd() if is_cancelled and leaves else checkpoint.ending


def write_steps(cursor: Any, kept: Sequence[Checkpoint]) -> None:
    """Write the attempts of all branches in one statement."""
    pairs = [(checkpoint.lease.claimed, record) for checkpoint in kept for record in checkpoint.records]
    if not pairs:
        return
    records = [record for _, record in pairs]
    columns: dict[str, Any] = {name: [getattr(record, name) for record in records] for name in RECORD_COLUMNS}
    columns |= {name: [read(record) for record in records] for name, read in RECORD_TEXTS.items()}
    columns |= {name: [getattr(claim, name) for claim, _ in pairs] for name in CLAIM_COLUMNS}
    cursor.execute(RECORD_STEPS, columns)


def json_text(value: Any) -> str | None:
    """Return JSON text; None stays SQL's null."""
    return None if value is None else orjson.dumps(value, default=str).decode()


CLAIM_COLUMNS = ("retention", "run_id", "tenant_id", "fence")
RECORD_COLUMNS = ("id", "step", "type", "attempt", "effect", "started_at", "finished_at")
RECORD_TEXTS: dict[str, Callable[[Any], str | None]] = {
    "iteration": lambda record: "{" + ",".join(map(str, record.iteration)) + "}",
    "status": lambda record: record.status.value,
    "input": lambda record: json_text(record.input),
    "output": lambda record: json_text(record.output),
    "error": lambda record: json_text(record.error),
}


def move_runs(cursor: Any, kept: Sequence[Checkpoint], ends: dict[Key, Any]) -> None:
    """Write the status of every run that has a new one."""
    moves = [(c, move) for c in kept if (move := run_move(c, ends[c.lease.key])) is not None]
    if not moves:
        return
    columns: dict[str, list[Any]] = {
        "retention": [c.lease.claimed.retention for c, _ in moves],
        "id": [c.lease.claimed.run_id for c, _ in moves],
        "at": [c.at for c, _ in moves],
    }
    names = ("status", "output", "error", "held_reason")
    cursor.execute(MOVE_RUNS, columns | {name: [move[i] for _, move in moves] for i, name in enumerate(names)})
    for checkpoint, _ in moves:
        if breaks_off(ends[checkpoint.lease.key]):
            claim = checkpoint.lease.claimed
            cursor.execute(CANCEL_STEPS, {"retention": claim.retention, "run_id": claim.run_id})


def breaks_off(ending: Any) -> bool:
    """Return whether the run ends in the middle: a walk that comes to its own end leaves no step open."""
    from workflows.engine.record import CancelledEnd

    failure = ending.failure if isinstance(ending, Finished) else None
    return isinstance(ending, CancelledEnd) or (failure is not None and failure.code == ENGINE_ERROR)


def run_move(checkpoint: Checkpoint, ending: Any) -> tuple[str, str | None, str | None, str | None] | None:
    """Return the run's new (status, output, error, held_reason), None when it keeps its own."""
    from workflows.engine.record import CancelledEnd, Yielded

    match ending:
        case Finished(status=status, output=output, failure=failure):
            return status.value, json_text(output), json_text(failure.as_dict() if failure else None), None
        case Parked():
            return RunStatus.WAITING.value, None, None, None
        case Held(reason=reason):
            return RunStatus.HELD.value, None, None, reason
        case CancelledEnd():
            return RunStatus.CANCELLED.value, None, None, None
        case None | Yielded():
            return None if checkpoint.lease.is_running else (RunStatus.RUNNING.value, None, None, None)
    raise AssertionError(ending)


def write_waits(cursor: Any, kept: Sequence[Checkpoint], ends: dict[Key, Any]) -> None:
    """Write a row for every branch that begins to wait."""
    parked = [c for c in kept if isinstance(ends[c.lease.key], Parked)]
    if not parked:
        return
    claims = [c.lease.claimed for c in parked]
    names = ("run_id", "branch", "retention", "tenant_id", "priority", "fence")
    columns: dict[str, list[Any]] = {name: [getattr(claim, name) for claim in claims] for name in names}
    columns["kind"] = [ends[c.lease.key].kind.value for c in parked]
    columns["wake_at"] = [ends[c.lease.key].wake_at for c in parked]
    cursor.execute(WAIT, columns)
