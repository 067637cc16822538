"""All that a running action may use. The engine builds one; tests use `workflows.contract.testing`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpAnswer:
    """A complete answer: the last one, after redirects. Header names are in lower case, bodies unpacked."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    url: str = ""

    def header(self, name: str) -> str | None:
        """Return the header's value, several lines joined by a comma (RFC 9110 §5.3), or None."""
        values = [value for key, value in self.headers if key == name.lower()]
        return ", ".join(values) if values else None


class HttpClient(Protocol):
    """The only way out. Raises ConnectorError, nothing else; the README of the HTTP connector lists the codes."""

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        timeout_seconds: float | None = None,
        max_response_bytes: int | None = None,
        follow_redirects: bool = True,
        safe_to_repeat: bool | None = None,
    ) -> HttpAnswer:
        """Return the answer, whatever its status. `safe_to_repeat` None means: as RFC 9110 says of the method."""
        ...


class Deadline(Protocol):
    """When the step must have ended."""

    def remaining(self) -> float:
        """Return the seconds left; zero or less when time is up."""
        ...


class Log(Protocol):
    """Events of this step. Secrets never reach it."""

    def info(self, event: str, **data: Any) -> None: ...
    def warning(self, event: str, **data: Any) -> None: ...


class Context(Protocol):
    """What `run(inputs, ctx)` gets."""

    @property
    def http(self) -> HttpClient: ...
    @property
    def log(self) -> Log: ...
    @property
    def deadline(self) -> Deadline: ...
    @property
    def idempotency_key(self) -> str:
        """The same over all attempts of this step, another one in a retried run."""
        ...

    @property
    def secrets(self) -> Mapping[str, str]:
        """The fields of the step's connection, opened; empty without one."""
        ...

    def cancelled(self) -> bool:
        """Say whether a person asked to stop; long actions look now and then."""
        ...
