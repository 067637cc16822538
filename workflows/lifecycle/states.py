"""The states of runs, step runs and work items, and the only moves between them."""

from collections.abc import Collection
from enum import StrEnum
from typing import TypeVar


class RunStatus(StrEnum):
    """Where a run stands."""

    QUEUED = "queued"
    RUNNING = "running"
    WAITING = "waiting"
    HELD = "held"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class StepStatus(StrEnum):
    """Where one attempt of a step stands."""

    READY = "ready"
    RUNNING = "running"
    WAITING = "waiting"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class ItemState(StrEnum):
    """Where a work item, one live branch of a run, stands in the queue."""

    READY = "ready"
    DISPATCHED = "dispatched"
    LEASED = "leased"
    QUARANTINED = "quarantined"


R, S, W = RunStatus, StepStatus, ItemState
State = TypeVar("State", RunStatus, StepStatus, ItemState)

RUN_MOVES: dict[tuple[RunStatus, RunStatus], str] = {
    (R.QUEUED, R.RUNNING): "a worker takes the first step",
    (R.QUEUED, R.SUCCEEDED): "a short run ends within its first checkpoint",
    (R.QUEUED, R.FAILED): "a short run fails within its first checkpoint, or its time is over",
    (R.QUEUED, R.CANCELLED): "cancelled before it began",
    (R.QUEUED, R.WAITING): "the first step waits",
    (R.QUEUED, R.HELD): "the work killed its workers before the first checkpoint",
    (R.RUNNING, R.WAITING): "a step waits, or a retry is due later",
    (R.RUNNING, R.HELD): "an unclear effect, or work that killed its workers: a person decides",
    (R.RUNNING, R.SUCCEEDED): "the last step ended",
    (R.RUNNING, R.FAILED): "a step failed for good, or the run's time is over",
    (R.RUNNING, R.CANCELLED): "cancelled; a running step is stopped or fenced",
    (R.WAITING, R.RUNNING): "the wait is over",
    (R.WAITING, R.SUCCEEDED): "the wait is over and the rest fits in one checkpoint",
    (R.WAITING, R.FAILED): "the wait is over and the rest fails, or the run's time is over",
    (R.WAITING, R.HELD): "an unclear effect after a wait",
    (R.WAITING, R.CANCELLED): "cancelled while it waited",
    (R.HELD, R.RUNNING): "released by a person",
    (R.HELD, R.FAILED): "given up by a person",
    (R.HELD, R.CANCELLED): "cancelled while it was held",
}

STEP_MOVES: dict[tuple[StepStatus, StepStatus], str] = {
    (S.READY, S.RUNNING): "its worker starts it",
    (S.READY, S.SKIPPED): "its `when` is not true",
    (S.READY, S.WAITING): "it begins to wait",
    (S.READY, S.SUCCEEDED): "a step without effect ends within one checkpoint",
    (S.READY, S.FAILED): "a step without effect fails within one checkpoint",
    (S.READY, S.CANCELLED): "its run was cancelled",
    (S.RUNNING, S.SUCCEEDED): "it gave its output",
    (S.RUNNING, S.FAILED): "it gave an error",
    (S.RUNNING, S.WAITING): "a block inside it waits",
    (S.RUNNING, S.UNKNOWN): "its effect may have happened, and it is not repeated unasked",
    (S.RUNNING, S.CANCELLED): "its run was cancelled or is over",
    (S.WAITING, S.SUCCEEDED): "what it waited for came",
    (S.WAITING, S.FAILED): "what it waited for did not come in time",
    (S.WAITING, S.CANCELLED): "its run was cancelled or is over",
    (S.UNKNOWN, S.SUCCEEDED): "a person says that the effect happened",
    (S.UNKNOWN, S.FAILED): "a person says that it failed",
    (S.UNKNOWN, S.CANCELLED): "its run was cancelled",
}

ITEM_MOVES: dict[tuple[ItemState, ItemState], str] = {
    (W.READY, W.DISPATCHED): "limits and fairness allow it; a nudge follows the commit",
    (W.DISPATCHED, W.LEASED): "a worker claims it; the fence rises",
    (W.DISPATCHED, W.READY): "nobody claimed it in 15 s: the nudge was lost",
    (W.LEASED, W.READY): "yielded for fairness or shutdown, or the lease ran out",
    (W.LEASED, W.QUARANTINED): "five crashes without progress, or an unclear effect",
    (W.QUARANTINED, W.READY): "released by a person",
}

FINAL_RUN = frozenset({R.SUCCEEDED, R.FAILED, R.CANCELLED})
LIVE_RUN = frozenset(R) - FINAL_RUN
SETTLED_STEP = frozenset({S.SUCCEEDED, S.SKIPPED})
MOVES: dict[type[StrEnum], Collection[tuple[StrEnum, StrEnum]]] = {
    RunStatus: RUN_MOVES,
    StepStatus: STEP_MOVES,
    ItemState: ITEM_MOVES,
}


class IllegalMove(Exception):
    """The state may not follow the one before it."""


def move(old: State, new: State) -> State:
    """Return `new` if it may follow `old`. Raises IllegalMove."""
    if (old, new) not in MOVES[type(old)]:
        raise IllegalMove(f"{type(old).__name__}: {old} → {new}")
    return new


def before(new: RunStatus) -> list[RunStatus]:
    """Return the states from which a run may move to `new`: the condition that every write of it carries."""
    return [old for old, end in RUN_MOVES if end is new]
