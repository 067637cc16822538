"""What changed between two documents, in words a member reads before publishing; steps are matched by their id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workflows.definition.catalog import Catalog
from workflows.definition.controls import CONTROLS
from workflows.definition.names import shown
from workflows.definition.problem import at
from workflows.definition.tree import INNER, WAYS, inner_lists

_KEY_WORDS = {
    "name": "name",
    "note": "note",
    "connection": "connection",
    "when": "condition to run",
    "retry": "retries",
    "timeout_seconds": "time limit",
    "on_error": "what happens on an error",
    "sample": "pinned sample",
    "sensitive": "sensitive mark",
    "type": "type",
}
_DOCUMENT_WORDS = {"description": "description", "inputs": "inputs", "output": "output", "schema": "schema version"}


@dataclass(frozen=True, slots=True)
class Change:
    """One change: `kind` is added, removed, moved, renamed or changed; `pointer` leads into the new document.

    A removed part's pointer leads into the old one. `field` names what changed inside a step, a trigger or settings.
    """

    kind: str
    pointer: str
    step: str
    field: str
    text: str


@dataclass(frozen=True, slots=True)
class _Place:
    step: Mapping[str, Any]
    pointer: str
    parent: str
    before: tuple[str, ...]


def diff(old: Any, new: Any, catalog: Catalog | None = None) -> list[Change]:
    """Return the changes from `old` to `new`: the document's own parts, triggers, then steps in reading order.

    With a `catalog`, fields are named by their titles (`Subject`), else by their keys (`subject`). Never raises.
    """
    old, new = _mapping(old), _mapping(new)
    return [*_of_document(old, new), *_of_triggers(old, new), *_of_steps(old, new, catalog)]


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _of_document(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    if old.get("name") != new.get("name") and "name" in new:
        text = f"Renamed the workflow from '{shown(old.get('name', ''))}' to '{shown(new['name'])}'"
        yield Change("renamed", "/name", "", "name", text)
    for key, word in _DOCUMENT_WORDS.items():
        if key in new and key not in old:
            yield Change("added", at("", key), "", key, f"Added the {word}")
        elif key in old and key not in new:
            yield Change("removed", at("", key), "", key, f"Removed the {word}")
        elif old.get(key) != new.get(key):
            yield Change("changed", at("", key), "", key, f"Changed the {word}")
    before, after = _mapping(old.get("settings")), _mapping(new.get("settings"))
    for key in _changed_keys(before, after):
        text = f"Changed the setting '{shown(key)}'{_from_to(before, after, key)}"
        yield Change("changed", at("/settings", key), "", key, text)


def _of_triggers(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    before, after = _by_id(old.get("triggers")), _by_id(new.get("triggers"))
    for trigger_id, (pointer, trigger) in before.items():
        if trigger_id not in after:
            yield Change("removed", pointer, "", "", f"Removed the {_trigger_words(trigger)}")
    for trigger_id, (pointer, trigger) in after.items():
        words = _trigger_words(trigger)
        if trigger_id not in before:
            yield Change("added", pointer, "", "", f"Added the {words}")
            continue
        former = before[trigger_id][1]
        if former.get("enabled", True) != trigger.get("enabled", True):
            verb = "Switched on" if trigger.get("enabled", True) else "Switched off"
            yield Change("changed", at(pointer, "enabled"), "", "enabled", f"{verb} the {words}")
        for place, key, text in _fields(former, trigger, pointer, skip={"id", "enabled"}):
            yield Change("changed", place, "", key, f"Changed '{shown(key)}' of the {words}{text}")


def _trigger_words(trigger: Mapping[str, Any]) -> str:
    return f"trigger '{shown(trigger.get('id', ''))}' ({shown(trigger.get('type', ''))})"


def _by_id(entries: Any) -> dict[str, tuple[str, Mapping[str, Any]]]:
    found = enumerate(entries if isinstance(entries, list) else [])
    return {str(entry.get("id", i)): (f"/triggers/{i}", entry) for i, entry in found if isinstance(entry, dict)}


def _of_steps(old: Mapping[str, Any], new: Mapping[str, Any], catalog: Catalog | None) -> Iterator[Change]:
    before, after = _places(old.get("steps")), _places(new.get("steps"))
    for step_id, place in before.items():
        if step_id not in after:
            yield Change("removed", place.pointer, step_id, "", f"Removed step '{_title(place.step)}'")
    for step_id, place in after.items():
        title = _title(place.step)
        if step_id not in before:
            yield Change("added", place.pointer, step_id, "", f"Added step '{title}'")
            continue
        former = before[step_id]
        if _title(former.step) != title:
            text = f"Renamed step '{_title(former.step)}' to '{title}'"
            yield Change("renamed", at(place.pointer, "name"), step_id, "name", text)
        if step_id in _moved(before, after, place.parent) or former.parent != place.parent:
            yield Change("moved", place.pointer, step_id, "", f"Moved step '{title}'{_where(place, after)}")
        yield from _of_one_step(former, place, title, catalog)


def _of_one_step(former: _Place, place: _Place, title: str, catalog: Catalog | None) -> Iterator[Change]:
    step_id = str(place.step["id"])
    for pointer, key, text in _fields(
        former.step, place.step, place.pointer, skip={"id", "name", "compensate", *INNER}
    ):
        word = _field_word(place.step, pointer, key, catalog)
        yield Change("changed", pointer, step_id, key, f"Changed '{word}' of step '{title}'{text}")
    for key in WAYS:
        if _ways(former.step, key) != _ways(place.step, key):
            word = "cases" if key == "cases" else "branches"
            yield Change("changed", at(place.pointer, key), step_id, key, f"Changed the {word} of step '{title}'")


def _fields(
    old: Mapping[str, Any], new: Mapping[str, Any], pointer: str, *, skip: set[str]
) -> Iterator[tuple[str, str, str]]:
    """Yield pointer, key and `from … to …` of each changed key; those of `with` and `retry` one by one."""
    for key in _changed_keys(old, new):
        if key in skip:
            continue
        before, after = old.get(key), new.get(key)
        if key in {"with", "retry"} and isinstance(before or {}, dict) and isinstance(after or {}, dict):
            inner_old, inner_new = before or {}, after or {}
            for inner in _changed_keys(inner_old, inner_new):
                yield at(at(pointer, key), inner), inner, _from_to(inner_old, inner_new, inner)
        else:
            yield at(pointer, key), key, _from_to(old, new, key)


def _changed_keys(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    return [key for key in {**old, **new} if (key in old) != (key in new) or not _same(old[key], new[key])]


def _same(one: Any, other: Any) -> bool:
    """Compare as JSON does: true is not 1."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other and isinstance(one, bool) == isinstance(other, bool))


