"""A call ends when its time is up or a person cancels, whatever the other side does."""

import socket
import threading
import time

import pytest

from tests.integration.egress.servers import message, reply
from workflows.contract import Cancelled, ConnectorError, Retryable, Unclear
from workflows.contract.testing import FakeDeadline

END = threading.Event()


def drip(_, connection):
    """Send a byte of the head now and then, for ever."""
    for byte in b"HTTP/1.1 200 OK\r\nx: " + b"y" * 10_000:
        connection.sendall(bytes([byte]))
        time.sleep(0.05)


def drip_body(_, connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n")
    drip(_, connection)


def silence(_, connection):
    END.wait(5)


def circle(_, connection):
    time.sleep(0.1)
    connection.sendall(message(302, location="/"))


def chatter(_, connection):
    """Promise an answer for ever."""
    while True:
        connection.sendall(b"HTTP/1.1 102 Processing\r\n\r\n")
        time.sleep(0.01)


@pytest.mark.parametrize("script", [drip, drip_body, silence, circle, chatter], ids=lambda script: script.__name__)
def test_the_total_deadline_holds(client, serve, script):
    began = time.monotonic()
    with pytest.raises(ConnectorError) as caught:
        client.request("GET", serve(script).url, timeout_seconds=0.3)
    assert caught.value.code == "deadline_exceeded"
    assert isinstance(caught.value, Unclear)
    assert 0.2 < time.monotonic() - began < 2.0


def test_a_step_that_has_no_time_left_sends_nothing(client, serve):
    server = serve(reply())
    with pytest.raises(Retryable) as caught:
        client.bind(deadline=FakeDeadline(0.0)).request("POST", server.url)
    assert (caught.value.code, caught.value.is_unclear) == ("deadline_exceeded", False)
    assert server.connections == 0


def test_a_silent_service_is_left_after_the_read_time(make_client, serve):
    client = make_client(read_seconds=0.4, total_seconds=5.0)
    began = time.monotonic()
    with pytest.raises(Unclear) as caught:
        client.request("GET", serve(silence).url)
    assert caught.value.code == "deadline_exceeded"
    assert time.monotonic() - began < 2.0


def test_a_receiver_that_does_not_read_is_left(client):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        with pytest.raises(Unclear) as caught:
            client.request("POST", url, content=b"x" * 30_000_000, timeout_seconds=0.3)
    assert (caught.value.code, caught.value.details["sent"]) == ("deadline_exceeded", True)


def test_a_port_that_swallows_packets_is_left_after_the_connect_time(make_client):
    """A full backlog drops further attempts, which is what a firewall does too."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    fillers = [socket.socket() for _ in range(4)]
    for filler in fillers:
        filler.setblocking(False)
        filler.connect_ex(listener.getsockname())
    time.sleep(0.05)
    with pytest.raises(Retryable) as caught:
        make_client(connect_seconds=0.4).request("GET", f"http://127.0.0.1:{listener.getsockname()[1]}/")
    for each in (*fillers, listener):
        each.close()
    assert caught.value.code == "connection_failed"
    assert "did not answer in time" in caught.value.message


class Person:
    """Cancels after a while."""

    def __init__(self, seconds):
        self.at, self.asked = time.monotonic() + seconds, 0

    def cancelled(self):
        self.asked += 1
        return time.monotonic() >= self.at


@pytest.mark.parametrize("script", [drip, drip_body, silence], ids=lambda script: script.__name__)
def test_a_cancel_ends_the_call_within_a_second(client, serve, script):
    person = Person(0.1)
    began = time.monotonic()
    with pytest.raises(Cancelled) as caught:
        client.bind(cancelled=person.cancelled).request("POST", serve(script).url)
    assert caught.value.details == {"sent": True}
    assert time.monotonic() - began < 2.0
    assert person.asked < 10  # looked at now and then, not for every byte


def test_a_cancel_before_sending_sends_nothing(client, serve):
    server = serve(reply())
    with pytest.raises(Cancelled) as caught:
        client.bind(cancelled=lambda: True).request("POST", server.url)
    assert (caught.value.details, server.connections) == ({"sent": False}, 0)


def test_a_cancel_does_not_wait_for_a_name_server(make_client):
    gate, person = threading.Event(), Person(0.2)
    client = make_client(resolver=lambda host, port: gate.wait(10) and [])
    with pytest.raises(Cancelled):
        client.bind(cancelled=person.cancelled).request("GET", "http://shop.example/")
    gate.set()


def test_a_connection_left_in_the_middle_is_not_used_again(client, serve):
    turn = iter(range(10))

    def script(asked, connection):
        if next(turn) == 0:
            END.wait(0.6)
        connection.sendall(message(200, asked.path.encode()))

    server = serve(script)
    with pytest.raises(Unclear):
        client.request("GET", f"{server.url}/first", timeout_seconds=0.3)
    assert client.request("GET", f"{server.url}/second").body == b"/second"
