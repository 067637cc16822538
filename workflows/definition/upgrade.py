"""Brings documents of older schema versions to the newest one, step by step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from workflows.definition.validate import SCHEMA_VERSION

# From version n to n + 1. The first version has no forerunner.
_UPGRADES: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}


def upgrade(raw: Any) -> Any:
    """Return the document in the newest schema version; unknown versions and other values come back unchanged.

    >>> upgrade({"schema": 1, "name": "x", "steps": []})["schema"]
    1
    """
    while isinstance(raw, dict) and type(version := raw.get("schema")) is int and version < SCHEMA_VERSION:
        if (step := _UPGRADES.get(version)) is None:
            return raw
        raw = {**step(raw), "schema": version + 1}
    return raw
