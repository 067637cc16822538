"""The client of a process follows the settings, and is never shared with a forked child."""

import os

import pytest
from django.conf import settings

from tests.integration.egress.servers import networks, outcome, reply
from workflows.egress import Policy, client_for, default_client


@pytest.fixture
def configure(monkeypatch):
    def configure(allow=(), own=None):
        monkeypatch.setattr(settings, "EGRESS_ALLOW", networks(allow), raising=False)
        monkeypatch.setattr(settings, "EGRESS_OWN", own, raising=False)

    return configure


def test_settings_say_what_is_open(configure, serve):
    server = serve(reply(200, b"ok"))
    for allow, own, code in (
        ((), None, "destination_blocked"),
        (["127.0.0.0/8"], None, ""),
        ((), ("127.0.0.1", server.port, ("/demo/",)), ""),
        ((), ("127.0.0.1", server.port, ("/hooks/",)), "destination_blocked"),
    ):
        configure(allow, own)
        _, found = outcome(lambda: default_client().request("GET", f"{server.url}/demo/shop"))
        assert found == code


def test_one_policy_has_one_client(configure):
    configure(["10.0.0.0/8"])
    assert default_client() is default_client() is client_for(Policy(allow=networks(["10.0.0.0/8"])))


def test_a_forked_child_makes_its_own_client(configure, serve):
    """Two processes on one connection would read each other's answers."""
    configure(["127.0.0.0/8"])
    server = serve(reply(200, b"ok"))
    parents = default_client()
    parents.request("GET", server.url)
    child = os.fork()
    if child == 0:
        try:
            answer = default_client().request("GET", server.url)
            os._exit(0 if default_client() is not parents and answer.body == b"ok" else 1)
        except BaseException:
            os._exit(2)
    _, status = os.waitpid(child, 0)
    parents.request("GET", server.url)
    assert os.waitstatus_to_exitcode(status) == 0
    assert server.connections == 2
