"""The address that was checked is the address that is used, at each new connection and each redirect."""

import threading

import pytest

from tests.integration.egress.servers import message, networks, outcome, reply
from workflows.contract import ConnectorError
from workflows.egress import Own


class Names:
    """A resolver with given answers, one after the other; the last one stays."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    def __call__(self, host, port):
        self.asked.append(host)
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(found, Exception):
            raise found
        return found


def test_a_name_is_looked_up_once_and_keeps_its_host_header(make_client, serve):
    names, server = Names(["127.0.0.1"]), serve(reply(200, b"ok"))

    make_client(resolver=names).request("GET", f"http://shop.example:{server.port}/x")

    assert names.asked == ["shop.example"]
    assert server.asked[0].headers["host"] == f"shop.example:{server.port}"


BAD_ANSWERS = [
    ["127.0.0.1", "10.0.0.1"],
    ["10.0.0.1", "127.0.0.1"],
    ["169.254.169.254"],
    ["8.8.8.8", "::ffff:10.0.0.1"],
    ["64:ff9b::a9fe:a9fe"],
    ["fe80::1%eth0"],
    ["127.0.0.1", "168.63.129.16"],
]


@pytest.mark.parametrize("addresses", BAD_ANSWERS)
def test_one_refused_address_refuses_the_name(make_client, serve, addresses):
    server = serve(reply())
    with pytest.raises(ConnectorError) as caught:
        make_client(resolver=Names(addresses)).request("GET", f"http://shop.example:{server.port}/")
    assert caught.value.code == "destination_blocked"
    assert server.connections == 0


def test_a_name_that_changes_its_address_never_reaches_the_inside(make_client, serve):
    """Rebinding: of two look-ups the first is public, the second inside. 200 tries, with new connections each."""
    outside = serve(reply(200, b"outside"))
    trap = serve(reply(200, b"inside"), host="127.0.0.2", port=outside.port)
    turn = iter(range(10_000))
    client = make_client(resolver=lambda host, port: ["127.0.0.1" if next(turn) % 2 == 0 else "127.0.0.2"])

    codes = [
        outcome(lambda: client.request("POST", f"http://rebind.example:{outside.port}/", safe_to_repeat=False))[1]
        for _ in range(200)
    ]

    assert (codes.count(""), codes.count("destination_blocked")) == (100, 100)
    assert trap.connections == 0


def test_a_public_name_on_another_port_is_refused(make_client):
    with pytest.raises(ConnectorError) as caught:
        make_client(resolver=Names(["8.8.8.8"])).request("GET", "http://shop.example:8080/")
    assert caught.value.code == "url_not_allowed"


def test_localhost_is_open_when_one_of_its_families_is(make_client, serve):
    server = serve(reply(200, b"ok"))
    names = Names(["::1", "127.0.0.1"])
    only_four = make_client(resolver=names, allow=networks(["127.0.0.0/8"]))
    assert only_four.request("GET", f"http://localhost:{server.port}/").body == b"ok"
    _, code = outcome(lambda: make_client(resolver=names, allow=()).request("GET", "http://localhost/"))
    assert code == "destination_blocked"


def test_the_second_address_is_tried_when_the_first_refuses(make_client, serve):
    server = serve(reply(200, b"ok"))
    client = make_client(resolver=Names(["::1", "127.0.0.1"]))
    assert client.request("GET", f"http://shop.example:{server.port}/").body == b"ok"


@pytest.mark.parametrize("answer", [OSError("no such name"), UnicodeError("label too long"), [], ["no address"]])
def test_a_name_without_an_address_is_tried_again_later(make_client, answer):
    with pytest.raises(ConnectorError) as caught:
        make_client(resolver=Names(answer)).request("GET", "http://shop.example/")
    assert (caught.value.code, caught.value.retryable, caught.value.is_unclear) == ("dns_error", True, False)


def test_a_name_server_that_never_answers_costs_only_the_connect_time(make_client):
    gate = threading.Event()
    client = make_client(resolver=lambda host, port: gate.wait(20) and [], connect_seconds=0.3)
    with pytest.raises(ConnectorError, match="did not answer") as caught:
        client.request("GET", "http://shop.example/")
    gate.set()
    assert caught.value.code == "dns_error"


def sending_to(location, status=302):
    return lambda asked, connection: connection.sendall(message(status, location=location))


INSIDE = [
    "http://169.254.169.254/latest/meta-data/",
    "http://127.0.0.2/",
    "http://[::ffff:10.0.0.1]/",
    "http://2852039166/",
    "//169.254.169.254/",
    "http://metadata.google.internal/",
]


@pytest.mark.parametrize("location", INSIDE)
def test_a_redirect_to_the_inside_is_refused(client, serve, location):
    with pytest.raises(ConnectorError) as caught:
        client.request("GET", serve(sending_to(location)).url)
    assert caught.value.code == "destination_blocked"


@pytest.mark.parametrize("location", ["file:///etc/passwd", "gopher://x/", "http://bob:pw@127.0.0.1/", "http://["])
def test_a_redirect_to_no_web_address_is_refused(client, serve, location):
    with pytest.raises(ConnectorError) as caught:
        client.request("GET", serve(sending_to(location)).url)
    assert caught.value.code == "url_not_allowed"


def test_a_redirect_to_a_name_inside_is_refused(make_client, serve):
    names = {"shop.example": ["127.0.0.1"], "evil.example": ["192.168.1.1"]}
    client = make_client(resolver=lambda host, port: names[host])
    server = serve(sending_to("http://evil.example/"))
    with pytest.raises(ConnectorError) as caught:
        client.request("GET", f"http://shop.example:{server.port}/")
    assert caught.value.code == "destination_blocked"


def own_client(make_client, server):
    return make_client(allow=(), own=Own(host="127.0.0.1", port=server.port, prefixes=("/hooks/", "/demo/")))


def test_a_connection_opened_for_the_own_hooks_serves_nothing_else(make_client, serve):
    server = serve(reply(200, b"ok"))
    client = own_client(make_client, server)
    assert client.request("GET", f"{server.url}/hooks/x").body == b"ok"

    _, code = outcome(lambda: client.request("GET", f"{server.url}/admin/"))

    assert code == "destination_blocked"
    assert [asked.path for asked in server.asked] == ["/hooks/x"]


def test_a_redirect_out_of_the_own_prefixes_is_refused(make_client, serve):
    server = serve(sending_to("/admin/"))
    _, code = outcome(lambda: own_client(make_client, server).request("GET", f"{server.url}/demo/x"))
    assert (code, len(server.asked)) == ("destination_blocked", 1)
