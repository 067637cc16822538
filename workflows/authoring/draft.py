"""What can be kept as a draft: almost anything. Refused is what could not be read back, and what must not be stored."""

from collections.abc import Mapping
from typing import Any

import orjson

from workflows.authoring.errors import DraftRefused, InvalidName
from workflows.definition.names import clean_name, name_fault
from workflows.definition.problem import Findings, Problem
from workflows.definition.secrets import find_secrets

MAX_DRAFT_BYTES = 1_000_000


def check_draft(definition: Any) -> dict[str, Any]:
    """Return the document if it can be kept. Raises DraftRefused.

    A credential in clear is refused already here: what is stored once lives on in backups.
    """
    if not isinstance(definition, Mapping):
        raise DraftRefused([Problem("", "definition_invalid", "A workflow document is a mapping.")])
    size = _size(definition)
    if size > MAX_DRAFT_BYTES:
        message = f"The document has {size:,} bytes; at most {MAX_DRAFT_BYTES:,} can be kept."
        raise DraftRefused([Problem("", "definition_too_large", message, "Split it into several workflows.")])
    findings = Findings()
    find_secrets(definition, findings)
    if findings.problems:
        raise DraftRefused(findings.problems)
    return dict(definition)


def _size(definition: Mapping[str, Any]) -> int:
    """Return the document's size in bytes. Raises DraftRefused for what is no JSON that can be stored."""
    try:
        return len(orjson.dumps(definition))
    except TypeError as error:
        problem = Problem("", "definition_invalid", "The document is not JSON that can be stored.")
        raise DraftRefused([problem]) from error


def name_in(definition: Mapping[str, Any]) -> str:
    """Return the document's own name, cleaned; empty when it has none that can be used."""
    name = definition.get("name")
    return clean_name(name) if isinstance(name, str) and not name_fault(clean_name(name)) else ""


def usable_name(name: str) -> str:
    """Return a name as it is kept. Raises InvalidName."""
    clean = clean_name(name)
    if fault := name_fault(clean):
        raise InvalidName(fault, pointer="/name")
    return clean


def blank(name: str) -> dict[str, Any]:
    """Return an empty document with this name."""
    return {"schema": 1, "name": name, "steps": []}
