"""What an expression at one place of the tree may name: the scope rule of the document, in one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from workflows.expressions import Scope

Schema = Mapping[str, Any] | None
_TEXT = {"type": "string"}
ERROR: Mapping[str, Any] = {"type": "object", "properties": {"code": _TEXT, "message": _TEXT, "step": _TEXT}}
RUN: Mapping[str, Any] = {
    "type": "object",
    "properties": {"id": _TEXT, "started_at": _TEXT, "workflow": _TEXT, "version": {"type": "integer"}},
    "additionalProperties": False,
}
TRIGGER: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "id": _TEXT,
        "type": _TEXT,
        "body": {},
        "headers": {"type": "object"},
        "query": {"type": "object"},
        "method": {},
        "received_at": {},
        "scheduled_at": {},
    },
    "additionalProperties": False,
}
_INDEX = {"type": "integer"}


@dataclass(frozen=True, slots=True)
class Sight:
    """Names and steps in sight at one place; each way of looking further makes a new value."""

    names: Mapping[str, Schema]
    steps: Mapping[str, Schema]
    loops: frozenset[str] = frozenset()

    def after(self, step_id: str, output: Schema) -> Sight:
        """Return the sight of what follows a step in its list."""
        return replace(self, steps={**self.steps, step_id: output})

    def with_steps(self, steps: Mapping[str, Schema]) -> Sight:
        return replace(self, steps=steps)

    def in_loop(self, name: str) -> Sight:
        """Return the sight inside a for_each whose item is called `name`."""
        return replace(self, names={**self.names, name: None, "index": _INDEX}, loops=self.loops | {name})

    def in_repeat(self) -> Sight:
        """Return the sight inside a while: the number of iterations done, from 0."""
        return replace(self, names={**self.names, "index": _INDEX})

    def in_catch(self) -> Sight:
        return replace(self, names={**self.names, "error": ERROR})

    def scope(self, all_ids: frozenset[str]) -> Scope:
        return Scope(names=self.names, steps=self.steps, later=all_ids - self.steps.keys())


def of_a_run(inputs: Schema) -> Sight:
    """Return the sight of the first step: `inputs`, `trigger`, `vars`, `run`."""
    return Sight(names={"inputs": inputs, "trigger": TRIGGER, "vars": None, "run": RUN}, steps={})


def of_a_trigger() -> Sight:
    """Return the sight of a trigger's own mapping, which makes the inputs: `trigger` and `vars`."""
    return Sight(names={"trigger": TRIGGER, "vars": None}, steps={})


def of_a_start(inputs: Schema) -> Sight:
    """Return the sight before a run exists, for `settings.concurrency.key`: `inputs`, `trigger`, `vars`."""
    return Sight(names={"inputs": inputs, "trigger": TRIGGER, "vars": None}, steps={})
