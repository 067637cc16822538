"""Checks the steps of a tree, list by list: their keys, their `with`, their blocks, and what is in sight where."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Protocol

from workflows.contract import Action
from workflows.definition.compiling import Compiler
from workflows.definition.controls import CONTROLS, Control
from workflows.definition.fields import NODE, STEP_KEYS, FieldCheck, Schema
from workflows.definition.names import RESERVED, did_you_mean, id_fault, nearest, shown
from workflows.definition.parts import BRANCH, CASE, STEP
from workflows.definition.problem import Findings, at
from workflows.definition.sight import Sight

_ANY_STEP: Mapping[str, Schema] = {
    key: field for key, field in STEP.items() if key not in {"type", "with", "compensate"}
}


class Catalog(Protocol):
    """The actions a document may use; the registry is one."""

    def action(self, type: str) -> Action | None: ...  # noqa: A002 - the word of the document

    def action_types(self) -> Collection[str]: ...


class StepCheck:
    """Walks the raw steps of one document once."""

    __slots__ = ("_catalog", "_compiler", "_connections", "_findings", "_keys", "_with")

    def __init__(
        self, *, catalog: Catalog, compiler: Compiler, findings: Findings, connections: Collection[str] | None
    ) -> None:
        self._catalog = catalog
        self._compiler = compiler
        self._findings = findings
        self._connections = connections
        self._keys = FieldCheck(findings, STEP_KEYS)
        self._with = FieldCheck(findings, NODE)

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
                self._unreachable(at(pointer, i), ended_by)
                ended_by = ""
            sight = self._check_step(step, at(pointer, i), sight)
            ended_by = _ends_here(step)
        return sight

    def _unreachable(self, pointer: str, ended_by: str) -> None:
        self._findings.add(
            pointer,
            "graph_invalid",
            f"This step can never run: the step '{shown(ended_by)}' before it always ends the run.",
            "Remove it, move it before the stop, or give the stop a `when`.",
        )

    def _check_step(self, step: Any, pointer: str, sight: Sight) -> Sight:
        if not isinstance(step, dict):
            self._findings.add(pointer, "node_invalid", "A step is a mapping with `id` and `type`.")
            return sight
        for key in ("id", "type"):
            if key not in step:
                self._findings.add(at(pointer, key), "field_missing", f"This step has no '{key}'.", f"Add '{key}'.")
        control, action = self._kind(step, pointer)
        self._check_keys(step, pointer, control)
        if "when" in step:
            self._compiler.condition(step["when"], at(pointer, "when"), sight)
        output: Schema | None = None
        after = sight
        if control:
            output, after = self._check_control(step, pointer, sight, control)
        elif action:
            self._check_action(step, pointer, sight, action)
            output = action.output
        else:
            after = self._check_unknown_blocks(step, pointer, sight)
        return self._leave(step, pointer, after, output)

    def _leave(self, step: dict[str, Any], pointer: str, sight: Sight, output: Schema | None) -> Sight:
        step_id = step.get("id")
        if not isinstance(step_id, str) or id_fault(step_id):
            step_id = None
        if step_id:
            sight = sight.after(step_id, _with_error(output) if step.get("on_error") == "continue" else output)
        if "compensate" in step:
            # Those that undo a step run after it, so they see it too.
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
        own = {*control.blocks, control.ways} - {""} if control else set[str]()
        for key, value in step.items():
            if (field := _ANY_STEP.get(key)) is not None:
                self._keys.check(value, field, at(pointer, key))
            elif key not in STEP and key not in own and (control or key not in _BLOCK_KEYS or "type" in step):
                hint = did_you_mean(key, [*STEP, *own])
                self._findings.add(
                    at(pointer, key), "unknown_field", f"A step of this type has no '{shown(key)}'.", hint
                )
        if "with" in step and not isinstance(step["with"], dict):
            self._findings.add(at(pointer, "with"), "node_invalid", "`with` must be a mapping.")

    # -- actions -------------------------------------------------------------------------------------------------------

    def _check_action(self, step: dict[str, Any], pointer: str, sight: Sight, action: Action) -> None:
        params = step.get("with", {})
        if isinstance(params, dict):
            FieldCheck(self._findings, NODE, dynamic=True).check(params, action.fields, at(pointer, "with"))
            self._compiler.value(params, at(pointer, "with"), sight)
        connection = step.get("connection")
        if connection is None:
            if action.needs_connection:
                hint = "Choose a connection."
                self._findings.add(at(pointer, "connection"), "field_missing", "This step needs a connection.", hint)
        elif isinstance(connection, str) and self._connections is not None and connection not in self._connections:
            # Other connections' names stay unsaid: they may belong to others.
            self._findings.add(
                at(pointer, "connection"),
                "connection_not_found",
                "There is no connection of this name, or you may not use it.",
                "Choose another connection or create this one.",
            )

    # -- control types -------------------------------------------------------------------------------------------------

    def _check_control(
        self, step: dict[str, Any], pointer: str, sight: Sight, control: Control
    ) -> tuple[Schema, Sight]:
        params = step.get("with", {})
        params = params if isinstance(params, dict) else {}
        self._with.check(params, control.fields, at(pointer, "with"))
        self._check_one_of(params, pointer, control)
        if "connection" in step:
            self._findings.add(at(pointer, "connection"), "unknown_field", "A step of this type uses no connection.")
        if control.key == "set":
            self._compiler.value(params, at(pointer, "with"), sight)
            return _set_output(params), sight
        self._compile_fields(params, pointer, sight, control, body=False)
        for block in control.required_blocks:
            if not step.get(block):
                hint = "Add a step to it."
                self._findings.add(at(pointer, block), "field_missing", f"'{block}' needs at least one step.", hint)
        if control.ways:
            return self._check_ways(step, pointer, sight, control)
        for block in control.blocks:
            if block in step:
                within = self._within(params, pointer, sight, control, block)
                end = self.check_list(step[block], at(pointer, block), within)
                if block == "steps":
                    self._compile_fields(params, pointer, end, control, body=True)
        return control.output, sight

    def _within(self, params: dict[str, Any], pointer: str, sight: Sight, control: Control, block: str) -> Sight:
        match control.key, block:
            case "for_each", _:
                return sight.in_loop(self._loop_name(params, pointer, sight))
            case "while", _:
                return sight.in_repeat()
            case "try", "catch":
                return sight.in_catch()
        return sight

    def _loop_name(self, params: dict[str, Any], pointer: str, sight: Sight) -> str:
        name = params.get("as", "item")
        place = at(at(pointer, "with"), "as")
        if not isinstance(name, str):
            return "item"
        if name in RESERVED:
            self._findings.add(
                place, "invalid_name", f"'{name}' is a word of the expressions already.", "Choose another name."
            )
        elif name in sight.loops:
            self._findings.add(
                place,
                "graph_invalid",
                f"A loop around this one already calls its item '{shown(name)}'.",
                "Give this loop another name with `as`.",
            )
        return name

    def _compile_fields(
        self, params: dict[str, Any], pointer: str, sight: Sight, control: Control, *, body: bool
    ) -> None:
        """Compile the fields of a control's `with`: those that see its body, or those that do not."""
        for key, field in control.fields.get("properties", {}).items():
            if key not in params or ("x-scope" in field) != body:
                continue
            place = at(at(pointer, "with"), key)
            match field.get("x-expression"):
                case "condition":
                    self._compiler.condition(params[key], place, sight)
                case "value":
                    self._compiler.value(params[key], place, sight)

    def _check_one_of(self, params: dict[str, Any], pointer: str, control: Control) -> None:
        given = [key for key in control.one_of if key in params]
        if control.one_of and len(given) != 1:
            words = ", ".join(f"'{key}'" for key in control.one_of)
            code = "node_invalid" if given else "field_missing"
            self._findings.add(at(pointer, "with"), code, f"Exactly one of {words} is needed; here are {len(given)}.")

    # -- switch and parallel -------------------------------------------------------------------------------------------

    def _check_ways(self, step: dict[str, Any], pointer: str, sight: Sight, control: Control) -> tuple[Schema, Sight]:
        key = control.ways
        ways = step.get(key, [])
        place = at(pointer, key)
        if not isinstance(ways, list) or not ways:
            code = "node_invalid" if ways or not isinstance(ways, list) else "field_missing"
            self._findings.add(place, code, f"'{key}' is a list with at least one entry.")
            ways = []
        after: dict[str, Any] = {}
        seen: set[str] = {"default"} if key == "cases" else set()
        for i, way in enumerate(ways):
            if not isinstance(way, dict):
                self._findings.add(at(place, i), "node_invalid", "This must be a mapping with `name` and `steps`.")
                continue
            self._keys.check(way, CASE if key == "cases" else BRANCH, at(place, i))
            self._check_way_name(way, at(place, i), seen)
            if key == "cases":
                self._check_case(way, at(place, i), sight, has_value="value" in step.get("with", {}))
            if "steps" in way:
                after.update(self.check_list(way["steps"], at(at(place, i), "steps"), sight).steps)
        if "default" in step and "default" in control.blocks:
            self.check_list(step["default"], at(pointer, "default"), sight)
        if key == "cases":
            return control.output, sight
        # The branches of a parallel step have all ended when it ends: what follows may read their steps.
        return _parallel_output(ways), sight.with_steps({**sight.steps, **after})

    def _check_way_name(self, way: dict[str, Any], pointer: str, seen: set[str]) -> None:
        name = way.get("name")
        if isinstance(name, str):
            if name in seen:
                hint = "Give this one another name."
                self._findings.add(
                    at(pointer, "name"), "graph_invalid", f"The name '{shown(name)}' is taken here.", hint
                )
            seen.add(name)

    def _check_case(self, way: dict[str, Any], pointer: str, sight: Sight, *, has_value: bool) -> None:
        if ("equals" in way) == ("condition" in way):
            code = "node_invalid" if "equals" in way else "field_missing"
            self._findings.add(pointer, code, "A case has either 'equals' or 'condition'.")
        if "equals" in way:
            self._compiler.value(way["equals"], at(pointer, "equals"), sight)
            if not has_value:
                hint = "Add `value` to the switch's `with`, or use `condition`."
                self._findings.add(pointer, "field_missing", "'equals' needs the switch's 'value'.", hint)
        if "condition" in way:
            self._compiler.condition(way["condition"], at(pointer, "condition"), sight)

    def _check_unknown_blocks(self, step: dict[str, Any], pointer: str, sight: Sight) -> Sight:
        """Check the steps inside a step of an unknown type too: their problems are told at once."""
        from workflows.definition.tree import inner_lists

        for place, block in inner_lists({key: value for key, value in step.items() if key != "compensate"}, pointer):
            self.check_list(block, place, sight)
        return sight


_BLOCK_KEYS = frozenset({"then", "else", "default", "steps", "catch", "finally", "cases", "branches"})


def _ends_here(step: Any) -> str:
    """Return the id of a stop that always runs, else an empty text."""
    if isinstance(step, dict) and step.get("type") == "stop" and step.get("when", True) is True:
        return str(step.get("id", "stop"))
    return ""


def _with_error(output: Schema | None) -> Schema | None:
    """Return the output of a step that may also have failed: `{error}` instead."""
    if not output or "properties" not in output:
        return None
    from workflows.definition.sight import ERROR

    return {**output, "properties": {**output["properties"], "error": ERROR}}


def _set_output(params: dict[str, Any]) -> Schema:
    return {"type": "object", "properties": {key: {} for key in params}, "additionalProperties": False}


def _parallel_output(ways: list[Any]) -> Schema:
    names = [way["name"] for way in ways if isinstance(way, dict) and isinstance(way.get("name"), str)]
    return {"type": "object", "properties": {name: {} for name in names}, "additionalProperties": False}
