"""One request of a call, and the next one that a redirect asks for."""

from __future__ import annotations

from dataclasses import dataclass, replace

from workflows.egress.headers import HeaderLines, without_content, without_credentials
from workflows.egress.policy import Policy
from workflows.egress.urls import Target, follow


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One request of a call, of which each redirect adds one."""

    method: str
    target: Target
    lines: HeaderLines
    content: bytes | None
    safe_to_repeat: bool
    max_response_bytes: int


def redirected(hop: Hop, status: int, location: str, policy: Policy) -> Hop:
    """Return the hop that a redirect asks for (RFC 9110 §15.4).

    303 asks for the result with GET, 301 and 302 do so for POST; else method and body stay. Another origin gets no
    credentials.
    """
    target = follow(hop.target, location, policy)
    lines = hop.lines if target.origin == hop.target.origin else without_credentials(hop.lines)
    becomes_get = (status == 303 and hop.method != "HEAD") or (status in (301, 302) and hop.method == "POST")
    if not becomes_get:
        return replace(hop, target=target, lines=lines)
    return replace(hop, method="GET", target=target, lines=without_content(lines), content=None, safe_to_repeat=True)
