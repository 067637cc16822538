"""Clients under a test's own policy, and servers on this machine that misbehave on purpose."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.integration.egress.servers import RawServer, networks
from workflows.egress import HttpClient, Policy

LOOPBACK = networks(["127.0.0.1/32", "::1/128"])


@pytest.fixture(scope="session")
def database() -> None:
    """Replaces the services: nothing here needs a database."""


@pytest.fixture
def serve() -> Iterator[Callable[..., RawServer]]:
    """Return a function that starts a server with a script; it ends with the test."""
    with ExitStack() as stack:
        yield lambda script, **more: stack.enter_context(RawServer(script, **more))


@pytest.fixture
def client() -> Iterator[HttpClient]:
    """A client that may reach 127.0.0.1 and ::1, with short limits."""
    found = HttpClient(Policy(allow=LOOPBACK, connect_seconds=1.0, read_seconds=2.0, total_seconds=5.0))
    yield found
    found.close()


@pytest.fixture
def make_client() -> Iterator[Callable[..., HttpClient]]:
    """Return a function that makes a client; policy fields and `resolver` by name."""
    made: list[HttpClient] = []

    def make(*, resolver=None, **policy) -> HttpClient:
        more = {"resolver": resolver} if resolver else {}
        made.append(HttpClient(Policy(**{"allow": LOOPBACK, **policy}), **more))
        return made[-1]

    yield make
    for found in made:
        found.close()
