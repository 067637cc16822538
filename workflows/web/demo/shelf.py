"""The little that the practice services remember, in the cache: gone after a day, and nothing depends on it."""

from hashlib import sha256
from typing import Any

from django.core.cache import cache

DAY_SECONDS = 86_400


def place(kind: str, key: str) -> str:
    """Return the cache's key, of one length whatever the caller sent."""
    return f"demo:{kind}:{sha256(key.encode()).hexdigest()}"


def keep(kind: str, key: str, value: Any) -> Any:
    """Return the value kept under the key: this one if it is the first, else the first one."""
    where = place(kind, key)
    return value if cache.add(where, value, DAY_SECONDS) else cache.get(where, value)


def count(kind: str, key: str) -> int:
    """Return how many times this was called with the key, this call included."""
    where = place(kind, key)
    cache.add(where, 0, DAY_SECONDS)
    try:
        return int(cache.incr(where))
    except ValueError:  # It ran out between the two calls.
        return 1
