"""One walk through a document: from what is recorded to the next thing to do.

The walk is a generator without clock, network or database. It yields commands and is sent their outcomes; it returns
how the branch ends. Started again with what was recorded, it takes the same way to the same place: that is how a run
goes on after a crash, a wait or in a repaired version.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from workflows.definition import ActionStep, Definition, Step, StopStep
from workflows.expressions import Compiled, ExpressionError, Moment
from workflows.lifecycle.history import History, StepRecord
from workflows.lifecycle.outcome import Breathe, Command, Ending, Failure, Finished, Iteration, Outcome, Place
from workflows.lifecycle.scope import Scope
from workflows.lifecycle.states import SETTLED_STEP, RunStatus, StepStatus

MAX_STEP_RUNS = 50_000
RECORDS_PER_CHECKPOINT = 200
SHORTEST_TIME = timedelta(microseconds=1)

Flow = Generator[Command, Outcome, Any]


class StepFailed(Exception):
    """A step failed for good."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


class Stopped(Exception):
    """A `stop` step ends the run."""

    def __init__(self, ending: Finished) -> None:
        super().__init__(ending.status)
        self.ending = ending


class Suspended(Exception):
    """The branch cannot go on now."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(type(ending).__name__)
        self.ending = ending


@dataclass(frozen=True, slots=True)
class Tools:
    """What the walk needs from outside: the time, new ids and chance (a number in [0, 1))."""

    now: Callable[[], datetime]
    new_id: Callable[[], UUID]
    chance: Callable[[], float]


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What every expression of the run may see, and when its time is over."""

    id: str
    names: Mapping[str, Any]
    deadline: datetime | None = None


