"""Redirects follow RFC 9110, at most five, and carry no credentials to strangers."""

import pytest

from tests.integration.egress.servers import message, reply
from workflows.contract import ConnectorError

SECRET = {"Authorization": "Bearer t0psecret", "Cookie": "a=b", "X-Api-Key": "k3y", "X-Shop": "s3cret"}


def to_end(status, location="/end"):
    """Redirect everything but /end."""

    def script(asked, connection):
        is_end = asked.path == "/end"
        connection.sendall(message(200, b"end") if is_end else message(status, location=location))

    return script


@pytest.mark.parametrize(
    ("status", "method", "then", "body"),
    [
        (301, "POST", "GET", b""),
        (302, "POST", "GET", b""),
        (303, "POST", "GET", b""),
        (303, "PUT", "GET", b""),
        (303, "HEAD", "HEAD", b""),
        (301, "PUT", "PUT", b"x"),
        (302, "DELETE", "DELETE", b"x"),
        (307, "POST", "POST", b"x"),
        (308, "PATCH", "PATCH", b"x"),
        (302, "GET", "GET", b""),
    ],
)
def test_method_and_body_follow_the_status(client, serve, status, method, then, body):
    server = serve(to_end(status))
    content = b"x" if method not in ("GET", "HEAD") else None

    answer = client.request(method, server.url, content=content, headers={"Content-Type": "text/plain"})

    last = server.asked[1]
    assert (answer.status, answer.url) == (200, f"{server.url}/end")
    assert (last.method, last.body) == (then, body)
    assert ("content-type" in last.headers) == (then == method)


def test_the_same_origin_keeps_the_sign_in(client, serve):
    server = serve(to_end(302))
    client.request("GET", server.url, headers=SECRET)
    assert server.asked[1].headers["authorization"] == "Bearer t0psecret"


def test_another_origin_gets_no_sign_in(client, serve):
    stranger = serve(reply(200))
    server = serve(to_end(307, f"{stranger.url}/end"))

    client.request("POST", server.url, headers={**SECRET, "Idempotency-Key": "k"}, content=b"x")

    got = stranger.asked[0]
    assert (got.headers["idempotency-key"], got.headers["accept"], got.body) == ("k", "*/*", b"x")
    assert not {name.lower() for name in SECRET} & got.headers.keys()


def test_the_sign_in_does_not_come_back_after_a_detour(client, serve):
    home = serve(lambda asked, connection: connection.sendall(to_home(asked)))
    stranger = serve(reply(302, location=f"{home.url}/end"))
    home.stranger = stranger.url

    def to_home(asked):
        return message(200) if asked.path == "/end" else message(302, location=home.stranger)

    client.request("GET", home.url, headers=SECRET)
    assert [asked.headers.get("authorization") for asked in home.asked] == ["Bearer t0psecret", None]


def test_five_redirects_are_followed_and_a_sixth_is_not(client, serve):
    def script(asked, connection):
        number = int(asked.path.strip("/"))
        connection.sendall(message(200, b"there") if number == 0 else message(302, location=f"/{number - 1}"))

    server = serve(script)
    assert client.request("GET", f"{server.url}/5").body == b"there"

    with pytest.raises(ConnectorError) as caught:
        client.request("GET", f"{server.url}/100")
    assert (caught.value.code, len(server.asked)) == ("too_many_redirects", 6 + 6)


def test_a_redirect_can_be_looked_at_instead(client, serve):
    server = serve(reply(302, location="http://169.254.169.254/"))
    answer = client.request("GET", server.url, follow_redirects=False)
    assert (answer.status, answer.header("location")) == (302, "http://169.254.169.254/")


@pytest.mark.parametrize(("status", "headers"), [(302, {}), (300, {"location": "/x"}), (304, {"location": "/x"})])
def test_an_answer_that_leads_nowhere_is_the_answer(client, serve, status, headers):
    assert client.request("GET", serve(reply(status, **headers)).url).status == status


def test_a_location_in_utf_8_is_followed(client, serve):
    def script(asked, connection):
        location = "/größe".encode().decode("latin-1")
        answer = (
            message(200, asked.path.encode())
            if asked.path != "/"
            else message(302).replace(b"\r\n\r\n", f"\r\nlocation: {location}\r\n\r\n".encode("latin-1"))
        )
        connection.sendall(answer)

    assert client.request("GET", serve(script).url).body == b"/gr%C3%B6%C3%9Fe"
