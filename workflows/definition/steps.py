"""Checks the steps of a tree, list by list: their keys, their `with`, and what is in sight where."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from workflows.contract import Action
from workflows.definition.blocks import BlockCheck
from workflows.definition.catalog import Catalog
from workflows.definition.compiling import Compiler
from workflows.definition.controls import CONTROLS, Control
from workflows.definition.fields import NODE, STEP_KEYS, FieldCheck, Schema
from workflows.definition.names import did_you_mean, id_fault, nearest, shown
from workflows.definition.parts import STEP
from workflows.definition.problem import Findings, at
from workflows.definition.sight import ERROR, Sight
from workflows.definition.tree import INNER, inner_lists

# Keys that need more than their schema are looked at on their own.
_PLAIN_KEYS: Mapping[str, Schema] = {key: field for key, field in STEP.items() if key not in {"type", "compensate"}}


class StepCheck:
    """Walks the raw steps of one document once."""

    __slots__ = ("_blocks", "_catalog", "_compiler", "_connections", "_findings", "_keys", "_params")

    def __init__(
        self, *, catalog: Catalog, compiler: Compiler, findings: Findings, connections: Collection[str] | None
    ) -> None:
        self._catalog = catalog
        self._compiler = compiler
        self._findings = findings
        self._connections = connections
        self._keys = FieldCheck(findings, STEP_KEYS)
        self._params = FieldCheck(findings, NODE, dynamic=True)
        self._blocks = BlockCheck(compiler=compiler, findings=findings, check_list=self.check_list)

    def check_list(self, steps: Any, pointer: str, sight: Sight) -> Sight:
        """Check the steps of one list in order; return what is in sight after the last one."""
        if not isinstance(steps, list):
            self._findings.add(pointer, "node_invalid", "This must be a list of steps.")
            return sight
        ended_by = ""
        for i, step in enumerate(steps):
            if self._findings.is_full:
                break
            if ended_by:
                self._tell_unreachable(at(pointer, i), ended_by)
            sight = self._check_step(step, at(pointer, i), sight)
            ended_by = _ends_here(step)
        return sight

    def _tell_unreachable(self, pointer: str, ended_by: str) -> None:
        message = f"This step can never run: the step '{shown(ended_by)}' before it always ends the run."
        hint = "Remove it, move it before the stop, or give the stop a `when`."
        self._findings.add(pointer, "graph_invalid", message, hint)

    def _check_step(self, step: Any, pointer: str, sight: Sight) -> Sight:
        if not isinstance(step, dict):
            self._findings.add(pointer, "node_invalid", "A step is a mapping with `id` and `type`.")
            return sight
        control, action = self._kind(step, pointer)
        self._check_keys(step, pointer, control)
        if "when" in step:
            self._compiler.condition(step["when"], at(pointer, "when"), sight)
        output: Schema | None = None
        after = sight
        if control:
            output, after = self._blocks.check(step, pointer, sight, control)
        elif action:
            self._check_action(step, pointer, sight, action)
            output = action.output
        else:
            self._check_inside_unknown(step, pointer, sight)
        return self._leave(step, pointer, after, output)

    def _leave(self, step: dict[str, Any], pointer: str, sight: Sight, output: Schema | None) -> Sight:
        """Bring the step into sight of what follows, and check the steps that undo it: they see it too."""
        step_id = step.get("id")
        if isinstance(step_id, str) and not id_fault(step_id):
            sight = sight.after(step_id, _or_error(output) if step.get("on_error") == "continue" else output)
        if "compensate" in step:
            self.check_list(step["compensate"], at(pointer, "compensate"), sight)
        return sight

    def _kind(self, step: dict[str, Any], pointer: str) -> tuple[Control | None, Action | None]:
        kind = step.get("type")
        if not isinstance(kind, str):
            if "type" in step:
                self._findings.add(at(pointer, "type"), "node_invalid", "The type of a step is a text.")
            return None, None
        control = CONTROLS.get(kind)
        action = None if control else self._catalog.action(kind)
        if not control and not action:
            known = [*CONTROLS, *self._catalog.action_types()]
            hint = did_you_mean(kind, known) if nearest(kind, known) else "Choose a step type from the list."
            self._findings.add(at(pointer, "type"), "node_invalid", f"There is no step type '{shown(kind)}'.", hint)
        return control, action

    def _check_keys(self, step: dict[str, Any], pointer: str, control: Control | None) -> None:
        for key in ("id", "type"):
            if key not in step:
                self._findings.add(at(pointer, key), "field_missing", f"This step has no '{key}'.", f"Add '{key}'.")
        own = control.own_keys if control else frozenset()
        for key, value in step.items():
            if (field := _PLAIN_KEYS.get(key)) is not None:
                self._keys.check(value, field, at(pointer, key))
            elif key not in STEP and key not in own:
                hint = did_you_mean(key, [*STEP, *own])
                message = f"A step of this type has no '{shown(key)}'."
                self._findings.add(at(pointer, key), "unknown_field", message, hint)

    def _check_action(self, step: dict[str, Any], pointer: str, sight: Sight, action: Action) -> None:
        params = step.get("with", {})
        if isinstance(params, dict):
            self._params.check(params, action.fields, at(pointer, "with"))
            self._compiler.value(params, at(pointer, "with"), sight)
        connection, place = step.get("connection"), at(pointer, "connection")
        if connection is None:
            if action.needs_connection and "connection" not in step:
                self._findings.add(place, "field_missing", "This step needs a connection.", "Choose a connection.")
        elif isinstance(connection, str) and self._connections is not None and connection not in self._connections:
            # The nearest name is not told: the connection may belong to somebody else.
            message = "There is no connection of this name, or you may not use it."
            self._findings.add(place, "connection_not_found", message, "Choose another connection, or create this one.")

    def _check_inside_unknown(self, step: dict[str, Any], pointer: str, sight: Sight) -> None:
        """Check the steps inside a step of an unknown type all the same: every problem is told at once."""
        for place, block in inner_lists({key: step[key] for key in step if key in INNER}, pointer):
            self.check_list(block, place, sight)


def _ends_here(step: Any) -> str:
    """Return the id of a stop that always runs, else an empty text."""
    if isinstance(step, dict) and step.get("type") == "stop" and step.get("when", True) is True:
        return str(step.get("id", "stop"))
    return ""


def _or_error(output: Schema | None) -> Schema | None:
    """Return the output of a step that may have failed and gone on: then it is `{error}`."""
    if not output or "properties" not in output:
        return None
    return {**output, "properties": {**output["properties"], "error": ERROR}}
