"""Published definitions, parsed and compiled once in each process: a version never changes."""

import os
from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import Any
from uuid import UUID

from workflows.definition import Definition, parse, upgrade
from workflows.engine.database import transaction
from workflows.engine.queries import VERSION
from workflows.models import Version
from workflows.registry import registry

KEPT = 500

_known: OrderedDict[UUID, Definition] = OrderedDict()
_lock = Lock()


def forget_lock() -> None:
    """Give a forked child a lock of its own: a thread that is not there any more may hold the old one."""
    global _lock
    _lock = Lock()


os.register_at_fork(after_in_child=forget_lock)


def compiled(version: Version) -> Definition:
    """Return the version's definition, ready to walk."""
    return remembered(version.id) or remember(version.id, version.definition)


def definition_of(version_id: UUID) -> Definition:
    """Return the definition of a version, read by the engine's login if this process does not know it yet."""
    known = remembered(version_id)
    if known is not None:
        return known
    with transaction() as cursor:
        row = cursor.execute(VERSION, [version_id]).fetchone()
    if row is None:
        raise LookupError(f"There is no version {version_id}.")
    return remember(version_id, row[0])


def remembered(version_id: UUID) -> Definition | None:
    """Return what this process knows of the version."""
    with _lock:
        found = _known.get(version_id)
        if found is not None:
            _known.move_to_end(version_id)
        return found


def remember(version_id: UUID, raw: Mapping[str, Any]) -> Definition:
    """Parse the document and keep it; the one unused for longest goes when there are many."""
    definition = parse(upgrade(raw), registry())
    with _lock:
        _known[version_id] = definition
        if len(_known) > KEPT:
            _known.popitem(last=False)
    return definition
