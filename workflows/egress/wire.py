"""Sockets that connect to checked addresses only and never block longer than the call allows."""

from __future__ import annotations

import errno
import os
import select
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import httpcore

from workflows.egress.addresses import Address
from workflows.egress.call import Call, current_call
from workflows.egress.problems import connection_failed, deadline_exceeded, tls_error
from workflows.egress.resolve import Resolver, checked_addresses
from workflows.egress.tls import explain

MAX_ADDRESSES_TRIED = 4
T = TypeVar("T")


class PinnedBackend(httpcore.NetworkBackend):
    """Connects to an address that was checked a moment ago, so that a second look-up cannot change it."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Return a stream to one of the addresses of `host`. Raises the errors of `checked_addresses`."""
        call = current_call.get()
        call.is_fresh = True
        addresses = checked_addresses(call, host=host, port=port, resolver=self._resolver)[:MAX_ADDRESSES_TRIED]
        until = time.monotonic() + call.policy.connect_seconds
        reason = ""
        for index, address in enumerate(addresses):
            # Each address gets its share, so that one that swallows packets leaves time for the next.
            share = (until - time.monotonic()) / (len(addresses) - index)
            connection, reason = _connect(call, address, port, time.monotonic() + share)
            if connection:
                return PolledStream(connection)
        raise connection_failed(host, reason)

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        """Refuse: steps reach no socket files."""
        raise httpcore.ConnectError("socket files are not open to steps")


def _connect(call: Call, address: Address, port: int, until: float) -> tuple[socket.socket | None, str]:
    """Return a connected socket, or None with the reason in words."""
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    try:
        connection = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        return None, _words(error.errno)
    try:
        connection.setblocking(False)
        code = connection.connect_ex((str(address), port))
        if code in (errno.EINPROGRESS, errno.EWOULDBLOCK):
            code = _await_connection(call, connection, until)
        if code == 0:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return connection, ""
    except BaseException:
        connection.close()
        raise
    connection.close()
    return None, _words(code)


def _await_connection(call: Call, connection: socket.socket, until: float) -> int:
    """Return the error number of the connection once it is known, 0 for none, ETIMEDOUT at `until`."""
    poll = select.poll()
    poll.register(connection, select.POLLOUT)
    while time.monotonic() < until:
        call.check("connecting to")
        if poll.poll(call.patience(until) * 1000):
            return connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    return errno.ETIMEDOUT


def _words(code: int | None) -> str:
    if code == errno.ECONNREFUSED:
        return "nothing answers on this port"
    if code == errno.ETIMEDOUT:
        return "it did not answer in time"
    return os.strerror(code or errno.EIO).lower()


class PolledStream(httpcore.NetworkStream):
    """A stream that looks at the call's deadline and cancellation while it waits.

    The timeouts that httpcore passes are not used: the running call knows better.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return what arrived, b"" at the end. Raises httpcore.ReadError, or the call's own errors."""
        call = current_call.get()
        try:
            return self._wait(call, lambda: self._socket.recv(max_bytes), "waiting for the answer of")
        except OSError as error:
            raise httpcore.ReadError(type(error).__name__) from error

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of `buffer`; from its first byte on the call counts as sent."""
        call = current_call.get()
        rest = memoryview(buffer)
        try:
            while rest:
                count = self._wait(call, lambda part=rest: self._socket.send(part), "sending to")  # type: ignore[misc]
                call.was_sent = True
                rest = rest[count:]
        except OSError as error:
            raise httpcore.WriteError(type(error).__name__) from error

    def _wait(self, call: Call, work: Callable[[], T], doing: str) -> T:
        """Return what `work` gives, tried in short slices until the call or the policy's read time ends."""
        until = time.monotonic() + call.policy.read_seconds
        while True:
            call.check(doing)
            self._socket.settimeout(call.patience(until))
            try:
                return work()
            except (TimeoutError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                if time.monotonic() >= until:
                    raise deadline_exceeded(call.host, was_sent=call.was_sent, waited_for=doing) from None

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Return this stream, encrypted and verified for `server_hostname`. Raises tls_error, connection_failed."""
        call = current_call.get()
        try:
            wrapped = ssl_context.wrap_socket(
                self._socket, server_hostname=server_hostname, do_handshake_on_connect=False
            )
            stream = PolledStream(wrapped)
            stream._wait(call, wrapped.do_handshake, "agreeing on encryption with")
        except ssl.SSLEOFError as error:
            self.close()
            raise connection_failed(call.host, "it closed the connection") from error
        except ssl.SSLError as error:
            self.close()
            raise tls_error(call.host, *explain(error)) from error
        except OSError as error:
            self.close()
            raise connection_failed(call.host, "it closed the connection") from error
        return stream

    def close(self) -> None:
        """Close the socket at once, without waiting for the other side."""
        self._socket.close()

    def get_extra_info(self, info: str) -> Any:
        """Return what httpcore's pool asks: the TLS object, and whether an idle connection was closed."""
        if info == "ssl_object":
            return self._socket if isinstance(self._socket, ssl.SSLSocket) else None
        if info == "is_readable":
            return self._is_readable()
        return self._socket if info == "socket" else None

    def _is_readable(self) -> bool:
        if self._socket.fileno() < 0:
            return True
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        return bool(poll.poll(0))
