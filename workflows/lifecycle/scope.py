"""What a step may see: the names in scope at its place."""

from collections.abc import Mapping
from typing import Any


class Scope:
    """Names for expressions; a nested list of steps gets a copy, so that what is inside stays inside."""

    __slots__ = ("names", "steps")

    def __init__(self, names: Mapping[str, Any], steps: Mapping[str, Any]) -> None:
        self.steps: dict[str, Any] = dict(steps)
        self.names: dict[str, Any] = {**names, "steps": self.steps}

    def inside(self, **names: Any) -> "Scope":
        """Return the scope of a nested list, with `names` beside what is known here."""
        return Scope({**self.names, **names}, self.steps)
