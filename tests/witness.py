"""A web service of the tests' own that remembers every call: the witness of what really happened outside."""

import json
import os
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

Call = dict[str, Any]
Answer = tuple[int, dict[str, str], bytes]


class QuietServer(ThreadingHTTPServer):
    """Says nothing when a caller was killed in the middle of a call."""

    daemon_threads = True

    def handle_error(self, *caller: Any) -> None:
        """Go on."""


class Witness:
    """Listens on 127.0.0.1. `answer(call)` decides; each call is in `calls`, and, synced, in the `ledger` if any."""

    def __init__(self, answer: Callable[[Call], Answer] | None = None, ledger: Path | None = None) -> None:
        self.answer = answer or (lambda call: ok({"path": call["path"]}))
        self.calls: list[Call] = []
        self.lock = threading.Lock()
        self.ledger = ledger.open("a") if ledger else None
        self.server = QuietServer(("127.0.0.1", 0), self.handler())
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self) -> "Witness":
        return self

    def __exit__(self, *error: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def note(self, call: Call) -> None:
        """Remember the call before it is answered."""
        with self.lock:
            self.calls.append(call)
            if self.ledger:
                self.ledger.write(json.dumps(call) + "\n")
                self.ledger.flush()
                os.fsync(self.ledger.fileno())

    def keys(self) -> dict[str, set[str]]:
        """Return the idempotency keys seen at each path."""
        found: dict[str, set[str]] = defaultdict(set)
        for call in self.calls:
            found[call["path"]].add(call["key"])
        return found

    def handler(self) -> type[BaseHTTPRequestHandler]:
        witness = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                call = {
                    "method": self.command,
                    "path": self.path,
                    "key": self.headers.get("Idempotency-Key", ""),
                    "body": body,
                    "headers": {name.lower(): value for name, value in self.headers.items()},
                    "at": time.time(),
                }
                witness.note(call)
                status, headers, content = witness.answer(call)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_POST = do_PUT = do_DELETE = do_PATCH = do_GET

            def log_message(self, *args: Any) -> None:
                """Stay quiet."""

        return Handler


def ok(value: Any, status: int = 200) -> Answer:
    """Return an answer with a JSON body."""
    return status, {"Content-Type": "application/json"}, json.dumps(value).encode()


def failing(times: int, then: Callable[[Call], Answer], status: int = 503) -> Callable[[Call], Answer]:
    """Return an answer that fails the first `times` calls of each path."""
    seen: dict[str, int] = defaultdict(int)

    def answer(call: Call) -> Answer:
        seen[call["path"]] += 1
        return ok({"error": "later"}, status) if seen[call["path"]] <= times else then(call)

    return answer
