"""A run without clock, network or database: the walk is driven by hand, and may be cut off anywhere.

`Stage` keeps what is safe the way the database does: as JSON, a drain all or nothing, a settled record for good.
"""

import json
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from workflows.contract import Action, Effect
from workflows.definition import Definition, parse
from workflows.lifecycle.history import History, StepRecord
from workflows.lifecycle.outcome import (
    Done,
    Ending,
    Errored,
    Failure,
    Finished,
    Held,
    Outcome,
    Parked,
    Perform,
)
from workflows.lifecycle.states import SETTLED_STEP, StepStatus, move
from workflows.lifecycle.walk import RunFacts, Tools, Walk

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
RUN_ID = "0191d3a0-0000-7000-8000-000000000001"

DO = Action(
    key="test.do",
    title="Do something",
    description="Has the effect that its inputs name.",
    fields={"type": "object"},
    effect=Effect.IDEMPOTENT,
    effect_of=lambda inputs: Effect(inputs.get("effect", "idempotent")),
    run=lambda inputs, context: None,
)


class OneAction:
    """A catalog with one action."""

    def action(self, key: str, /) -> Action | None:
        return DO if key == DO.key else None

    def action_types(self) -> Collection[str]:
        return (DO.key,)


def define(steps: Sequence[Mapping[str, Any]], **more: Any) -> Definition:
    """Return the parsed document with these steps."""
    return parse({"schema": 1, "name": "Test", "steps": list(steps), **more}, OneAction())


def set_(name: str, /, **values: Any) -> dict[str, Any]:
    return {"id": name, "type": "set", "with": values}


def do(name: str, /, **values: Any) -> dict[str, Any]:
    return {"id": name, "type": "test.do", "with": values, "retry": {"attempts": 3, "delay_seconds": 10}}


def if_(name: str, condition: Any, then: Sequence[Any], otherwise: Sequence[Any] = ()) -> dict[str, Any]:
    step = {"id": name, "type": "if", "with": {"condition": condition}, "then": list(then)}
    return step | ({"else": list(otherwise)} if otherwise else {})


def each(name: str, items: Any, steps: Sequence[Any], **options: Any) -> dict[str, Any]:
    return {"id": name, "type": "for_each", "with": {"items": items} | options, "steps": list(steps)}


def try_(name: str, steps: Sequence[Any], catch: Sequence[Any] = (), finally_: Sequence[Any] = ()) -> dict[str, Any]:
    step = {"id": name, "type": "try", "steps": list(steps)}
    step |= {"catch": list(catch)} if catch else {}
    return step | ({"finally": list(finally_)} if finally_ else {})


def wait_(name: str, **options: Any) -> dict[str, Any]:
    return {"id": name, "type": "wait", "with": options}


def stop_(name: str, **options: Any) -> dict[str, Any]:
    return {"id": name, "type": "stop", "with": options}


def answer(command: Perform) -> Outcome:
    """Fail in the first `fails` attempts, for good if `refused`; else give the inputs back."""
    if command.attempt <= command.inputs.get("fails", 0):
        return Errored(Failure("busy", "Come again.", retryable=True, after=command.inputs.get("after")))
    if command.inputs.get("refused"):
        return Errored(Failure("refused", "No."))
    return Done({"said": command.inputs.get("say"), "attempt": command.attempt})


class Crash(BaseException):
    """The process dies."""


