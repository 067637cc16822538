"""What a workflow does, as a list to read: made from the raw document, so that an unfinished draft can be read too."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.admin.words import Text, clipped, took
from workflows.definition import Catalog

SUMMARY = 120
DEEPEST = 12

KINDS: dict[str, tuple[Text, str]] = {
    "if": (gettext_lazy("Decide"), "alt_route"),
    "switch": (gettext_lazy("Choose a way"), "alt_route"),
    "parallel": (gettext_lazy("Do at the same time"), "splitscreen"),
    "for_each": (gettext_lazy("Do for each item"), "repeat"),
    "while": (gettext_lazy("Repeat"), "repeat"),
    "try": (gettext_lazy("Try"), "shield"),
    "wait": (gettext_lazy("Wait"), "hourglass_empty"),
    "wait_for_event": (gettext_lazy("Wait for an event"), "notifications"),
    "approval": (gettext_lazy("Ask a person"), "how_to_reg"),
    "run_workflow": (gettext_lazy("Run another workflow"), "account_tree"),
    "set": (gettext_lazy("Set values"), "data_object"),
    "stop": (gettext_lazy("Stop"), "stop_circle"),
}
ICONS = {"http": "public", "email": "mail", "code": "code", "sql": "database", "data": "table"}
WAYS: dict[str, Text] = {
    "then": gettext_lazy("If yes"),
    "else": gettext_lazy("If no"),
    "default": gettext_lazy("Otherwise"),
    "catch": gettext_lazy("If it fails"),
    "finally": gettext_lazy("In any case"),
    "compensate": gettext_lazy("To undo it"),
}
TELLING = ("url", "to", "items", "condition", "value", "name", "title", "workflow", "until", "query", "message")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One step: its name, what kind it is, the value that tells most, and the lists inside it."""

    id: str
    title: str
    kind: Text
    icon: str
    summary: str
    note: str
    ways: "tuple[tuple[Text, tuple[Line, ...]], ...]"


def recipe(steps: Any, catalog: Catalog, depth: int = 0) -> tuple[Line, ...]:
    """Return the steps of a raw list; what is no step is left out."""
    if not isinstance(steps, list) or depth > DEEPEST:
        return ()
    return tuple(line_of(step, catalog, depth) for step in steps if isinstance(step, dict))


def line_of(step: Mapping[str, Any], catalog: Catalog, depth: int) -> Line:
    """Return one step."""
    kind = str(step.get("type", ""))
    text, icon = kind_of(kind, catalog)
    return Line(
        id=str(step.get("id", "")),
        title=str(step.get("name") or text),
        kind=text if step.get("name") else "",
        icon=icon,
        summary=clipped(summary_of(kind, step.get("with")), SUMMARY),
        note=str(step.get("note", "")),
        ways=tuple(ways_of(step, catalog, depth)),
    )


def kind_of(kind: str, catalog: Catalog) -> tuple[Text, str]:
    """Return the title and the icon of a type of step."""
    if kind in KINDS:
        return KINDS[kind]
    action = catalog.action(kind)
    return (_(action.title) if action else kind), ICONS.get(kind.split(".")[0], "extension")


def summary_of(kind: str, given: Any) -> str:
    """Return the value of a step that tells most about it."""
    options = given if isinstance(given, dict) else {}
    if kind == "set":
        return ", ".join(options)
    if kind == "wait" and isinstance(options.get("seconds"), int | float):
        return took(options["seconds"])
    telling = next((str(options[name]) for name in TELLING if options.get(name)), "")
    return f"{options.get('method', 'GET')} {telling}" if "url" in options else telling


def ways_of(step: Mapping[str, Any], catalog: Catalog, depth: int) -> list[tuple[Text, tuple[Line, ...]]]:
    """Return the lists inside a step, each with its title."""
    found: list[tuple[Text, tuple[Line, ...]]] = []
    for key in ("cases", "branches"):
        named = step.get(key)
        for way in named if isinstance(named, list) else []:
            if isinstance(way, dict):
                found.append((str(way.get("name", "")), recipe(way.get("steps"), catalog, depth + 1)))
    for key in ("then", "else", "steps", "default", "catch", "finally", "compensate"):
        if isinstance(step.get(key), list):
            found.append((WAYS.get(key, ""), recipe(step[key], catalog, depth + 1)))
    return found
