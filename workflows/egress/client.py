"""The only way out: one client per process and policy, safe to share between threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

import httpcore

from workflows.contract.context import Deadline, HttpAnswer
from workflows.contract.errors import ConnectorError, Rejected
from workflows.egress.body import read_body
from workflows.egress.broken import translated
from workflows.egress.call import Call, current_call
from workflows.egress.headers import checked_headers
from workflows.egress.hop import Hop, redirected
from workflows.egress.policy import Policy
from workflows.egress.problems import (
    too_many_redirects,
)
from workflows.egress.resolve import Resolver, system_resolver
from workflows.egress.tls import make_context
from workflows.egress.urls import Target, read_target
from workflows.egress.wire import PinnedBackend

METHODS = frozenset(("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"))
IDEMPOTENT_METHODS = METHODS - {"POST", "PATCH"}  # RFC 9110 §9.2.2
REDIRECTS = frozenset((301, 302, 303, 307, 308))
DEFAULTS = {"User-Agent": "Stellwerk", "Accept": "*/*"}


class HttpClient:
    """Sends requests under a policy. `resolver(host, port)` gives addresses as text; tests pass their own."""

    def __init__(self, policy: Policy, *, resolver: Resolver = system_resolver) -> None:
        self.policy = policy
        self._backend = PinnedBackend(resolver)
        self._tls = make_context(policy.ca_pem)
        # A kept connection may die while we write to it. What must not be repeated gets a fresh one, and so does
        # the platform's own address: a connection opened for /hooks/ must not serve another path.
        self._kept = self._pool(keep=64)
        self._fresh = self._pool(keep=0)

    def _pool(self, *, keep: int) -> httpcore.ConnectionPool:
        return httpcore.ConnectionPool(
            ssl_context=self._tls,
            max_connections=None,
            max_keepalive_connections=keep,
            keepalive_expiry=15.0,
            network_backend=self._backend,
        )

    def bind(
        self,
        *,
        deadline: Deadline | None = None,
        cancelled: Callable[[], bool] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> BoundHttp:
        """Return the client of one step: its deadline, its cancellation, and headers that only the platform sets."""
        return BoundHttp(client=self, deadline=deadline, cancelled=cancelled, headers=dict(headers or {}))

    def close(self) -> None:
        """Close every kept connection."""
        self._kept.close()
        self._fresh.close()

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
        deadline: Deadline | None = None,
        cancelled: Callable[[], bool] | None = None,
        platform_headers: Mapping[str, str] | None = None,
    ) -> HttpAnswer:
        """Return the answer, whatever its status.

        1. Check the address and headers; 2. send, on a checked address; 3. read within the limits;
        4. follow redirects by the same rules. Raises ConnectorError with a code of `problems.py`, nothing else.
        """
        if method not in METHODS:
            raise Rejected(
                "This method is not known.", code="method_not_allowed", hint=f"Use one of {sorted(METHODS)}."
            )
        call = Call(policy=self.policy, seconds=self._seconds(timeout_seconds, deadline), cancelled=cancelled)
        lines = checked_headers(_with_defaults(headers or {}))
        lines += [(name.encode(), value.encode()) for name, value in (platform_headers or {}).items()]
        hop = Hop(
            method=method,
            target=read_target(url, self.policy),
            lines=lines,
            content=content,
            safe_to_repeat=method in IDEMPOTENT_METHODS if safe_to_repeat is None else safe_to_repeat,
            max_response_bytes=self.policy.max_response_bytes if max_response_bytes is None else max_response_bytes,
        )
        with _running(call):
            return self._follow(call, hop) if follow_redirects else self._send(call, hop)

    def _seconds(self, timeout_seconds: float | None, deadline: Deadline | None) -> float:
        limits = [self.policy.total_seconds]
        limits += [] if timeout_seconds is None else [timeout_seconds]
        limits += [] if deadline is None else [deadline.remaining()]
        return min(limits)

    def _follow(self, call: Call, hop: Hop) -> HttpAnswer:
        for _ in range(self.policy.max_redirects + 1):
            answer = self._send(call, hop)
            location = next((value for name, value in answer.headers if name == "location"), "")
            if answer.status not in REDIRECTS or not location:
                return answer
            hop = redirected(hop, answer.status, location, self.policy)
        raise too_many_redirects(hop.target.host, self.policy.max_redirects)

    def _send(self, call: Call, hop: Hop) -> HttpAnswer:
        """Return the answer to one hop. A kept connection that turns out dead is replaced once."""
        call.begin_hop(hop.target.host, is_own=hop.target.is_own)
        call.check("starting on")
        if hop.target.is_own or not hop.safe_to_repeat:
            return self._exchange(call, hop, self._fresh)
        try:
            return self._exchange(call, hop, self._kept)
        except ConnectorError as error:
            is_dead = error.code in ("connection_lost", "connection_failed")
            if not is_dead or call.is_fresh or call.was_answered:
                raise
        call.begin_hop(hop.target.host, is_own=False)
        return self._exchange(call, hop, self._fresh)

    def _exchange(self, call: Call, hop: Hop, pool: httpcore.ConnectionPool) -> HttpAnswer:
        body = hop.content if hop.content is not None else _missing_body(hop.method)
        lines = [(b"Host", hop.target.authority.encode()), (b"Accept-Encoding", b"gzip, deflate"), *hop.lines]
        with (
            translated(call),
            pool.stream(hop.method, _core_url(hop.target), headers=lines, content=body) as response,
        ):
            call.was_answered = True
            headers = tuple((_text(name).lower(), _text(value)) for name, value in response.headers)
            answer = HttpAnswer(status=response.status, headers=headers, url=hop.target.url)
            has_body = hop.method != "HEAD" and response.status not in (204, 304)
            received = read_body(
                response.iter_stream() if has_body else (),
                host=call.host,
                encoding=(answer.header("content-encoding") or "") if has_body else "",
                length=(answer.header("content-length") or "") if has_body else "",
                limit=hop.max_response_bytes,
                policy=self.policy,
            )
            return replace(answer, body=received)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundHttp:
    """The client as one step sees it: `contract.HttpClient` with the step's deadline and cancellation."""

    client: HttpClient
    deadline: Deadline | None
    cancelled: Callable[[], bool] | None
    headers: Mapping[str, str]

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
        """Return the answer, whatever its status; see `HttpClient.request`."""
        return self.client.request(
            method,
            url,
            headers=headers,
            content=content,
            timeout_seconds=timeout_seconds,
            max_response_bytes=max_response_bytes,
            follow_redirects=follow_redirects,
            safe_to_repeat=safe_to_repeat,
            deadline=self.deadline,
            cancelled=self.cancelled,
            platform_headers=self.headers,
        )


def _with_defaults(headers: Mapping[str, str]) -> dict[str, str]:
    given = {name.lower() for name in headers}
    return {**{name: DEFAULTS[name] for name in DEFAULTS if name.lower() not in given}, **headers}


def _missing_body(method: str) -> bytes | None:
    # Some servers wait for a body, or refuse, where a POST names no length.
    return b"" if method in ("POST", "PUT", "PATCH") else None


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


@contextmanager
def _running(call: Call) -> Iterator[None]:
    token = current_call.set(call)
    try:
        yield
    finally:
        current_call.reset(token)


def _core_url(target: Target) -> httpcore.URL:
    return httpcore.URL(
        scheme=target.scheme.encode(), host=target.host.encode(), port=target.port, target=target.path.encode()
    )
