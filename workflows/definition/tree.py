"""The raw tree before it is trusted: where the lists of steps lie, which ids there are, how deep and how many."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workflows.definition.limits import most
from workflows.definition.names import shown
from workflows.definition.problem import Findings, at

BLOCKS = ("then", "else", "default", "steps", "catch", "finally", "compensate")
WAYS = ("cases", "branches")
INNER = frozenset({*BLOCKS, *WAYS} - {"compensate"})


def inner_lists(step: Any, pointer: str) -> Iterator[tuple[str, list[Any]]]:
    """Yield every list of steps right inside a raw step, with its pointer."""
    if not isinstance(step, dict):
        return
    for key in BLOCKS:
        if isinstance(block := step.get(key), list):
            yield at(pointer, key), block
    for key in WAYS:
        if isinstance(ways := step.get(key), list):
            for i, way in enumerate(ways):
                if isinstance(way, dict) and isinstance(block := way.get("steps"), list):
                    yield f"{at(pointer, key)}/{i}/steps", block


def collect_ids(steps: Any, findings: Findings) -> frozenset[str]:
    """Return every step id of the document; add a problem for what is too much, too deep or there twice."""
    first: dict[str, str] = {}
    count = 0
    for pointer, step, depth in _every(steps):
        count += 1
        if depth > most("block_depth"):
            findings.add(
                pointer,
                "definition_too_large",
                f"Blocks may be {most('block_depth')} levels deep; this step is at level {depth}.",
            )
        for key in WAYS:
            _check_ways(step, key, pointer, findings)
        _note_id(step, pointer, first, findings)
    if count > most("steps"):
        findings.add(
            "/steps", "definition_too_large", f"A workflow has at most {most('steps')} steps; this one has {count}."
        )
    return frozenset(first)


def _every(steps: Any) -> Iterator[tuple[str, Any, int]]:
    waiting = [("/steps", steps, 0)] if isinstance(steps, list) else []
    while waiting:
        pointer, block, depth = waiting.pop(0)
        for i, step in enumerate(block):
            yield at(pointer, i), step, depth
            waiting.extend((inner, entries, depth + 1) for inner, entries in inner_lists(step, at(pointer, i)))


def _check_ways(step: Any, key: str, pointer: str, findings: Findings) -> None:
    ways = step.get(key) if isinstance(step, dict) else None
    if isinstance(ways, list) and len(ways) > most("ways"):
        findings.add(
            at(pointer, key), "definition_too_large", f"At most {most('ways')} {key} are allowed; here are {len(ways)}."
        )


def _note_id(step: Any, pointer: str, first: dict[str, str], findings: Findings) -> None:
    step_id = step.get("id") if isinstance(step, dict) else None
    if not isinstance(step_id, str):
        return
    if step_id in first:
        findings.add(
            at(pointer, "id"),
            "graph_invalid",
            f"Two steps have the id '{shown(step_id)}'; the other one is {first[step_id]}.",
            "Give one of them another id.",
        )
    first.setdefault(step_id, pointer)
