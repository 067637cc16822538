"""The product behind its own web server, and requests to it byte by byte: what no test client would ever send."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from config.launcher.commands import script
from config.launcher.ports import free_port

WAIT_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Raw:
    """An answer as it came."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Server:
    """A running gunicorn."""

    port: int
    pid: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def send(self, head: str, *pieces: bytes, seconds: float = 20) -> Raw:
        """Send a request as it is and return the answer, or status 0 when the connection ends without one."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as wire:
            try:
                wire.sendall(head.replace("\n", "\r\n").encode("latin-1") + b"\r\n\r\n")
                for piece in pieces:
                    wire.sendall(piece)
            except OSError:
                pass  # The server has heard enough; its answer may be there all the same.
            return parsed(received(wire))


def received(wire: socket.socket) -> bytes:
    """Return what comes until the server closes."""
    found = b""
    try:
        while piece := wire.recv(65536):
            found += piece
    except OSError:
        pass
    return found


def parsed(answer: bytes) -> Raw:
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    if not first.startswith("HTTP/1.1 "):
        return Raw(0, answer)
    pairs = (line.partition(":") for line in lines)
    return Raw(int(first.split(" ")[1]), body, {name.lower(): value.strip() for name, _, value in pairs})


def chunks(*pieces: bytes) -> bytes:
    """Return pieces in chunked transfer coding."""
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


@contextmanager
def serving(**environment: str) -> Iterator[Server]:
    """Run gunicorn with the tests' services and these further variables."""
    port = free_port()
    words = ["--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "4", "--no-control-socket"]
    own = {"PORT": str(port), "HOST": "127.0.0.1"}
    process = subprocess.Popen(
        [*script("gunicorn"), "config.wsgi", *words],
        env=os.environ | own | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL if "SHOW" not in os.environ else sys.stderr,
    )
    try:
        wait_for(port, process)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Return when the server answers."""
    give_up = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as wire:
                wire.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                if received(wire):
                    return
        except OSError:
            pass
        assert process.poll() is None and time.monotonic() < give_up, "gunicorn does not answer"
        time.sleep(0.05)
