"""What a document needs from above: the actions it may use."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from workflows.contract import Action


class Catalog(Protocol):
    """The actions a document may use; the registry is one."""

    def action(self, type: str) -> Action | None: ...  # noqa: A002 - the word of the document

    def action_types(self) -> Collection[str]: ...
