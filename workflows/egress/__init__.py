"""The only way out: address policy, pinned connections, limits of size and time."""

from __future__ import annotations

import os
from functools import lru_cache

from workflows.egress.client import BoundHttp, HttpClient
from workflows.egress.policy import Own, Policy

__all__ = ["BoundHttp", "HttpClient", "Own", "Policy", "client_for", "default_client"]


def default_client() -> HttpClient:
    """Return this process's client under the settings EGRESS_ALLOW (networks) and EGRESS_OWN (host, port, prefixes)."""
    from django.conf import settings

    own = settings.EGRESS_OWN
    place = Own(host=own[0], port=own[1], prefixes=tuple(own[2])) if own else None
    return client_for(Policy(allow=tuple(settings.EGRESS_ALLOW), own=place))


@lru_cache(maxsize=8)
def client_for(policy: Policy) -> HttpClient:
    """Return the one client of this process for a policy."""
    return HttpClient(policy)


# Two processes must not write to one inherited connection.
os.register_at_fork(after_in_child=client_for.cache_clear)
