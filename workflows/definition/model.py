"""The document as frozen values: what the engine walks. Nothing here is made without `parse`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from workflows.contract import Action
from workflows.expressions import Compiled

Json: TypeAlias = Any


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how far apart a failed step is tried; `attempts` counts the first try too."""

    attempts: int = 3
    delay_seconds: float = 2.0
    backoff: Literal["fixed", "exponential"] = "exponential"
    max_delay_seconds: float = 300.0
    jitter: bool = True


@dataclass(frozen=True, slots=True)
class Concurrency:
    """At most `limit` runs at once for each value of `key` (for the whole workflow without one)."""

    limit: int
    key: Compiled | None = None
    when_full: Literal["queue", "skip", "cancel_oldest"] = "queue"


@dataclass(frozen=True, slots=True)
class Settings:
    timeout_seconds: float | None = None
    concurrency: Concurrency | None = None
    priority: int = 5
    debounce_seconds: float = 0
    retention_days: int = 30


@dataclass(frozen=True, slots=True)
class Trigger:
    """A way to start: `options` is the document's `with`, `inputs` a mapping over `trigger`."""

    id: str
    type: str
    options: Mapping[str, Json]
    inputs: Compiled | None = None
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class StepBase:
    """What every step has."""

    id: str
    type: str
    name: str
    pointer: str
    note: str = ""
    when: Compiled | None = None
    on_error: Literal["fail", "continue"] = "fail"
    timeout_seconds: float | None = None
    retry: RetryPolicy = field(default_factory=RetryPolicy)
    sensitive: bool = False
    compensate: tuple[Step, ...] = ()
    sample: Json = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionStep(StepBase):
    action: Action
    params: Compiled
    connection: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetStep(StepBase):
    params: Compiled


@dataclass(frozen=True, slots=True, kw_only=True)
class IfStep(StepBase):
    condition: Compiled
    then: tuple[Step, ...] = ()
    otherwise: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One way of a switch: taken when its value equals the switch's, or when its condition holds."""

    name: str
    equals: Compiled | None = None
    condition: Compiled | None = None
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchStep(StepBase):
    value: Compiled | None = None
    cases: tuple[Case, ...] = ()
    default: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ForEachStep(StepBase):
    items: Compiled
    as_name: str = "item"
    limit: int = 1
    collect: Compiled | None = None
    on_item_error: Literal["fail", "collect"] = "fail"
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WhileStep(StepBase):
    condition: Compiled
    max_iterations: int = 100
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TryStep(StepBase):
    steps: tuple[Step, ...] = ()
    catch: tuple[Step, ...] = ()
    finally_: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    name: str
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ParallelStep(StepBase):
    limit: int = 8
    on_branch_error: Literal["cancel", "finish"] = "cancel"
    branches: tuple[Branch, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitStep(StepBase):
    """Exactly one of `seconds`, `until` and `working_days` is set."""

    seconds: Compiled | None = None
    until: Compiled | None = None
    working_days: Compiled | None = None
    calendar: Mapping[str, Json] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitForEventStep(StepBase):
    event: Compiled
    key: Compiled | None = None
    event_timeout_seconds: Compiled | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalStep(StepBase):
    title: Compiled
    details: Compiled | None = None
    assignees: Compiled | None = None
    rule: Literal["any", "all"] | int = "any"
    allow_self: bool = False
    remind_after: Compiled | None = None
    escalate_to: Compiled | None = None
    expires_after: Compiled | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunWorkflowStep(StepBase):
    workflow: str
    inputs: Compiled | None = None
    wait: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class StopStep(StepBase):
    status: Literal["succeeded", "failed"] = "succeeded"
    message: Compiled | None = None
    output: Compiled | None = None


Step: TypeAlias = (
    ActionStep
    | SetStep
    | IfStep
    | SwitchStep
    | ForEachStep
    | WhileStep
    | TryStep
    | ParallelStep
    | WaitStep
    | WaitForEventStep
    | ApprovalStep
    | RunWorkflowStep
    | StopStep
)


@dataclass(frozen=True, slots=True)
class Definition:
    """A whole workflow: `by_id` finds any step, `raw` is the document it was made from."""

    name: str
    description: str
    inputs: Mapping[str, Json] | None
    triggers: tuple[Trigger, ...]
    settings: Settings
    steps: tuple[Step, ...]
    output: Compiled | None
    raw: Mapping[str, Json]
    by_id: Mapping[str, Step]
