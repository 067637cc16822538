"""Checks the control types: what they take, the steps inside them, and what those steps see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workflows.definition.calendar import Calendar, UnknownCalendar
from workflows.definition.compiling import Compiler
from workflows.definition.controls import Control
from workflows.definition.fields import NODE, FieldCheck, Schema
from workflows.definition.names import RESERVED, shown
from workflows.definition.problem import Findings, at
from workflows.definition.sight import Sight
from workflows.definition.timezones import UnknownZone, find_zone
from workflows.definition.ways import WayCheck

CheckList = Callable[[Any, str, Sight], Sight]


class BlockCheck:
    """Checks one control step at a time; `check_list` goes on inside it."""

    __slots__ = ("_check_list", "_compiler", "_findings", "_params", "_ways")

    def __init__(self, *, compiler: Compiler, findings: Findings, check_list: CheckList) -> None:
        self._compiler = compiler
        self._findings = findings
        self._check_list = check_list
        self._params = FieldCheck(findings, NODE)
        self._ways = WayCheck(compiler=compiler, findings=findings, check_list=check_list)

    def check(self, step: dict[str, Any], pointer: str, sight: Sight, control: Control) -> tuple[Schema, Sight]:
        """Return the step's output schema, and what it leaves in sight."""
        params = step.get("with", {}) if isinstance(step.get("with", {}), dict) else {}
        place = at(pointer, "with")
        self._params.check(params, control.fields, place)
        self._check_one_of(params, place, control)
        self._check_rest(step, params, pointer, control)
        if control.key == "set":
            self._compiler.value(params, place, sight)
            return _set_output(params), sight
        self._compile_fields(params, place, sight, control, body=False)
        if control.ways:
            return self._ways.check(step, pointer, sight, control)
        for block in control.blocks:
            if block in step:
                end = self._check_list(
                    step[block], at(pointer, block), self._within(params, place, sight, control, block)
                )
                if block == "steps":
                    self._compile_fields(params, place, end, control, body=True)
        return control.output, sight

    def _check_rest(self, step: dict[str, Any], params: dict[str, Any], pointer: str, control: Control) -> None:
        if "connection" in step:
            message = "A step of this type uses no connection."
            self._findings.add(at(pointer, "connection"), "unknown_field", message, "Remove it.")
        for block in control.required_blocks:
            if not step.get(block):
                message = f"'{block}' needs at least one step."
                self._findings.add(at(pointer, block), "field_missing", message, "Add a step to it.")
        if isinstance(calendar := params.get("calendar"), dict):
            self._check_calendar(calendar, f"{pointer}/with/calendar")

    def _check_one_of(self, params: dict[str, Any], place: str, control: Control) -> None:
        given = [key for key in control.one_of if key in params]
        if control.one_of and len(given) != 1:
            words = ", ".join(f"'{key}'" for key in control.one_of)
            code = "node_invalid" if given else "field_missing"
            self._findings.add(place, code, f"Exactly one of {words} is needed; here are {len(given)}.")

    def _check_calendar(self, options: dict[str, Any], place: str) -> None:
        try:
            Calendar.parse(options)
        except UnknownCalendar as error:
            hint = "Use ISO 3166 codes, such as DE and BY."
            self._findings.add(at(place, error.key), "unknown_calendar", str(error), hint)
        except (TypeError, ValueError):
            # A value of the wrong type has been told with its field.
            return
        try:
            find_zone(options.get("timezone", "UTC"))
        except UnknownZone as error:
            self._findings.add(at(place, "timezone"), "unknown_timezone", str(error), error.hint)

    def _within(self, params: dict[str, Any], place: str, sight: Sight, control: Control, block: str) -> Sight:
        """Return what the steps of a block see at their beginning."""
        match control.key, block:
            case "for_each", _:
                return sight.in_loop(self._loop_name(params, at(place, "as"), sight))
            case "while", _:
                return sight.in_repeat()
            case "try", "catch":
                return sight.in_catch()
        return sight

    def _loop_name(self, params: dict[str, Any], place: str, sight: Sight) -> str:
        name = params.get("as", "item")
        if not isinstance(name, str):
            return "item"
        if name in RESERVED:
            message = f"'{name}' is a word of the expressions already."
            self._findings.add(place, "invalid_name", message, "Choose another name.")
        elif name in sight.loops:
            message = f"A loop around this one already calls its item '{shown(name)}'."
            self._findings.add(place, "graph_invalid", message, "Give this loop another name with `as`.")
        return name

    def _compile_fields(
        self, params: dict[str, Any], place: str, sight: Sight, control: Control, *, body: bool
    ) -> None:
        """Compile the fields of a control's `with`: those that see its body, or those that do not."""
        for key, field in control.fields.get("properties", {}).items():
            if key not in params or ("x-scope" in field) != body:
                continue
            if field.get("x-expression") == "condition":
                self._compiler.condition(params[key], at(place, key), sight)
            elif "x-expression" in field:
                self._compiler.value(params[key], at(place, key), sight)


def _set_output(params: dict[str, Any]) -> Schema:
    return {"type": "object", "properties": {key: {} for key in params}, "additionalProperties": False}
