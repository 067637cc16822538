"""What the document can say already, but no engine can run yet: publishing refuses it in words."""

from __future__ import annotations

from workflows.definition.controls import CONTROLS
from workflows.definition.model import Definition
from workflows.definition.problem import Problem, at
from workflows.definition.walk import walk

STEP_TYPES = frozenset({"parallel", "while", "wait_for_event", "approval", "run_workflow"})
TRIGGER_TYPES = frozenset({"form", "event"})
_HINT = "It is planned. Remove it to publish now; a draft may keep it."


def unavailable(definition: Definition) -> list[Problem]:
    """Return one problem (`not_yet_available`) for each part that cannot run yet; [] means all of it can."""
    found = [
        _problem(step.pointer, f"Steps of the type '{CONTROLS[step.type].title}' ({step.type}) cannot run yet.")
        for step in walk(definition.steps)
        if step.type in STEP_TYPES
    ]
    found += [
        _problem(at(step.pointer, "compensate"), "Steps that undo a step cannot run yet.")
        for step in walk(definition.steps)
        if step.compensate
    ]
    found += [
        _problem(at("/triggers", i), f"Triggers of the type '{trigger.type}' cannot start a run yet.")
        for i, trigger in enumerate(definition.triggers)
        if trigger.type in TRIGGER_TYPES
    ]
    return found + _settings(definition)


def _settings(definition: Definition) -> list[Problem]:
    found = []
    if definition.settings.concurrency:
        found.append(_problem("/settings/concurrency", "A limit of runs at once cannot be kept yet."))
    if definition.settings.debounce_seconds:
        found.append(_problem("/settings/debounce_seconds", "Runs cannot be merged in time yet."))
    return found


def _problem(pointer: str, message: str) -> Problem:
    return Problem(pointer, "not_yet_available", message, _HINT)
