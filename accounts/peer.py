"""The address of whoever calls, as far as it can be trusted."""

from collections.abc import Mapping
from ipaddress import ip_address


def peer_address(meta: Mapping[str, str]) -> str:
    """Return the caller's network address, or "" when there is none.

    A proxy of ours calls from a private network and appends the address it saw to `X-Forwarded-For`: that last entry
    counts. A header that arrives from the public internet directly is the caller's own invention, and ignored.

    >>> peer_address({"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "1.1.1.1, 203.0.113.9"})
    '203.0.113.9'
    >>> peer_address({"REMOTE_ADDR": "8.8.8.8", "HTTP_X_FORWARDED_FOR": "203.0.113.9"})
    '8.8.8.8'
    """
    remote = meta.get("REMOTE_ADDR", "")
    forwarded = meta.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    return forwarded if _is_address(forwarded) and _is_private(remote) else remote


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_private(text: str) -> bool:
    return _is_address(text) and not ip_address(text).is_global
