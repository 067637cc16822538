"""What a connector declares: its actions, their fields and their effect on the world."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from workflows.contract.context import Context

Json: TypeAlias = Any
"""None, bool, int, float, str, list of Json, or dict of str to Json."""


class Effect(StrEnum):
    """What a second call of the same action would change."""

    PURE = "pure"
    """Nothing outside: it may be computed again at any time."""
    IDEMPOTENT = "idempotent"
    """The world, but with the same idempotency key only once: it may be tried again."""
    AT_MOST_ONCE = "at_most_once"
    """The world, each time: after an unclear outcome a person decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing a connector can do. `key` is `<connector>.<action>`, e.g. `http.request`.

    `fields` is the JSON Schema of the step's `with`: it draws the form, checks the document and types the API.
    `errors` lists every code that `run` can raise. `sample` is an example of `with` that passes `fields`.
    """

    key: str
    title: str
    description: str
    fields: Mapping[str, Any]
    effect: Effect
    run: Callable[[Mapping[str, Any], Context], Json]
    output: Mapping[str, Any] | None = None
    effect_of: Callable[[Mapping[str, Any]], Effect] | None = None
    errors: tuple[str, ...] = ()
    sample: Json = None
    needs_connection: bool = False

    def effect_for(self, inputs: Mapping[str, Any]) -> Effect:
        """Return the effect of a call with these inputs; the declared one where the inputs do not matter."""
        return self.effect_of(inputs) if self.effect_of else self.effect


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """One service and its actions. `icon` is the file's name in the connector's folder.

    `connection` is the JSON Schema of what signing in needs, or None; its secret fields carry `writeOnly: true`.
    """

    key: str
    title: str
    description: str
    actions: tuple[Action, ...]
    icon: str = "icon.svg"
    connection: Mapping[str, Any] | None = None
