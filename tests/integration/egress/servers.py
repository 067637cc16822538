"""A server that answers with the very bytes a test wants, also when they break every rule."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any

from workflows.contract import ConnectorError
from workflows.egress.addresses import Network


def networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Return the networks written as text, as EGRESS_ALLOW gives them."""
    return tuple(ip_network(text) for text in texts)


def outcome(work: Callable[[], Any]) -> tuple[Any, str]:
    """Return what `work` gives and "", or None and the code of the ConnectorError; anything else is not caught."""
    try:
        return work(), ""
    except ConnectorError as error:
        return None, error.code


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return self.line.split(" ")[1]

    @property
    def method(self) -> str:
        return self.line.split(" ")[0]


Script = Callable[[Asked, socket.socket], None]
"""Gets the request and the socket to answer on. Return to wait for the next request; close the socket to end."""


def reply(status: int = 200, body: bytes = b"", **headers: str) -> Script:
    """Return a script that answers the same each time."""

    def send(_: Asked, connection: socket.socket) -> None:
        connection.sendall(message(status, body, **headers))

    return send


def hang_up_at_once(_: Asked, connection: socket.socket) -> None:
    """Close the connection without a word."""
    connection.close()


def message(status: int = 200, body: bytes = b"", **headers: str) -> bytes:
    """Return the bytes of an answer; `content_type="…"` becomes `content-type: …`."""
    lines = {name.replace("_", "-"): value for name, value in headers.items()}
    lines.setdefault("content-length", str(len(body)))
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status} X\r\n{head}\r\n".encode() + body


class RawServer:
    """Runs a script for every request, one thread per connection. `asked` and `connections` say what came."""

    def __init__(
        self,
        script: Script,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: ssl.SSLContext | None = None,
        greets: bool = False,
    ):
        self.asked: list[Asked] = []
        self.connections = 0
        self._script, self._tls, self._greets = script, tls, greets
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.create_server((host, port), family=family)
        self.port = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []

    @property
    def url(self) -> str:
        return f"http{'s' if self._tls else ''}://127.0.0.1:{self.port}"

    def __enter__(self) -> RawServer:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            connection.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
            self._open.append(connection)
            if self._greets:
                # Speak before anything was understood, as a service of another kind does.
                connection.recv(1)
                self._script(Asked("", {}, b""), connection)
                return
            while asked := self._read(connection):
                self.asked.append(asked)
                self._script(asked, connection)
        except (OSError, ValueError):
            pass
        finally:
            connection.close()

    def _read(self, connection: socket.socket) -> Asked | None:
        data = b""
        while b"\r\n\r\n" not in data:
            if not (piece := connection.recv(65536)):
                return None
            data += piece
        head, _, body = data.partition(b"\r\n\r\n")
        line, *rows = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (row.partition(": ") for row in rows)}
        while len(body) < int(headers.get("content-length", 0)):
            body += connection.recv(65536)
        return Asked(line, headers, body)
