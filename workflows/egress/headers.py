"""Which headers a step may send, and which travel on when a redirect leads elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from workflows.egress.problems import header_not_allowed

HeaderLines: TypeAlias = list[tuple[bytes, bytes]]

# They decide how the message is framed, routed or packed, which is ours to decide; the depth guards against loops.
OURS = frozenset(
    (
        *("host", "content-length", "transfer-encoding", "connection", "keep-alive", "te", "trailer", "upgrade"),
        *("expect", "accept-encoding", "http2-settings", "proxy-connection", "proxy-authorization"),
        *("proxy-authenticate", "stellwerk-depth"),
    )
)
MAX_HEADER_BYTES = 32 * 1024
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
# Any other header may be a sign-in: services name theirs as they like.
_HARMLESS = re.compile(
    rb"accept|accept-.*|user-agent|content-.*|range|if-.*|prefer|cache-control|idempotency-key|stellwerk-depth",
    re.IGNORECASE,
)
_CONTENT = re.compile(rb"content-.*", re.IGNORECASE)


def checked_headers(headers: Mapping[str, str]) -> HeaderLines:
    """Return the lines to send. Raises header_not_allowed, which names the header and never its value."""
    lines = [(name.encode(), _value(name, headers[name])) for name in headers if _check_name(name)]
    if sum(len(name) + len(value) + 4 for name, value in lines) > MAX_HEADER_BYTES:
        raise header_not_allowed("(all)", f"together they are larger than {MAX_HEADER_BYTES // 1024} KB")
    return lines


def _check_name(name: str) -> bool:
    if not _NAME.fullmatch(name):
        raise header_not_allowed(name, "its name holds a character that names of headers cannot have")
    if name.lower() in OURS:
        raise header_not_allowed(name, "the platform sets it by itself")
    return True


def _value(name: str, value: str) -> bytes:
    if _CONTROL.search(value):
        raise header_not_allowed(name, "its value holds a line break or another control character")
    try:
        return value.strip(" \t").encode()
    except UnicodeEncodeError:
        raise header_not_allowed(name, "its value is not valid text") from None


def without_credentials(lines: Iterable[tuple[bytes, bytes]]) -> HeaderLines:
    """Return the lines that may go to another origin: those that cannot be a sign-in, cookie, key or signature."""
    return [(name, value) for name, value in lines if _HARMLESS.fullmatch(name)]


def without_content(lines: Iterable[tuple[bytes, bytes]]) -> HeaderLines:
    """Return the lines of a request that lost its body, without those that described it."""
    return [(name, value) for name, value in lines if not _CONTENT.fullmatch(name)]
