"""One delivery as it came: what the steps of a webhook read, free of any web framework."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """`headers` have lower-case names, `body` is what went over the wire, `query` has no question mark."""

    token: str
    method: str
    headers: Mapping[str, str]
    query: str
    body: bytes
    address: str
    received_at: datetime

    def header(self, name: str) -> str:
        """Return a header's value without surrounding space; "" when it is absent."""
        return self.headers.get(name.lower(), "").strip()
