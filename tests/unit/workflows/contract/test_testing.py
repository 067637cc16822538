"""A connector can be tested with a few lines and nothing else."""

import doctest

import pytest

from tests.table import table
from workflows.contract import Action, Context, Effect, HttpAnswer, HttpClient, Retryable, fields, testing
from workflows.contract.testing import FakeContext, answer


def test_scripted_answers_come_in_order_and_requests_are_kept():
    http = FakeContext([answer(201, json={"a": 1}), Retryable("Later.")]).http

    first = http.request("POST", "https://a.example/x?b=%20c&b=", headers={"X-One": "1"}, content=b'{"q": 2}')
    with pytest.raises(Retryable, match="Later"):
        http.request("GET", "https://a.example/", timeout_seconds=3.0)

    assert (first.status, first.body, first.header("Content-Type")) == (201, b'{"a": 1}', "application/json")
    sent, second = http.requests
    assert (sent.method, sent.query, sent.json) == ("POST", [("b", " c"), ("b", "")], {"q": 2})
    assert sent.headers == {"x-one": "1"}
    assert (second.options, second.json) == ({"timeout_seconds": 3.0}, None)


def test_an_unexpected_request_fails_the_test():
    with pytest.raises(AssertionError, match="no answer left"):
        FakeContext().http.request("GET", "https://a.example/")


@table(
    ("made", "body", "content_type"),
    [
        (answer(json=[1]), b"[1]", "application/json"),
        (answer(text="ü"), "ü".encode(), "text/plain; charset=utf-8"),
        (answer(body=b"\x00", headers={"Content-Type": "image/png"}), b"\x00", "image/png"),
        (answer(json={}, headers={"Content-Type": "application/hal+json"}), b"{}", "application/hal+json"),
        (answer(), b"", None),
    ],
)
def test_answers_are_quickly_written(made, body, content_type):
    assert (made.status, made.body, made.header("content-type")) == (200, body, content_type)


def test_header_lines_of_one_name_are_joined():
    got = HttpAnswer(status=200, headers=(("link", "<a>"), ("x", "1"), ("link", "<b>")))
    assert (got.header("LINK"), got.header("absent")) == ("<a>, <b>", None)


def test_the_fake_context_is_a_context():
    ctx: Context = FakeContext(secrets={"token": "x"}, seconds=5.0, is_cancelled=True)
    http: HttpClient = ctx.http
    ctx.log.info("asked", status=200)
    ctx.log.warning("slow")
    assert http is ctx.http
    assert (ctx.secrets, ctx.deadline.remaining(), ctx.cancelled()) == ({"token": "x"}, 5.0, True)
    assert ctx.log.events == [("info", "asked", {"status": 200}), ("warning", "slow", {})]


def make_action(**more) -> Action:
    return Action(
        key="a.b", title="", description="", fields={}, effect=Effect.AT_MOST_ONCE, run=lambda inputs, ctx: None, **more
    )


def test_the_effect_may_depend_on_the_inputs():
    chosen = make_action(effect_of=lambda inputs: Effect(inputs["effect"]))
    assert make_action().effect_for({"effect": "pure"}) is Effect.AT_MOST_ONCE
    assert chosen.effect_for({"effect": "pure"}) is Effect.PURE


@table("module", [testing, fields])
def test_the_examples_in_the_docs_are_true(module):
    results = doctest.testmod(module)
    assert (results.failed, results.attempted > 0) == (0, True)
