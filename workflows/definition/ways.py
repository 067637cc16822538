"""Checks the named ways of a switch (cases) and of a parallel step (branches)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workflows.definition.compiling import Compiler
from workflows.definition.controls import Control
from workflows.definition.fields import STEP_KEYS, FieldCheck, Schema
from workflows.definition.names import shown
from workflows.definition.parts import BRANCH, CASE
from workflows.definition.problem import Findings, at
from workflows.definition.sight import Sight


class WayCheck:
    """Checks the ways of one step at a time; `check_list` goes on inside them."""

    __slots__ = ("_check_list", "_compiler", "_findings", "_keys")

    def __init__(
        self, *, compiler: Compiler, findings: Findings, check_list: Callable[[Any, str, Sight], Sight]
    ) -> None:
        self._compiler = compiler
        self._findings = findings
        self._check_list = check_list
        self._keys = FieldCheck(findings, STEP_KEYS)

    def check(self, step: dict[str, Any], pointer: str, sight: Sight, control: Control) -> tuple[Schema, Sight]:
        """Return the step's output schema, and what it leaves in sight."""
        is_switch = control.ways == "cases"
        place = at(pointer, control.ways)
        ways = self._ways(step, control.ways, place)
        has_value = "value" in _mapping(step.get("with"))
        taken = {"default"} if is_switch else set()
        after: dict[str, Any] = {}
        for i, way in ways:
            self._keys.check(way, CASE if is_switch else BRANCH, at(place, i))
            self._check_name(way, at(place, i), taken)
            if is_switch:
                self._check_case(way, at(place, i), sight, has_value=has_value)
            if "steps" in way:
                after |= self._check_list(way["steps"], f"{place}/{i}/steps", sight).steps
        if is_switch:
            self._check_list(step.get("default", []), at(pointer, "default"), sight)
            return control.output, sight
        # All branches have ended when a parallel step ends, so what follows may read their steps.
        return _branch_output(ways), sight.with_steps({**sight.steps, **after})

    def _ways(self, step: dict[str, Any], key: str, place: str) -> list[tuple[int, dict[str, Any]]]:
        ways = step.get(key)
        if not isinstance(ways, list) or not ways:
            code = "field_missing" if ways is None or ways == [] else "node_invalid"
            self._findings.add(place, code, f"'{key}' is a list with at least one entry.")
            return []
        for i, way in enumerate(ways):
            if not isinstance(way, dict):
                self._findings.add(at(place, i), "node_invalid", "This must be a mapping with `name` and `steps`.")
        return [(i, way) for i, way in enumerate(ways) if isinstance(way, dict)]

    def _check_name(self, way: dict[str, Any], pointer: str, taken: set[str]) -> None:
        name = way.get("name")
        if not isinstance(name, str):
            return
        if name in taken:
            message = f"The name '{shown(name)}' is taken here."
            self._findings.add(at(pointer, "name"), "graph_invalid", message, "Choose another name.")
        taken.add(name)

    def _check_case(self, way: dict[str, Any], pointer: str, sight: Sight, *, has_value: bool) -> None:
        if ("equals" in way) == ("condition" in way):
            code = "node_invalid" if "equals" in way else "field_missing"
            self._findings.add(pointer, code, "A case has either 'equals' or 'condition'.")
        if "equals" in way:
            self._compiler.value(way["equals"], at(pointer, "equals"), sight)
            if not has_value:
                hint = "Add `value` to the switch's `with`, or use `condition`."
                self._findings.add(at(pointer, "equals"), "field_missing", "'equals' needs the switch's 'value'.", hint)
        if "condition" in way:
            self._compiler.condition(way["condition"], at(pointer, "condition"), sight)


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _branch_output(ways: list[tuple[int, dict[str, Any]]]) -> Schema:
    names = [name for _, way in ways if isinstance(name := way.get("name"), str)]
    return {"type": "object", "properties": {name: {} for name in names}, "additionalProperties": False}
