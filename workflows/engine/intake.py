"""Runs begin here: the run and its first work item in the caller's transaction, so that 2xx means committed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson
from django.db import connection
from uuid_utils.compat import uuid7

from tenants.scope import current_tenant_id
from workflows.definition import Definition, Problem, input_problems
from workflows.engine.definitions import compiled
from workflows.engine.queries import KEEP_KEYS, KNOWN_KEYS, START_RUNS
from workflows.models import Version

MAX_BATCH = 1_000
MAX_DEPTH = 10


class InputsInvalid(Exception):
    """The data does not fit the workflow's inputs; nothing was started."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(problem.message for problem in problems[:3]))
        self.problems = problems


class StartKeyReused(Exception):
    """A key of the last 24 hours came again with other inputs; nothing was started."""

    def __init__(self, index: int, key: str) -> None:
        super().__init__(f"The key {key!r} was used with other inputs.")
        self.index, self.key = index, key


class LoopDetected(Exception):
    """Workflows that start one another have come too deep; nothing was started."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRun:
    """What one run starts with."""

    inputs: Any = field(default_factory=dict)
    trigger_type: str = "api"
    trigger_id: str | None = None
    trigger: Mapping[str, Any] | None = None
    labels: Sequence[str] = ()
    depth: int = 0
    key: str | None = None


def start_run(version: Version, new: NewRun, *, retry_of: UUID | None = None) -> UUID:
    """Start one run; returns its id. Raises InputsInvalid, LoopDetected. The caller's transaction commits."""
    return start_runs(version, [new], retry_of=retry_of)[0]


def start_runs(version: Version, new: Sequence[NewRun], *, retry_of: UUID | None = None) -> list[UUID]:
    """Start many runs of one version and one trigger; returns their ids in order.

    All start or none. An item whose key was used within 24 hours stands for that run.
    Raises InputsInvalid with pointers `/<index>/…` where there are several, StartKeyReused, LoopDetected.
    """
    definition = compiled(version)
    check(definition, new)
    ids = [uuid7() for _ in new]
    standing = claim_keys(version, new, ids)
    fresh = [(run_id, item) for run_id, item, known in zip(ids, new, standing, strict=True) if run_id == known]
    if fresh:
        with connection.cursor() as cursor:
            follows = Follows(current_tenant_id(), version.workflow_id, version.id, definition)
            cursor.execute(START_RUNS, parameters(follows, fresh, retry_of))
    return standing


def check(definition: Definition, new: Sequence[NewRun]) -> None:
    """Raise where an item cannot start."""
    many = len(new) > 1
    problems: list[Problem] = []
    for index, item in enumerate(new):
        if item.depth > MAX_DEPTH:
            raise LoopDetected(f"Workflows started one another more than {MAX_DEPTH} times in a row.")
        problems += problems_of(definition, item.inputs, f"/items/{index}/inputs" if many else "/inputs")
    if problems:
        raise InputsInvalid(tuple(problems[:100]))


def problems_of(definition: Definition, inputs: Any, pointer: str) -> list[Problem]:
    """Return what is wrong with a run's inputs, with pointers below `pointer`; [] when they fit."""
    if definition.inputs is None:
        return []
    return [
        replace(problem, pointer=pointer + problem.pointer) for problem in input_problems(definition.inputs, inputs)
    ]


@dataclass(frozen=True, slots=True)
class Follows:
    """What new runs follow: a version of a tenant's workflow."""

    tenant: UUID
    workflow: UUID
    version: UUID
    definition: Definition


def parameters(follows: Follows, fresh: Sequence[tuple[UUID, NewRun]], retry_of: UUID | None = None) -> dict[str, Any]:
    """Return what START_RUNS takes."""
    first, settings = fresh[0][1], follows.definition.settings
    return {
        "tenant": follows.tenant,
        "workflow": follows.workflow,
        "version": follows.version,
        "retention": settings.retention_days,
        "timeout": settings.timeout_seconds,
        "priority": settings.priority,
        "trigger_id": first.trigger_id,
        "trigger_type": first.trigger_type,
        "labels": list(first.labels),
        "retry_of": retry_of,
        "id": [run_id for run_id, _ in fresh],
        "trigger": [text(item.trigger or {"id": item.trigger_id, "type": item.trigger_type}) for _, item in fresh],
        "inputs": [text(item.inputs) for _, item in fresh],
        "depth": [item.depth for _, item in fresh],
    }


def text(value: Any) -> str:
    """Return JSON text."""
    return orjson.dumps(value).decode()


def claim_keys(version: Version, new: Sequence[NewRun], ids: Sequence[UUID]) -> list[UUID]:
    """Return the run that each item stands for: its own, or the one that its key stands for already."""
    wanted = {item.key: (run_id, digest(item)) for run_id, item in zip(ids, new, strict=True) if item.key is not None}
    if not wanted:
        return list(ids)
    names: dict[str, Any] = {"tenant": current_tenant_id(), "workflow": version.workflow_id, "key": list(wanted)}
    given: dict[str, Any] = {
        "run_id": [run_id for run_id, _ in wanted.values()],
        "inputs_sha256": [sha for _, sha in wanted.values()],
    }
    with connection.cursor() as cursor:
        cursor.execute(KEEP_KEYS, names | given)
        cursor.execute(KNOWN_KEYS, names)
        known = {key: (bytes(sha), run_id) for key, sha, run_id in cursor.fetchall()}
    for index, item in enumerate(new):
        if item.key is not None and known[item.key][0] != digest(item):
            raise StartKeyReused(index, item.key)
    return [run_id if item.key is None else known[item.key][1] for run_id, item in zip(ids, new, strict=True)]


def digest(item: NewRun) -> bytes:
    """Return the SHA-256 of the inputs, whatever the order of their keys."""
    return sha256(orjson.dumps(item.inputs, option=orjson.OPT_SORT_KEYS)).digest()
