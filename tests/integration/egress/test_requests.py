"""What is sent and what comes back, when nothing is wrong."""

import threading

import pytest

from tests.integration.egress.servers import RawServer, message, reply
from workflows.contract import ConnectorError, Retryable, Unclear


def test_an_answer_comes_back_whole(client, serve):
    server = serve(reply(201, b'{"id": 7}', content_type="application/json", x_Trace="ü"))

    answer = client.request("POST", f"{server.url}/orders?x=1", headers={"X-One": "1"}, content=b"hello")

    assert (answer.status, answer.body, answer.header("Content-Type")) == (201, b'{"id": 7}', "application/json")
    assert answer.header("x-trace") == "ü"
    asked = server.asked[0]
    assert (asked.line, asked.body) == ("POST /orders?x=1 HTTP/1.1", b"hello")
    assert asked.headers == {
        "host": f"127.0.0.1:{server.port}",
        "accept-encoding": "gzip, deflate",
        "user-agent": "Stellwerk",
        "accept": "*/*",
        "x-one": "1",
        "content-length": "5",
    }


@pytest.mark.parametrize(("method", "length"), [("GET", None), ("DELETE", None), ("POST", "0"), ("PUT", "0")])
def test_only_methods_with_a_body_name_a_length(client, serve, method, length):
    server = serve(reply())
    client.request(method, server.url)
    assert server.asked[0].headers.get("content-length") == length


def test_a_head_answer_has_no_body_whatever_it_announces(client, serve):
    server = serve(reply(200, content_length="99999999999", content_encoding="gzip"))
    assert client.request("HEAD", server.url).body == b""


def test_a_step_cannot_choose_the_user_agent_twice(client, serve):
    server = serve(reply())
    client.request("GET", server.url, headers={"user-agent": "mine", "Accept": "text/plain"})
    assert (server.asked[0].headers["user-agent"], server.asked[0].headers["accept"]) == ("mine", "text/plain")


@pytest.mark.parametrize("method", ["get", "TRACE", "CONNECT", "GET /x", ""])
def test_an_unknown_method_is_refused(client, method):
    with pytest.raises(ConnectorError) as caught:
        client.request(method, "http://127.0.0.1/")
    assert caught.value.code == "method_not_allowed"


def test_a_steps_client_adds_the_headers_of_the_platform(client, serve):
    server = serve(reply())
    client.bind(headers={"Stellwerk-Depth": "3"}).request("GET", server.url)
    assert server.asked[0].headers["stellwerk-depth"] == "3"


def test_connections_are_kept_for_what_may_be_repeated(client, serve):
    server = serve(reply(200, b"ok"))
    for _ in range(5):
        client.request("GET", server.url)
    assert (server.connections, len(server.asked)) == (1, 5)


def test_cookies_are_not_kept(client, serve):
    server = serve(reply(200, set_cookie="session=1; Path=/"))
    for _ in range(2):
        client.request("GET", server.url)
    assert "cookie" not in server.asked[1].headers


def test_many_threads_share_one_client(client, serve):
    server = serve(lambda asked, connection: connection.sendall(message(200, asked.path.encode())))
    wrong = []

    def ask(number):
        for turn in range(10):
            path = f"/{number}/{turn}"
            if client.request("GET", f"{server.url}{path}").body != path.encode():
                wrong.append(path)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert len(server.asked) == 80


def closing_after_first(answered: list[str]):
    """Answer one request per connection, then read the next and close without a word."""

    def script(asked, connection):
        if connection in answered:
            connection.close()
        answered.append(connection)
        connection.sendall(message(200, b"ok"))

    return script


def test_a_kept_connection_that_died_is_replaced_without_a_word(client, serve):
    server = serve(closing_after_first([]))
    bodies = [client.request("GET", server.url).body for _ in range(3)]
    assert bodies == [b"ok"] * 3
    assert server.connections == 3  # the second and third request each find a dead one


def test_what_must_not_be_repeated_never_travels_on_a_kept_connection(client, serve):
    server = serve(closing_after_first([]))
    for _ in range(3):
        assert client.request("POST", server.url, safe_to_repeat=False).status == 200
    assert (server.connections, len(server.asked)) == (3, 3)


def hang_up(_, connection):
    connection.close()


def test_a_lost_answer_is_unclear_and_nothing_is_sent_twice(client, serve):
    server = serve(hang_up)
    with pytest.raises(Unclear) as caught:
        client.request("POST", server.url, content=b"x", safe_to_repeat=False)
    assert caught.value.code == "connection_lost"
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf", "connection_lost"),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab", "connection_lost"),
        (b"HTTP/1.1 200 OK\r\nx: y\r\n", "connection_lost"),
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", "answer_invalid"),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n", "answer_invalid"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab", "answer_invalid"),
        (b"HTTP/1.1 200 OK\r\nx y: z\r\n\r\n", "answer_invalid"),
        (b"\x16\x03\x01\x02\x00" * 20, "answer_invalid"),
    ],
)
def test_a_broken_answer_is_unclear(client, serve, raw, code):
    def script(_, connection):
        connection.sendall(raw)
        connection.close()

    with pytest.raises(Unclear) as caught:
        client.request("GET", serve(script).url)
    assert caught.value.code == code


def test_a_closed_port_is_a_clean_failure(client):
    with RawServer(reply()) as server:
        url = server.url
    with pytest.raises(Retryable) as caught:
        client.request("POST", url, content=b"x")
    assert (caught.value.code, caught.value.is_unclear) == ("connection_failed", False)
    assert "nothing answers on this port" in caught.value.message


def test_a_service_on_ipv6_is_reached(client, serve):
    try:
        server = serve(reply(200, b"six"), host="::1")
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    assert client.request("GET", f"http://[::1]:{server.port}/").body == b"six"
    assert server.asked[0].headers["host"] == f"[::1]:{server.port}"