def _from_to(old: Mapping[str, Any], new: Mapping[str, Any], key: str) -> str:
    """Return ` from 3 to 5` for short plain values; texts stay unsaid, they may be long or private."""
    before, after = old.get(key), new.get(key)
    if isinstance(before, int | float) and isinstance(after, int | float):
        return f" from {_plain(before)} to {_plain(after)}"
    return ""


def _plain(value: float) -> str:
    return (
        ("on" if value else "off")
        if isinstance(value, bool)
        else f"{value:g}"
        if isinstance(value, float)
        else str(value)
    )


def _field_word(step: Mapping[str, Any], pointer: str, key: str, catalog: Catalog | None) -> str:
    if not pointer.endswith(("/with/" + key, "/retry/" + key)):
        return _KEY_WORDS.get(key, key)
    kind = step.get("type")
    action = catalog.action(kind) if catalog and isinstance(kind, str) and kind not in CONTROLS else None
    field = action.fields.get("properties", {}).get(key, {}) if action and "/with/" in pointer else {}
    return str(field.get("title", key))


def _title(step: Mapping[str, Any]) -> str:
    return shown(step.get("name") or step.get("id", ""))


def _places(steps: Any) -> dict[str, _Place]:
    """Return where each step stands, in reading order: its list, and the ids before it in that list."""
    found: dict[str, _Place] = {}
    waiting = [("/steps", "", steps)] if isinstance(steps, list) else []
    while waiting:
        pointer, parent, block = waiting.pop()
        before: list[str] = []
        inner = []
        for i, step in enumerate(block):
            if isinstance(step, dict) and isinstance(step.get("id"), str):
                place = at(pointer, i)
                found.setdefault(step["id"], _Place(step, place, parent, tuple(before)))
                before.append(step["id"])
                inner += [
                    (name, f"{step['id']}{name[len(place) :]}", entries) for name, entries in inner_lists(step, place)
                ]
        waiting.extend(reversed(inner))
    return found


def _moved(before: Mapping[str, _Place], after: Mapping[str, _Place], parent: str) -> set[str]:
    """Return the steps that changed their order in one list: those outside the longest run that kept it."""
    former = [step_id for step_id, place in before.items() if place.parent == parent and _stays(step_id, after, parent)]
    latter = [step_id for step_id, place in after.items() if place.parent == parent and _stays(step_id, before, parent)]
    rank = {step_id: i for i, step_id in enumerate(former)}
    return set(latter) - set(_longest_rising(latter, rank))


def _stays(step_id: str, other: Mapping[str, _Place], parent: str) -> bool:
    return step_id in other and other[step_id].parent == parent


def _longest_rising(ids: list[str], rank: Mapping[str, int]) -> list[str]:
    best: list[list[str]] = []
    for i, step_id in enumerate(ids):
        fits = [best[j] for j in range(i) if rank[ids[j]] < rank[step_id]]
        best.append([*max(fits, key=len, default=[]), step_id])
    return max(best, key=len, default=[])


def _where(place: _Place, after: Mapping[str, _Place]) -> str:
    if place.before:
        return f" behind '{_title(after[place.before[-1]].step)}'"
    holder = after.get(place.parent.split("/")[0])
    return f" to the beginning of '{_title(holder.step)}'" if holder else " to the beginning"


def _ways(step: Mapping[str, Any], key: str) -> Any:
    """Return a step's ways without the steps inside them, which are told one by one."""
    ways = step.get(key)
    if not isinstance(ways, list):
        return ways
    return [{k: v for k, v in way.items() if k != "steps"} if isinstance(way, dict) else way for way in ways]
