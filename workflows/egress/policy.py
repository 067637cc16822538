"""What the operator allows and how much one call may take."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote

from workflows.egress.addresses import Network

WEB_PORTS = frozenset((80, 443, 8443))
# Servers of these never speak HTTP; an address that names one is an attack or a slip, whoever the host is.
SERVICE_PORTS = frozenset(
    (
        *(7, 19, 20, 21, 22, 23, 25, 53, 110, 111, 135, 139, 143, 389, 445, 465, 514, 587, 636, 873, 993, 995),
        *(1433, 1521, 2049, 3306, 3389, 5432, 5671, 5672, 5900, 6379, 6380, 9092, 11211, 27017),
    )
)
LOOPBACK_NAMES = ("127.0.0.1", "localhost")


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """The platform's own address, open for steps in demo mode below these path prefixes only."""

    host: str
    port: int
    prefixes: tuple[str, ...]

    def covers(self, host: str, port: int, path: str) -> bool:
        """Say whether a request to `host:port` with this path stays below the prefixes.

        A path with `..`, `\\` or doubled slashes, also percent-encoded, is not covered: two readers could disagree.
        """
        plain = unquote(unquote(path))
        is_plain = not any(part in plain for part in ("..", "\\", "//", "/./"))
        return is_plain and port == self.port and host in self._hosts() and plain.startswith(self.prefixes)

    def _hosts(self) -> tuple[str, ...]:
        # A server bound to every interface answers on loopback too.
        return LOOPBACK_NAMES if self.host in (*LOOPBACK_NAMES, "0.0.0.0", "") else (self.host,)  # noqa: S104


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The rules of one client. `ca_pem` holds further certificate authorities, as PEM text."""

    allow: tuple[Network, ...] = ()
    own: Own | None = None
    ca_pem: str = ""
    connect_seconds: float = 5.0
    read_seconds: float = 30.0
    total_seconds: float = 300.0
    max_response_bytes: int = 10 * 1024 * 1024
    max_unpack_ratio: int = 100
    max_redirects: int = 5
