"""What was done becomes safe here: one writer in each process flushes all checkpoints that wait in one transaction.

A branch hands in a checkpoint and waits for the answer: *landed*, or *lease lost*. While one flush is under way the
next ones gather, so that commits are shared by concurrent runs and each step is durable all the same.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import psycopg

from workflows.engine.database import AWAY, transaction
from workflows.engine.faults import reach
from workflows.engine.flush import flush
from workflows.engine.lease import Lease
from workflows.lifecycle.history import StepRecord
from workflows.lifecycle.outcome import Ending

log = logging.getLogger(__name__)

MOST_AT_ONCE = 100
PATIENCE_SECONDS = 25.0


class Answer(StrEnum):
    """What became of a checkpoint."""

    LANDED = "landed"
    CANCELLED = "cancelled"  # it landed, and the run is to end
    LEASE_LOST = "lease_lost"  # nothing was written: another worker has the branch


@dataclass(frozen=True, slots=True)
class Yielded:
    """The branch makes room and goes back to the queue."""


@dataclass(frozen=True, slots=True)
class CancelledEnd:
    """The run ends because a person cancelled it."""


@dataclass(slots=True, eq=False)
class Checkpoint:
    """What one branch wants to be safe, and how it goes on: with the next step (None) or with an ending."""

    lease: Lease
    records: Sequence[StepRecord]
    at: datetime
    ending: Ending | Yielded | CancelledEnd | None = None
    step_deadline: datetime | None = None
    answer: "Future[Answer]" = field(default_factory=Future)


class Recorder:
    """The one writer of a process."""

    def __init__(self) -> None:
        self.waiting: queue.SimpleQueue[Checkpoint | None] = queue.SimpleQueue()
        self.thread = threading.Thread(target=self.write, name="recorder", daemon=True)
        self.thread.start()

    def record(self, checkpoint: Checkpoint) -> Answer:
        """Return what became of the checkpoint, after its commit."""
        self.waiting.put(checkpoint)
        return checkpoint.answer.result()

    def stop(self) -> None:
        """Flush what waits and end the writer."""
        self.waiting.put(None)
        self.thread.join(timeout=10)

    def write(self) -> None:
        """Flush all that waits, again and again."""
        while (first := self.waiting.get()) is not None:
            batch = [first]
            while len(batch) < MOST_AT_ONCE and not self.waiting.empty():
                more = self.waiting.get()
                if more is None:
                    land(batch)
                    return
                batch.append(more)
            land(batch)


def land(batch: Sequence[Checkpoint]) -> None:
    """Flush the checkpoints and answer each; one that cannot be written does not spoil the others."""
    try:
        answers = patiently(lambda: flush_once(batch))
    except Exception as error:
        if len(batch) > 1 and not is_away(error):
            for checkpoint in batch:
                land([checkpoint])
            return
        log.exception("checkpoints refused", extra={"runs": [str(c.lease.claimed.run_id) for c in batch]})
        for checkpoint in batch:
            checkpoint.answer.set_exception(error)
        return
    for checkpoint, answer in zip(batch, answers, strict=True):
        # Not earlier: before the commit nobody knows that the run's row says so.
        checkpoint.lease.is_running = answer is not Answer.LEASE_LOST and checkpoint.ending is None
        checkpoint.answer.set_result(answer)


def is_away(error: Exception) -> bool:
    """Return whether the database is away. One that needs too long is not: a single checkpoint may be too much."""
    return isinstance(error, AWAY) and not isinstance(error, psycopg.errors.QueryCanceled)


def flush_once(batch: Sequence[Checkpoint]) -> list[Answer]:
    """Return the answers of one transaction."""
    with transaction() as cursor:
        answers = flush(cursor, batch)
        reach("record.before_commit")
    reach("record.after_commit")
    return answers


def patiently(act: Callable[[], list[Answer]]) -> list[Answer]:
    """Return what `act` gives, trying again while the database is away and the leases may still hold.

    A commit whose answer got lost is simply tried again: branches that went on have the same fence and rows, those
    that left are found gone, which their holder takes for a lost lease and drops.
    """
    give_up = time.monotonic() + PATIENCE_SECONDS
    pause = 0.05
    while True:
        try:
            return act()
        except AWAY as error:
            if time.monotonic() > give_up or not is_away(error):
                raise
            log.warning("checkpoint tried again", extra={"cause": str(error)[:200]})
            time.sleep(pause)
            pause = min(pause * 2, 1.0)
