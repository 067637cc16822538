"""The errors of the way out, each made in one place so that code, message and hint stay together."""

from __future__ import annotations

from typing import Any

from workflows.contract.errors import ConnectorError, Rejected, Retryable, Unclear


def destination_blocked(host: str) -> Rejected:
    """Return the refusal of a private, special or metadata address."""
    return Rejected(
        f"The address {host} is not open to steps.",
        code="destination_blocked",
        hint="Steps reach public addresses only. An operator can open a private network with EGRESS_ALLOW.",
        details={"host": host},
    )


def url_not_allowed(reason: str, hint: str = "Use an address like https://service.example/path.") -> Rejected:
    """Return the refusal of an address for its form. The address itself is not repeated: it may hold a secret."""
    return Rejected(f"This address cannot be used: {reason}.", code="url_not_allowed", hint=hint)


def header_not_allowed(name: str, reason: str) -> Rejected:
    """Return the refusal of a header. Its value is not repeated: it may be a secret."""
    shown = ascii(name[:60])[1:-1]
    return Rejected(
        f"The header {shown} cannot be sent: {reason}.",
        code="header_not_allowed",
        hint="Remove the header, or clean the value it is made of.",
        details={"header": shown},
    )


def dns_error(host: str, reason: str) -> Retryable:
    """Return the failure to find the addresses of `host`; nothing was sent."""
    return Retryable(
        f"The name {host} was not found: {reason}.",
        code="dns_error",
        hint="Check the spelling of the address. If it is right, this often passes by itself.",
        details={"host": host},
    )


def connection_failed(host: str, reason: str) -> Retryable:
    """Return the failure to reach `host`; nothing was sent."""
    return Retryable(
        f"The service at {host} could not be reached: {reason}.",
        code="connection_failed",
        hint="This often passes by itself. If it stays like this, ask whether the service is running.",
        details={"host": host},
    )


def connection_lost(host: str) -> Unclear:
    """Return the loss of a connection after sending began."""
    return Unclear(
        f"The connection to {host} broke before its answer was complete.",
        code="connection_lost",
        hint="The service may have done its work. Look there, or let the step be tried again.",
        details={"host": host},
    )


def answer_invalid(host: str, reason: str) -> Unclear:
    """Return that what came back cannot be read as an HTTP answer."""
    return Unclear(
        f"The answer of {host} cannot be read: {reason}.",
        code="answer_invalid",
        hint="Check that the address belongs to a web service; it may speak another protocol on this port.",
        details={"host": host},
    )


def tls_error(host: str, reason: str, words: str) -> Rejected:
    """Return the refusal of a connection that is not safely encrypted."""
    return Rejected(
        f"The connection to {host} is not secure: {words}.",
        code="tls_error",
        hint="Ask the owner of the service to repair its certificate. An operator can add a private authority.",
        details={"host": host, "reason": reason},
    )


def response_too_large(host: str, what: str, **details: Any) -> Rejected:
    """Return the refusal of an answer that is over a limit."""
    return Rejected(
        f"The answer of {host} is too large: {what}.",
        code="response_too_large",
        hint="Ask the service for less at a time, for example with its paging parameters.",
        details={"host": host, **details},
    )


def too_many_redirects(host: str, limit: int) -> Rejected:
    """Return that a service sends in circles."""
    return Rejected(
        f"The service at {host} redirected more than {limit} times.",
        code="too_many_redirects",
        hint="Use the final address, or turn following redirects off and look at the answer.",
        details={"host": host, "limit": limit},
    )


def deadline_exceeded(host: str, *, was_sent: bool, waited_for: str) -> ConnectorError:
    """Return that time is up: Unclear once something was sent, Retryable before."""
    kind = Unclear if was_sent else Retryable
    return kind(
        f"Time ran out while {waited_for} {host}.",
        code="deadline_exceeded",
        hint="The service is slow. Raise the step's timeout, or ask for less at a time.",
        details={"host": host, "sent": was_sent},
    )