class Walk:
    """The walk of one branch; `journal` holds what is recorded and not yet safe."""

    def __init__(self, definition: Definition, facts: RunFacts, history: History, tools: Tools) -> None:
        self.definition = definition
        self.facts = facts
        self.history = history
        self.tools = tools
        self.journal: dict[tuple[str, Iteration, int], StepRecord] = {}
        self.unended = {record.key: record for record in history.unended()}
        self.recorded = history.size
        self.latest = history.latest

    def run(self) -> Generator[Command, Outcome, Ending]:
        """Walk to the branch's end. Yields commands; returns how it ended."""
        scope = Scope(self.facts.names, {})
        try:
            yield from self.through(self.definition.steps, scope, ())
            return self.succeeded(scope)
        except (Stopped, Suspended) as ended:
            return self.leave(ended.ending)
        except StepFailed as failed:
            return self.leave(Finished(RunStatus.FAILED, failure=failed.failure))

    def succeeded(self, scope: Scope) -> Finished:
        """Return the good end with the run's output."""
        output = self.definition.output
        value = None if output is None else self.value(output, scope, Place(""), self.tools.now())
        return Finished(RunStatus.SUCCEEDED, output=value)

    def leave(self, ending: Ending) -> Ending:
        """Return the ending; where it ends the run, what was begun and not ended gets its end."""
        if not isinstance(ending, Finished):
            return ending
        for record in list(self.unended.values()):
            record.error = ending.failure.as_dict() if ending.failure else None
            self.close(record, left_as(record, ending), None)
        return ending

    def through(self, steps: Sequence[Step], scope: Scope, iteration: Iteration) -> Flow:
        """Walk a list of steps; returns the output of the last one that ran, None if none did."""
        result = None
        for step in steps:
            output, ran = yield from self.one(step, scope, Place(step.id, iteration))
            scope.steps[step.id] = output
            result = output if ran else result
        return result

    def one(self, step: Step, scope: Scope, place: Place) -> Flow:
        """Walk one step; returns its output and whether it ran."""
        known = self.history.last(place)
        if known is not None and known.status in SETTLED_STEP and not is_end(step, known):
            return known.output, known.status is StepStatus.SUCCEEDED
        if len(self.journal) >= RECORDS_PER_CHECKPOINT:
            yield Breathe()
        self.check_time()
        try:
            if known is not None and known.status is StepStatus.FAILED and not isinstance(step, ActionStep):
                raise StepFailed(Failure.from_dict(known.error or {}))
            if not self.wanted(step, scope, place):
                return None, False
            output = yield from self.perform(step, scope, place)
            return output, True
        except StepFailed as failed:
            if step.on_error != "continue":
                raise
            return {"error": failed.failure.as_dict()}, True

    def perform(self, step: Step, scope: Scope, place: Place) -> Flow:
        """Walk the step by its kind; returns its output."""
        from workflows.lifecycle.kinds import KINDS

        return KINDS[type(step)](self, step, scope, place)

    def wanted(self, step: Step, scope: Scope, place: Place) -> bool:
        """Return whether the step's `when` lets it run; records it as skipped if not."""
        if step.when is None or self.history.last(place) is not None:
            return True
        try:
            if self.value(step.when, scope, place, self.now()):
                return True
        except StepFailed as failed:
            self.fail(self.open(step, place), failed.failure)
            raise
        self.close(self.open(step, place), StepStatus.SKIPPED, None)
        return False

    def value(self, compiled: Compiled, scope: Scope, place: Place, instant: datetime) -> Any:
        """Return what the expression gives at this place. Raises StepFailed."""
        try:
            return compiled.evaluate(scope.names, Moment(instant, f"{self.facts.id}/{place}"))
        except ExpressionError as error:
            raise StepFailed(as_failure(error, place)) from error

    def check_time(self) -> None:
        """Raise Suspended, ending the run, when the run's time is over: no `try` may catch that."""
        if self.facts.deadline is not None and self.tools.now() >= self.facts.deadline:
            message = "The run took longer than its time limit allows."
            hint = "Raise settings.timeout_seconds, or make the slow steps quicker."
            failure = Failure(code="run_timeout", message=message, hint=hint, pointer="/settings/timeout_seconds")
            raise Suspended(Finished(RunStatus.FAILED, failure=failure))

    def wake_by(self, instant: datetime) -> datetime:
        """Return when to look again: at the instant, or when the run's time is over."""
        deadline = self.facts.deadline
        return instant if deadline is None else min(instant, deadline + timedelta(milliseconds=1))

    def now(self) -> datetime:
        """Return the time for a record: later than all before it, also where another machine's clock made those."""
        now = self.tools.now()
        self.latest = now if self.latest is None or now > self.latest else self.latest + SHORTEST_TIME
        return self.latest

    # --- records -----------------------------------------------------------------------------------------------------

    def open(
        self, step: Step, place: Place, *, attempt: int = 1, status: StepStatus = StepStatus.RUNNING
    ) -> StepRecord:
        """Return the record of this attempt, begun now unless it was recorded before."""
        known = self.history.last(place)
        if known is not None and known.attempt == attempt:
            return known
        self.recorded += 1
        if self.recorded > MAX_STEP_RUNS:
            message = f"The run has more than {MAX_STEP_RUNS:,} step runs."
            raise Suspended(Finished(RunStatus.FAILED, failure=Failure("too_many_step_runs", message).at(place)))
        record = StepRecord(self.tools.new_id(), step.id, step.type, place.iteration, attempt, status, self.now())
        self.unended[record.key] = record
        return self.keep(record)

    def keep(self, record: StepRecord) -> StepRecord:
        """Put the record, new or changed, among those to make safe; returns it."""
        self.journal[record.key] = record
        return record

    def close(self, record: StepRecord, status: StepStatus, output: Any) -> None:
        """Record how the attempt ended."""
        record.status, record.output, record.finished_at = status, output, self.now()
        self.unended.pop(record.key, None)
        self.keep(record)

    def fail(self, record: StepRecord, failure: Failure) -> None:
        """Record that the attempt failed."""
        record.error = failure.as_dict()
        self.close(record, StepStatus.FAILED, None)

    def drain(self) -> list[StepRecord]:
        """Return what is to be made safe and forget that it is: the caller now sees to it."""
        records = list(self.journal.values())
        self.journal.clear()
        return records


def is_end(step: Step, known: StepRecord) -> bool:
    """Return whether the step ended the run: then it does so again, after what `finally` still has to do."""
    return isinstance(step, StopStep) and known.status is StepStatus.SUCCEEDED


def left_as(record: StepRecord, ending: Finished) -> StepStatus:
    """Return how an attempt ends with its run: a block around a `stop` is done, an effect may have happened."""
    if ending.status is RunStatus.SUCCEEDED:
        return StepStatus.SUCCEEDED
    return StepStatus.CANCELLED if record.effect is None else StepStatus.UNKNOWN


def as_failure(error: ExpressionError, place: Place) -> Failure:
    """Return the failure of an expression at its place."""
    return Failure(
        code=error.code,
        message=error.message,
        hint=error.hint,
        pointer=error.pointer,
        line=error.line,
        column=error.column,
    ).at(place)
