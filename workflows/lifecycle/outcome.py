"""What a walk asks for, what it is answered, and how it ends: all of it plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from workflows.contract import Effect
from workflows.definition import ActionStep
from workflows.lifecycle.states import RunStatus

Iteration = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a run: a step's id and the numbers of the loops around it, outermost first."""

    step: str
    iteration: Iteration = ()

    def __str__(self) -> str:
        return f"{self.step}[{','.join(map(str, self.iteration))}]" if self.iteration else self.step


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a step failed, as data that any later version can read."""

    code: str
    message: str
    hint: str = ""
    pointer: str = ""
    step: str = ""
    iteration: Iteration = ()
    line: int | None = None
    column: int | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    retryable: bool = False
    after: float | None = None

    def at(self, place: Place) -> "Failure":
        """Return this failure with the place where it happened, unless it has one."""
        return self if self.step else replace(self, step=place.step, iteration=place.iteration)

    def as_dict(self) -> dict[str, Any]:
        """Return JSON; empty facts are left out."""
        optional = {"details": dict(self.details), "iteration": list(self.iteration), "after": self.after}
        optional |= {"line": self.line, "column": self.column, "retryable": self.retryable}
        must = {"code": self.code, "message": self.message, "step": self.step or None}
        must |= {"pointer": self.pointer or None, "hint": self.hint or None}
        return must | {name: value for name, value in optional.items() if value}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Failure":
        """Return the failure that `as_dict` stored."""
        known = {name: data[name] for name in cls.__dataclass_fields__ if data.get(name) is not None}
        known["iteration"] = tuple(known.get("iteration", ()))
        return cls(**known)


@dataclass(frozen=True, slots=True)
class Perform:
    """Asks to perform one attempt of an action, after everything recorded so far is safe."""

    step: ActionStep
    place: Place
    attempt: int
    inputs: Mapping[str, Any]
    effect: Effect


@dataclass(frozen=True, slots=True)
class Breathe:
    """Asks to make everything recorded so far safe; nothing else is wanted."""


@dataclass(frozen=True, slots=True)
class Done:
    """The action gave its output."""

    output: Any = None


@dataclass(frozen=True, slots=True)
class Errored:
    """The action failed; `unclear` when its effect may have happened all the same."""

    failure: Failure
    unclear: bool = False


class WaitKind(StrEnum):
    """What a parked branch waits for."""

    DELAY = "delay"
    RETRY = "retry"


@dataclass(frozen=True, slots=True)
class Finished:
    """The run ends."""

    status: RunStatus
    output: Any = None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Parked:
    """The branch waits; nothing of it stays in memory."""

    kind: WaitKind
    wake_at: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """A person must decide before the run goes on."""

    reason: str


Command = Perform | Breathe
Outcome = Done | Errored
Ending = Finished | Parked | Held
