"""A pause after failed sign-ins: for one account from one address soon, for a whole account or address later."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.core.cache import cache

from accounts.emails import normalize_email

log = logging.getLogger(__name__)

PAUSE = timedelta(minutes=15)
PAIR_LIMIT = 5
ACCOUNT_LIMIT = 30
ADDRESS_LIMIT = 50


@dataclass(frozen=True, slots=True)
class Attempt:
    """Someone at an address who tries to sign in to an account, which need not exist."""

    email: str
    address: str

    def counters(self) -> Iterator[tuple[str, int]]:
        """Yield each counter's name in the cache and its limit; no e-mail address is written there."""
        account = normalize_email(self.email)
        for words, limit in (
            (("pair", account, self.address), PAIR_LIMIT),
            (("account", account), ACCOUNT_LIMIT),
            (("address", self.address), ADDRESS_LIMIT),
        ):
            yield f"sign-in/{sha256(repr(words).encode()).hexdigest()}", limit


def is_paused(attempt: Attempt) -> bool:
    """Return whether this attempt must wait; without a cache nobody has to."""
    limits = dict(attempt.counters())
    try:
        failures = cache.get_many(limits)
    except Exception:
        # A cache that is down must not keep everybody out; argon2 still slows guessing down.
        log.warning("sign-in lockout unavailable")
        return False
    return any(failures.get(name, 0) >= limit for name, limit in limits.items())


def note_failure(attempt: Attempt) -> None:
    """Count a failure on each counter; it is forgotten when the pause has passed."""
    try:
        for name, _ in attempt.counters():
            cache.add(name, 0, PAUSE.total_seconds())
            cache.incr(name)
    except Exception:
        log.warning("sign-in lockout unavailable")


def forget(attempt: Attempt) -> None:
    """Clear the account's counters after a success; the address keeps its own."""
    try:
        cache.delete_many([name for name, limit in attempt.counters() if limit != ADDRESS_LIMIT])
    except Exception:
        log.warning("sign-in lockout unavailable")
