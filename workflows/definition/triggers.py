"""Checks the triggers: their keys, what each type takes, schedules that can fire, and inputs that fit."""

from __future__ import annotations

from typing import Any

from workflows.definition.compiling import Compiler
from workflows.definition.fields import NODE, PART, FieldCheck
from workflows.definition.inputs import input_problems
from workflows.definition.names import did_you_mean, nearest, shown
from workflows.definition.parts import TRIGGER, TRIGGERS
from workflows.definition.problem import Findings, Problem, at
from workflows.definition.schedule import ScheduleError, ScheduleSpec
from workflows.definition.sight import of_a_trigger


class TriggerCheck:
    """Checks the raw triggers of one document."""

    __slots__ = ("_compiler", "_findings", "_inputs", "_min_interval_seconds")

    def __init__(
        self, *, compiler: Compiler, findings: Findings, inputs: dict[str, Any] | None, min_interval_seconds: float
    ) -> None:
        self._compiler = compiler
        self._findings = findings
        self._inputs = inputs
        self._min_interval_seconds = min_interval_seconds

    def check(self, triggers: Any) -> None:
        """Check every trigger of the list; a list of the wrong type is told elsewhere."""
        first: dict[str, str] = {}
        for i, trigger in enumerate(triggers if isinstance(triggers, list) else []):
            if self._findings.is_full:
                return
            pointer = at("/triggers", i)
            self._check_one(trigger, pointer)
            trigger_id = trigger.get("id") if isinstance(trigger, dict) else None
            if isinstance(trigger_id, str) and trigger_id in first:
                other = first[trigger_id]
                message = f"Two triggers have the id '{shown(trigger_id)}'; the other one is {other}."
                self._findings.add(at(pointer, "id"), "graph_invalid", message, "Give one of them another id.")
            elif isinstance(trigger_id, str):
                first[trigger_id] = pointer

    def _check_one(self, trigger: Any, pointer: str) -> None:
        if not isinstance(trigger, dict):
            self._findings.add(pointer, "node_invalid", "A trigger is a mapping with `id` and `type`.")
            return
        FieldCheck(self._findings, PART).check(trigger, TRIGGER, pointer)
        kind, options = trigger.get("type"), trigger.get("with", {})
        if isinstance(kind, str) and kind not in TRIGGERS:
            hint = did_you_mean(kind, TRIGGERS) if nearest(kind, TRIGGERS) else f"There are: {', '.join(TRIGGERS)}."
            self._findings.add(at(pointer, "type"), "node_invalid", f"There is no trigger type '{shown(kind)}'.", hint)
        elif isinstance(kind, str) and isinstance(options, dict):
            before = len(self._findings.problems)
            FieldCheck(self._findings, NODE).check(options, TRIGGERS[kind], at(pointer, "with"))
            if kind == "schedule" and len(self._findings.problems) == before:
                self._check_schedule(trigger, options, at(pointer, "with"))
            if kind == "webhook" and len(self._findings.problems) == before:
                self._check_verify(options, at(at(pointer, "with"), "verify"))
        if isinstance(trigger.get("inputs"), dict):
            self._compiler.value(trigger["inputs"], at(pointer, "inputs"), of_a_trigger())

    def _check_schedule(self, trigger: dict[str, Any], options: dict[str, Any], pointer: str) -> None:
        try:
            ScheduleSpec.parse(options, min_interval_seconds=self._min_interval_seconds)
        except ScheduleError as error:
            self._findings.put(Problem(pointer + error.pointer, error.code, error.message, error.hint))
        if "inputs" not in trigger and self._inputs is not None:
            for problem in input_problems(self._inputs, options.get("inputs", {})):
                place = f"{pointer}/inputs{problem.pointer}"
                self._findings.put(Problem(place, problem.code, problem.message, problem.hint))

    def _check_verify(self, options: dict[str, Any], pointer: str) -> None:
        """Ask `hmac` for the header it reads, and others not to name one: they would not read it."""
        verify = options.get("verify", {})
        if verify.get("scheme") == "hmac":
            if "header" not in verify:
                hint = "Name the header that carries the signature."
                self._findings.add(at(pointer, "header"), "field_missing", "'header' is missing.", hint)
            return
        for key in verify.keys() - {"scheme"}:
            message = f"'{key}' belongs to the scheme hmac only."
            self._findings.add(at(pointer, key), "node_invalid", message, "Remove it, or set the scheme to hmac.")
