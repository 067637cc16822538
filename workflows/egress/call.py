"""One call on its way: its deadline, whether a person cancelled it, and what was already sent."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import ContextVar

from workflows.contract.errors import Cancelled
from workflows.egress.policy import Policy
from workflows.egress.problems import deadline_exceeded

POLL_SECONDS = 0.25


class Call:
    """The state of one request over all its redirects. Blocking work asks it, at least every POLL_SECONDS."""

    def __init__(self, *, policy: Policy, seconds: float, cancelled: Callable[[], bool] | None = None) -> None:
        self.policy = policy
        self.host = ""
        self.is_own = False
        self.was_sent = False
        self.was_answered = False
        self.is_fresh = False
        self._cancelled = cancelled
        self._ends_at = time.monotonic() + seconds
        self._asked_at = 0.0

    def begin_hop(self, host: str, *, is_own: bool) -> None:
        """Start over for the next address: what an earlier one answered with a redirect is settled."""
        self.host, self.is_own = host, is_own
        self.was_sent = self.was_answered = self.is_fresh = False

    def check(self, doing: str) -> None:
        """Return if the call may go on. Raises Cancelled, or deadline_exceeded naming what it was `doing`."""
        now = time.monotonic()
        if now >= self._ends_at:
            raise deadline_exceeded(self.host, was_sent=self.was_sent, waited_for=doing)
        if self._cancelled and now - self._asked_at >= POLL_SECONDS:
            self._asked_at = now
            if self._cancelled():
                raise Cancelled(details={"sent": self.was_sent})

    def patience(self, until: float) -> float:
        """Return for how many seconds to block now: never past the end, `until` (monotonic) or the next look."""
        now = time.monotonic()
        return max(0.001, min(POLL_SECONDS, self._ends_at - now, until - now))


current_call: ContextVar[Call] = ContextVar("egress_call")
