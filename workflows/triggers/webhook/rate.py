"""How often one address may be called: counted in each process, so that no other service has to answer first."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from tenants.problems import ProblemError

KEPT = 10_000


@dataclass(slots=True)
class Rate:
    """Lets `burst` calls a key through at once, and `burst` more evenly over each `seconds`."""

    burst: int
    seconds: float
    clock: Callable[[], float] = time.monotonic
    _full_at: OrderedDict[str, float] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, key: str) -> float:
        """Return 0 and count the call, or return the seconds until a call is let through again."""
        now, price = self.clock(), self.seconds / self.burst
        with self._lock:
            # The one number per key says until when the calls so far are paid off.
            until = max(self._full_at.get(key, now), now) + price
            if until - now > self.seconds + price / 2:
                return until - now - self.seconds
            self._full_at[key] = until
            self._full_at.move_to_end(key)
            if len(self._full_at) > KEPT:
                self._full_at.popitem(last=False)
            return 0.0


CALLS = Rate(burst=900, seconds=1.0)
"""Calls of one address."""
MISSES = Rate(burst=30, seconds=60.0)
"""Calls from one network address that lead nowhere. Known tokens pass: a proxy may stand for many senders."""


def check_calls(token: str) -> None:
    """Count a call of an address. Raises ProblemError 429."""
    _refuse_above(CALLS, token)


def check_misses(address: str) -> None:
    """Count a call that led nowhere. Raises ProblemError 429."""
    _refuse_above(MISSES, address)


def _refuse_above(rate: Rate, key: str) -> None:
    wait = rate.take(key)
    if wait:
        headers = {"Retry-After": str(int(wait) + 1)}
        raise ProblemError(429, "too_many_requests", "Too many requests at once.", hint="Slow down.", headers=headers)