class Stage:
    """One run: what is safe, the clock, and every effect that was performed."""

    def __init__(self, definition: Definition, inputs: Any = None, **options: Any) -> None:
        self.definition = definition
        self.names = {"inputs": inputs or {}, "trigger": {}, "vars": {}, "run": {"id": RUN_ID}}
        self.answer: Callable[[Perform], Outcome] = options.get("answer", answer)
        self.deadline: datetime | None = options.get("deadline")
        self.chance: float = options.get("chance", 0.0)
        self.dies_at: Collection[int] = options.get("dies_at", ())
        self.clock = NOON
        self.numbers = count(1)
        self.points = count()
        self.safe: dict[tuple[Any, ...], str] = {}
        self.performed: list[Perform] = []
        self.parked: list[Parked] = []
        self.drains: list[int] = []
        for record in options.get("kept", ()):
            self.safe[record.key] = to_json(record)

    # --- the engine's part -------------------------------------------------------------------------------------------

    def walk(self) -> Walk:
        """Return a walk from what is safe."""
        tools = Tools(now=lambda: self.clock, new_id=lambda: UUID(int=next(self.numbers)), chance=lambda: self.chance)
        facts = RunFacts(id=RUN_ID, names=self.names, deadline=self.deadline)
        return Walk(self.definition, facts, History(self.records()), tools)

    def advance(self) -> Ending:
        """Follow one walk to its ending, or die on the way."""
        walk = self.walk()
        flow, outcome = walk.run(), None
        while True:
            try:
                command = flow.send(outcome)
            except StopIteration as stopped:
                self.land(walk.drain())
                return stopped.value
            self.land(walk.drain())
            outcome = self.perform(command) if isinstance(command, Perform) else None

    def play(self, ends: type[Ending] = Finished) -> Any:
        """Return how the run ends: walk again after each death, and after each wait when its time has come."""
        for _ in range(1_000):
            try:
                ending = self.advance()
            except Crash:
                self.clock += timedelta(seconds=1)
                continue
            if not isinstance(ending, Parked) or ends is Parked:
                assert isinstance(ending, ends), ending
                return ending
            self.parked.append(ending)
            self.clock = max(self.clock, ending.wake_at)
        raise AssertionError("the run never ends")

    def may_die(self) -> None:
        if next(self.points) in self.dies_at:
            raise Crash

    def perform(self, command: Perform) -> Outcome:
        """Perform the effect; never one that is recorded as done."""
        self.may_die()
        known = self.last(command.place.step, command.place.iteration)
        assert known is not None and known.status is StepStatus.RUNNING, "an effect began before it was recorded"
        assert (known.attempt, known.input) == (command.attempt, command.inputs)
        self.performed.append(command)
        outcome = self.answer(command)
        self.may_die()
        return outcome

    def land(self, records: Sequence[StepRecord]) -> None:
        """Make a drain safe, all of it or nothing."""
        self.may_die()
        for record in records:
            self.check_move(record)
        self.drains.append(len(records))
        self.safe |= {record.key: to_json(record) for record in records}

    def check_move(self, record: StepRecord) -> None:
        """Assert that the database would take the record: every move is in the tables, an end stays."""
        old = from_json(self.safe[record.key]) if record.key in self.safe else None
        assert old is None or (old.status not in SETTLED_STEP and old.id == record.id)
        before = old.status if old else StepStatus.READY
        if before is not record.status:
            move(before, record.status)
        assert (record.finished_at is None) == (record.status in (StepStatus.RUNNING, StepStatus.WAITING))

    # --- what can be seen --------------------------------------------------------------------------------------------

    def records(self) -> list[StepRecord]:
        return [from_json(text) for text in self.safe.values()]

    def last(self, step: str, iteration: Sequence[int] = ()) -> StepRecord | None:
        there = [r for r in self.records() if r.step == step and r.iteration == tuple(iteration) and r.attempt]
        return max(there, key=lambda record: record.attempt, default=None)

    def statuses(self) -> list[tuple[str, str]]:
        """Return (place, status) of every attempt, in the order of their beginnings."""
        rows = sorted((r for r in self.records() if r.attempt), key=lambda record: record.started_at)
        return [(place_of(row), row.status.value) for row in rows]

    def effects(self) -> Counter[str]:
        """Return how often the effect of each place was performed."""
        return Counter(f"{command.place}#{command.attempt}" for command in self.performed)


def place_of(record: StepRecord) -> str:
    number = f"#{record.attempt}" if record.attempt > 1 else ""
    return record.step + (str(list(record.iteration)) if record.iteration else "") + number


def to_json(record: StepRecord) -> str:
    """Return what the database keeps of a record."""
    return json.dumps({name: getattr(record, name) for name in StepRecord.__slots__}, default=str, allow_nan=False)


def from_json(text: str) -> StepRecord:
    """Return the record as it is read again."""
    data = json.loads(text)
    for name in ("started_at", "finished_at"):
        data[name] = datetime.fromisoformat(data[name]) if data[name] else None
    data |= {"id": UUID(data["id"]), "iteration": tuple(data["iteration"]), "status": StepStatus(data["status"])}
    return StepRecord(**data)


def play(steps: Sequence[Mapping[str, Any]], inputs: Any = None, *, output: Any = None, **options: Any) -> Finished:
    """Return the end of a new run of these steps."""
    more = {} if output is None else {"output": output}
    return Stage(define(steps, **more), inputs, **options).play()


def output_of(steps: Sequence[Mapping[str, Any]], output: Any, inputs: Any = None) -> Any:
    """Return the run's output; fails the test if the run does."""
    ending = play(steps, inputs, output=output)
    assert ending.failure is None, ending.failure
    return ending.output


def failure_of(steps: Sequence[Mapping[str, Any]], inputs: Any = None, **options: Any) -> Failure:
    """Return why the run failed; fails the test if it did not."""
    ending = play(steps, inputs, **options)
    assert ending.failure is not None, ending
    return ending.failure


def held(stage: Stage) -> Held:
    """Return the ending of a run that a person must look at."""
    ending: Held = stage.play(Held)
    return ending
