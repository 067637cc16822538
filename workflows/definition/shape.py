"""Looks at the outside of a document before anything walks it: plain JSON, not too deep, not too large."""

from __future__ import annotations

import json
from typing import Any

from workflows.definition.limits import most
from workflows.definition.names import shown
from workflows.definition.problem import Findings, at

BIGGEST_NUMBER = 10**18
_SMALLER = "Move part of the work into a workflow of its own and call it with run_workflow."


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
            _SMALLER,
        )
        return False
    return not findings.problems


def _is_plain(raw: Any, findings: Findings) -> bool:
    """Walk level by level, so that no depth can exhaust the stack; stop where there is more than a document holds."""
    level: list[tuple[str, Any]] = [("", raw)]
    count = 0
    for _ in range(most("document_depth") + 1):
        below: list[tuple[str, Any]] = []
        for pointer, value in level:
            count += _size(value)
            if count > most("document_values") or findings.is_full:
                break
            _look(pointer, value, below, findings)
        if findings.is_full:
            return False
        if count <= most("document_values") and not below:
            return not any(problem.code == "definition_invalid" for problem in findings.problems)
        if count > most("document_values"):
            message = f"The document holds more than {most('document_values')} values."
            findings.add("", "definition_too_large", message, _SMALLER)
            return False
        level = below
    message = f"The document is nested deeper than {most('document_depth')} levels."
    findings.add("", "definition_too_large", message, _SMALLER)
    return False


def _size(value: Any) -> int:
    return len(value) if isinstance(value, list | dict) else 0


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
