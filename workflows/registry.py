"""Find the connectors: built-in folders first, then installed packages. Nothing registers itself by hand."""

from __future__ import annotations

import pkgutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import TypeVar

from workflows import connectors as built_in
from workflows.contract import Action, Connector

GROUP = "stellwerk.connectors"
Item = TypeVar("Item")


class RegistryError(Exception):
    """A connector cannot be used, or two of them claim one name."""


class Registry:
    """The known connectors and their actions, read-only. It is the `Catalog` that documents are checked with."""

    def __init__(self, found: Iterable[Connector]) -> None:
        connectors: dict[str, Connector] = {}
        actions: dict[str, Action] = {}
        for connector in found:
            _add(connectors, connector.key, connector)
            for action in connector.actions:
                if not action.key.startswith(f"{connector.key}."):
                    raise RegistryError(f"The action {action.key} must be named {connector.key}.<action>.")
                _add(actions, action.key, action)
        self._connectors = MappingProxyType(dict(sorted(connectors.items())))
        self._actions = MappingProxyType(dict(sorted(actions.items())))

    def action(self, type: str) -> Action | None:  # noqa: A002 - the word of the document
        """Return the action of a step type such as `http.request`, or None."""
        return self._actions.get(type)

    def action_types(self) -> Collection[str]:
        """Return every known step type, sorted."""
        return self._actions.keys()

    def connectors(self) -> Mapping[str, Connector]:
        """Return the connectors by key, sorted."""
        return self._connectors


@lru_cache(maxsize=1)
def registry() -> Registry:
    """Return this process's registry; connectors are looked for once, at the first call."""
    return Registry([*built_in_connectors(), *installed_connectors()])


def built_in_connectors() -> Iterator[Connector]:
    """Yield the connector of every folder in `workflows/connectors`."""
    for folder in pkgutil.iter_modules(built_in.__path__):
        if folder.ispkg:
            yield _connector(f"{built_in.__name__}.{folder.name}")


def installed_connectors() -> Iterator[Connector]:
    """Yield the connectors of other packages: entry points of group `stellwerk.connectors`, each a Connector."""
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        found = entry.load()
        if not isinstance(found, Connector):
            raise RegistryError(f"The entry point {entry.name} of {GROUP} does not name a Connector.")
        yield found


def _connector(module: str) -> Connector:
    found = getattr(import_module(module), "CONNECTOR", None)
    if not isinstance(found, Connector):
        raise RegistryError(f"{module} has no CONNECTOR.")
    return found


def _add(known: dict[str, Item], key: str, item: Item) -> None:
    if key in known:
        raise RegistryError(f"Two connectors claim the name {key}.")
    known[key] = item
