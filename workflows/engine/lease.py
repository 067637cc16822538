"""A branch of a run that this worker holds for a while."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

LEASE = timedelta(seconds=30)

Key = tuple[UUID, int, int]


class Claimed(NamedTuple):
    """What a claim tells of a branch and its run."""

    run_id: UUID
    branch: int
    retention: int
    tenant_id: UUID
    fence: int
    has_history: bool
    is_cancelled: bool
    queue: str
    priority: int
    workflow_id: UUID
    version_id: UUID
    status: str
    trigger: Mapping[str, Any] | None
    inputs: Any
    depth: int
    created_at: datetime
    started_at: datetime | None
    deadline_at: datetime | None
    version_number: int


@dataclass(slots=True, eq=False)
class Lease:
    """The claim while it is worked on. `lost` and `cancelled` are set by the heartbeat and by records."""

    claimed: Claimed
    since: float
    lost: threading.Event = field(default_factory=threading.Event)
    cancelled: threading.Event = field(default_factory=threading.Event)
    is_running: bool = False  # the run's row says so already
    stuck_at: float | None = None  # monotonic; past it the step's thread counts as stuck

    @property
    def key(self) -> Key:
        """What the lease is known by. With the fence: one process may hold a branch that it lost, and its heir."""
        return self.claimed.run_id, self.claimed.branch, self.claimed.fence
