"""Find the addresses of a name and refuse the ones that steps may not reach."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Sequence
from typing import TypeAlias

from workflows.contract.errors import Retryable
from workflows.egress.addresses import Address, is_allowed, is_reachable, numeric_host, parse_address
from workflows.egress.call import Call
from workflows.egress.policy import SERVICE_PORTS, WEB_PORTS
from workflows.egress.problems import destination_blocked, dns_error, url_not_allowed

Resolver: TypeAlias = Callable[[str, int], Sequence[str]]
MAX_LOOKUPS = 32
_slots = threading.Semaphore(MAX_LOOKUPS)


def _forget_lookups() -> None:
    global _slots
    _slots = threading.Semaphore(MAX_LOOKUPS)


# The look-ups of the parent's threads do not end in a forked child.
os.register_at_fork(after_in_child=_forget_lookups)


def system_resolver(host: str, port: int) -> list[str]:
    """Return the addresses of `host`, as the system finds them, each once. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in found))


def checked_addresses(call: Call, *, host: str, port: int, resolver: Resolver) -> list[Address]:
    """Return the addresses to connect to, all of them allowed.

    1. Look the name up once; the caller connects to the very addresses that are checked here.
    2. One refused address refuses the host: a name that also points inside is not an accident.
    3. Another port than the web's is open in allowed networks only.
    """
    try:
        found = addresses_of(call, host=host, port=port, resolver=resolver)
    except Retryable:
        if port in SERVICE_PORTS:
            raise url_not_allowed(f"port {port} belongs to another kind of service") from None
        raise
    if call.is_own:
        return found
    if host == "localhost":
        # It names this machine in both families (RFC 6761); an operator who opened one of them meant this name too.
        found = [address for address in found if is_reachable(address, call.policy.allow)] or found
    if not all(is_reachable(address, call.policy.allow) for address in found):
        raise destination_blocked(host)
    if port not in WEB_PORTS and not all(is_allowed(address, call.policy.allow) for address in found):
        raise url_not_allowed(f"port {port} is not open", "Public services are reached on ports 80, 443 and 8443.")
    return found


def addresses_of(call: Call, *, host: str, port: int, resolver: Resolver) -> list[Address]:
    """Return the addresses of a host, unchecked; at least one. Raises dns_error, deadline_exceeded, Cancelled."""
    if number := numeric_host(host):
        return [number]
    found = [parse_address(text) for text in _look_up(call, host=host, port=port, resolver=resolver)]
    if not found or None in found:
        raise dns_error(host, "it has no address")
    return [address for address in found if address]


def _look_up(call: Call, *, host: str, port: int, resolver: Resolver) -> Sequence[str]:
    """Return what the resolver says, waiting no longer than the policy's connect time."""
    until = time.monotonic() + call.policy.connect_seconds
    if not _slots.acquire(timeout=call.patience(until)):
        raise dns_error(host, "too many look-ups are waiting for the name server")
    answers: list[Sequence[str]] = []
    failures: list[Exception] = []
    done = threading.Event()
    work = (resolver, host, port, answers, failures, done)
    # A thread of its own, not a pool's: getaddrinfo cannot be stopped, and a daemon does not delay the exit.
    threading.Thread(target=_answer, args=work, daemon=True, name="egress-lookup").start()
    while not done.wait(call.patience(until)):
        call.check("looking up")
        if time.monotonic() >= until:
            raise dns_error(host, "the name server did not answer")
    if failures:
        raise dns_error(host, "there is no such name, or the name server does not know it") from failures[0]
    return answers[0]


def _answer(
    resolver: Resolver,
    host: str,
    port: int,
    answers: list[Sequence[str]],
    failures: list[Exception],
    done: threading.Event,
) -> None:
    try:
        answers.append(resolver(host, port))
    except (OSError, UnicodeError) as error:
        failures.append(error)
    finally:
        _slots.release()
        done.set()
