"""Test a connector without a server, a network or Django: a fake context and scripted answers.

>>> from workflows.connectors.http import REQUEST
>>> ctx = FakeContext(answers=[answer(200, json={"quantity": 3})])
>>> REQUEST.run({"url": "https://warehouse.example/stock/A-1"}, ctx)["body"]
{'quantity': 3}
>>> ctx.http.requests[0].method
'GET'
"""

from __future__ import annotations

import json as jsonlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from workflows.contract.context import HttpAnswer
from workflows.contract.errors import ConnectorError


def answer(
    status: int = 200,
    *,
    json: Any = None,
    text: str = "",
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
) -> HttpAnswer:
    """Return an answer to script: give one of `json`, `text` and `body`. Header names may have any case."""
    lines = {name.lower(): value for name, value in (headers or {}).items()}
    if json is not None:
        body = jsonlib.dumps(json).encode()
        lines.setdefault("content-type", "application/json")
    elif text:
        body = text.encode()
        lines.setdefault("content-type", "text/plain; charset=utf-8")
    return HttpAnswer(status=status, headers=tuple(lines.items()), body=body)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentRequest:
    """What a connector sent: header names in lower case."""

    method: str
    url: str
    headers: Mapping[str, str]
    content: bytes | None
    options: Mapping[str, Any]

    @property
    def query(self) -> list[tuple[str, str]]:
        """The query of the address, decoded, in order."""
        return parse_qsl(urlsplit(self.url).query, keep_blank_values=True)

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return jsonlib.loads(self.content or b"null")


class ScriptedHttp:
    """Gives the scripted answers in order, raises the scripted errors, and keeps what was asked in `requests`."""

    def __init__(self, answers: Sequence[HttpAnswer | ConnectorError]) -> None:
        self._answers = list(answers)
        self.requests: list[SentRequest] = []

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        **options: Any,
    ) -> HttpAnswer:
        """Return the next scripted answer. Raises AssertionError when the script has ended."""
        lines = {name.lower(): value for name, value in (headers or {}).items()}
        self.requests.append(SentRequest(method=method, url=url, headers=lines, content=content, options=options))
        if not self._answers:
            raise AssertionError(f"{method} {url} was asked, but the script has no answer left")
        following = self._answers.pop(0)
        if isinstance(following, ConnectorError):
            raise following
        return following


@dataclass(slots=True)
class FakeDeadline:
    """A deadline that stands still."""

    seconds: float = 30.0

    def remaining(self) -> float:
        """Return the seconds it was made with."""
        return self.seconds


@dataclass(slots=True)
class FakeLog:
    """Keeps the events, so that a test can look for secrets in them."""

    events: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)

    def info(self, event: str, **data: Any) -> None:
        """Keep an event of level info."""
        self.events.append(("info", event, data))

    def warning(self, event: str, **data: Any) -> None:
        """Keep an event of level warning."""
        self.events.append(("warning", event, data))


class FakeContext:
    """A context for tests: scripted answers, a still deadline, given secrets."""

    def __init__(
        self,
        answers: Sequence[HttpAnswer | ConnectorError] = (),
        *,
        secrets: Mapping[str, str] | None = None,
        idempotency_key: str = "wf1:run:step:",
        seconds: float = 30.0,
        is_cancelled: bool = False,
    ) -> None:
        self.http = ScriptedHttp(answers)
        self.log = FakeLog()
        self.deadline = FakeDeadline(seconds)
        self.idempotency_key = idempotency_key
        self.secrets = dict(secrets or {})
        self.is_cancelled = is_cancelled

    def cancelled(self) -> bool:
        """Return what the test said."""
        return self.is_cancelled
