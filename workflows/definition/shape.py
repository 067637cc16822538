"""Looks at the outside of a document before anything walks it: plain JSON, not too deep, not too large."""

from __future__ import annotations

import json
from typing import Any

from workflows.definition.limits import most
from workflows.definition.names import shown
from workflows.definition.problem import Findings, at

BIGGEST_NUMBER = 10**18


def check_shape(raw: Any, findings: Findings) -> bool:
    """Return whether the value can be walked safely; add what is wrong when it cannot. Never recurses."""
    if not _is_plain(raw, findings):
        return False
    size = len(json.dumps(raw, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    if size > most("document_bytes"):
        findings.add(
            "",
            "definition_too_large",
            f"The document has {size} bytes; at most {most('document_bytes')} are allowed.",
            "Move part of the work into a workflow of its own and call it with run_workflow.",
        )
        return False
    return not findings.problems


def _is_plain(raw: Any, findings: Findings) -> bool:
    """Walk level by level, so that no depth can exhaust the stack."""
    level: list[tuple[str, Any]] = [("", raw)]
    for _ in range(most("document_depth") + 1):
        below: list[tuple[str, Any]] = []
        for pointer, value in level:
            _look(pointer, value, below, findings)
            if findings.is_full or len(below) > most("document_bytes"):
                break
        if not below:
            return not any(problem.code == "definition_invalid" for problem in findings.problems)
        if len(below) > most("document_bytes"):
            break
        level = below
    findings.add(
        "",
        "definition_too_large",
        f"The document is nested deeper than {most('document_depth')} levels, or has too many values.",
    )
    return False


def _look(pointer: str, value: Any, below: list[tuple[str, Any]], findings: Findings) -> None:
    match value:
        case str():
            _look_at_text(pointer, value, findings)
        case None | bool():
            return
        case int():
            if abs(value) > BIGGEST_NUMBER:
                findings.add(pointer, "definition_invalid", "This number is too large.", "Write it as a text.")
        case float():
            if value != value or value in (float("inf"), float("-inf")):
                findings.add(pointer, "definition_invalid", "This is not a finite number.")
        case dict():
            _look_at_keys(pointer, value, below, findings)
        case list():
            below.extend((at(pointer, i), entry) for i, entry in enumerate(value))
        case _:
            findings.add(pointer, "definition_invalid", "This is not a JSON value.")


def _look_at_keys(pointer: str, value: dict[Any, Any], below: list[tuple[str, Any]], findings: Findings) -> None:
    for key, entry in value.items():
        if isinstance(key, str):
            _look_at_text(pointer, key, findings)
            below.append((at(pointer, key), entry))
        else:
            findings.add(pointer, "definition_invalid", f"The key {shown(key)} is not a text.", "Put it in quotes.")


def _look_at_text(pointer: str, text: str, findings: Findings) -> None:
    if text.isascii():
        if "\x00" in text:
            findings.add(pointer, "invalid_text", "This text holds a NUL character.", "Remove it.")
        return
    if "\x00" in text or any("\ud800" <= mark <= "\udfff" for mark in text):
        findings.add(pointer, "invalid_text", "This text holds a character that cannot be stored.", "Remove it.")
