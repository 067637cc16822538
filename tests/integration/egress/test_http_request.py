"""`http.request` through the real way out: what a step gets, and how often the service was asked."""

import json

import pytest

from tests.integration.egress.servers import message, reply
from workflows.connectors.http import REQUEST
from workflows.contract import AuthFailed, Cancelled, RateLimited, Retryable, Unclear
from workflows.contract.testing import FakeContext


def run(client, *, secrets=None, cancelled=None, **inputs):
    """Run the action like the engine does: a bound client, a deadline, a key."""
    ctx = FakeContext(secrets=secrets, idempotency_key="run-1:book", seconds=3.0)
    ctx.http = client.bind(deadline=ctx.deadline, cancelled=cancelled, headers={"Stellwerk-Depth": "2"})
    return REQUEST.run(inputs, ctx)


def test_a_booking_arrives_complete_and_its_answer_is_a_value(client, serve):
    server = serve(reply(201, b'{"id": 7}', content_type="application/json"))

    output = run(client, method="POST", url=f"{server.url}/bookings", query={"dry": False}, json={"sku": "A-1"})

    assert (output["status"], output["body"]) == (201, {"id": 7})
    asked = server.asked[0]
    assert (asked.path, json.loads(asked.body)) == ("/bookings?dry=false", {"sku": "A-1"})
    assert asked.headers["content-type"] == "application/json"
    assert asked.headers["idempotency-key"] == "run-1:book"
    assert asked.headers["stellwerk-depth"] == "2"


def hang_up(_, connection):
    connection.close()


@pytest.mark.parametrize("effect", ["idempotent", "at_most_once"])
def test_a_service_that_works_and_then_hangs_up_is_asked_once(client, serve, effect):
    server = serve(hang_up)
    with pytest.raises(Unclear) as caught:
        run(client, method="POST", url=server.url, json={}, effect=effect)
    assert caught.value.code == "connection_lost"
    assert len(server.asked) == 1


def test_an_idempotent_booking_survives_a_kept_connection_that_died(client, serve):
    """The repeat carries the same key, so the service can tell."""
    seen = set()

    def once_per_connection(asked, connection):
        if connection in seen:
            connection.close()
        seen.add(connection)
        connection.sendall(message(200, b"ok"))

    server = serve(once_per_connection)
    for _ in range(2):
        assert run(client, method="POST", url=server.url, json={})["status"] == 200
    assert {asked.headers["idempotency-key"] for asked in server.asked} == {"run-1:book"}


@pytest.mark.parametrize(
    ("script", "kind", "after"),
    [
        (reply(429, retry_after="7"), RateLimited, 7.0),
        (reply(503, retry_after="7"), RateLimited, 7.0),
        (reply(503), Retryable, None),
        (reply(401), AuthFailed, None),
    ],
)
def test_an_answer_decides_what_happens_next(client, serve, script, kind, after):
    with pytest.raises(kind) as caught:
        run(client, url=serve(script).url)
    assert (type(caught.value), caught.value.after) == (kind, after)


def test_a_sign_in_is_sent_and_never_shown(client, serve):
    def echo(asked, connection):
        connection.sendall(message(400, asked.headers["authorization"].encode(), content_type="text/plain"))

    server = serve(echo)
    with pytest.raises(Exception, match="answered 400") as caught:
        run(client, url=server.url, secrets={"auth": "bearer", "token": "t0p-s3cret"})
    assert server.asked[0].headers["authorization"] == "Bearer t0p-s3cret"
    assert "t0p-s3cret" not in json.dumps(caught.value.as_dict())


def test_a_sign_in_does_not_follow_a_redirect_to_a_stranger(client, serve):
    stranger = serve(reply(200, b"{}", content_type="application/json"))
    server = serve(reply(302, location=f"{stranger.url}/x"))
    secrets = {"auth": "header", "header": "X-Shop", "token": "t0p-s3cret"}
    run(client, url=server.url, secrets=secrets)
    assert server.asked[0].headers["x-shop"] == "t0p-s3cret"
    assert "x-shop" not in stranger.asked[0].headers


def test_a_cancelled_step_ends(client, serve):
    server = serve(reply(200))
    with pytest.raises(Cancelled):
        run(client, url=server.url, cancelled=lambda: True)
    assert server.asked == []


def test_an_answer_in_time_after_a_slow_start_is_taken_whole(client, serve):
    def slowly(_, connection):
        whole = message(200, b'{"a": "\xc3\xbc"}', content_type="application/json")
        for place in range(0, len(whole), 7):
            connection.sendall(whole[place : place + 7])

    assert run(client, url=serve(slowly).url)["body"] == {"a": "ü"}


def test_an_early_refusal_of_a_large_body_is_heard(client, serve):
    """A service may answer 413 while we still send; its answer counts, not the broken pipe."""

    def refuse(asked, connection):
        connection.sendall(message(413, b"too much", connection="close"))

    server = serve(refuse)
    with pytest.raises(Exception, match="answered 413"):
        run(client, method="POST", url=server.url, body="x" * 200_000)
