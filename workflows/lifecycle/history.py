"""What a run has recorded: one record per attempt of a step at its place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from workflows.lifecycle.outcome import Iteration, Place
from workflows.lifecycle.states import StepStatus

# The record of one whole iteration of a loop is kept as attempt 0 of the loop's step.
ITERATION = 0


@dataclass(slots=True, eq=False)
class StepRecord:
    """One attempt of a step: what went in, what came out."""

    id: UUID
    step: str
    type: str
    iteration: Iteration
    attempt: int
    status: StepStatus
    started_at: datetime
    finished_at: datetime | None = None
    input: Any = None
    output: Any = None
    error: dict[str, Any] | None = None
    effect: str | None = None

    @property
    def key(self) -> tuple[str, Iteration, int]:
        return self.step, self.iteration, self.attempt


class History:
    """The records of one run, found by place; attempts of a place are in order.

    `size` counts the attempts, `latest` is the last instant recorded.
    """

    def __init__(self, records: Iterable[StepRecord] = ()) -> None:
        self.by_place: dict[tuple[str, Iteration], list[StepRecord]] = {}
        self.size = 0
        self.latest: datetime | None = None
        for record in sorted(records, key=lambda record: record.attempt):
            self.by_place.setdefault((record.step, record.iteration), []).append(record)
            self.size += record.attempt != ITERATION
            self.latest = max(filter(None, (self.latest, record.started_at, record.finished_at)))

    def attempts(self, place: Place) -> list[StepRecord]:
        """Return the attempts at `place`, the oldest first."""
        known = self.by_place.get((place.step, place.iteration), ())
        return [record for record in known if record.attempt != ITERATION]

    def unended(self) -> list[StepRecord]:
        """Return the attempts that were begun and have no end."""
        records = (record for known in self.by_place.values() for record in known)
        return [record for record in records if record.finished_at is None]

    def last(self, place: Place) -> StepRecord | None:
        """Return the newest attempt at `place`."""
        attempts = self.attempts(place)
        return attempts[-1] if attempts else None

    def iteration(self, place: Place) -> StepRecord | None:
        """Return the record of a loop's whole iteration, if it ended."""
        known = self.by_place.get((place.step, place.iteration), ())
        return next((record for record in known if record.attempt == ITERATION), None)
