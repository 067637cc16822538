"""The HTTP connector against scripted answers: no server, no network."""

import base64
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.connectors.http import REQUEST
from workflows.connectors.http.answer import retry_after
from workflows.contract import (
    AuthFailed,
    ConnectorError,
    Effect,
    HttpAnswer,
    InvalidInput,
    RateLimited,
    Rejected,
    Retryable,
    Unclear,
)
from workflows.contract.testing import FakeContext, answer

URL = "https://warehouse.example/stock"


def run(*answers, secrets=None, key="wf1:r:s:", **inputs):
    """Run the action with the scripted answers, one plain 200 by default; return (output, what was sent)."""
    ctx = FakeContext(answers or [answer(200)], secrets=secrets, idempotency_key=key)
    output = REQUEST.run({"url": URL, **inputs}, ctx)
    return output, ctx.http.requests[0]


def failure(*answers, **more) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        run(*answers, **more)
    assert caught.value.code in REQUEST.errors
    return caught.value


# --- What is sent ---


def test_a_plain_request_is_a_get_without_a_body():
    output, sent = run(answer(200, json={"quantity": 3}))
    assert output["body"] == {"quantity": 3}
    assert (sent.method, sent.url, sent.content, dict(sent.headers)) == ("GET", URL, None, {})


@pytest.mark.parametrize(
    ("url", "query", "expected"),
    [
        (URL, {"q": "a b&c=d#e", "n": 1, "yes": True}, f"{URL}?q=a%20b%26c%3Dd%23e&n=1&yes=true"),
        (URL, {"tag": ["x", "y", None], "none": None}, f"{URL}?tag=x&tag=y"),
        (f"{URL}?a=1#top", {"b": 2}, f"{URL}?a=1&b=2"),
        (f"{URL}?", {"b": 2}, f"{URL}?b=2"),
        (URL, {"größe": "ü\r\n"}, f"{URL}?gr%C3%B6%C3%9Fe=%C3%BC%0D%0A"),
        (URL, {}, URL),
    ],
)
def test_the_query_is_encoded_so_that_no_value_becomes_a_parameter(url, query, expected):
    assert run(url=url, query=query)[1].url == expected


@settings(deadline=None)
@given(st.dictionaries(st.text(min_size=1), st.text() | st.integers() | st.booleans(), max_size=4))
def test_every_query_arrives_as_it_was_meant(query):
    _, sent = run(query=query)
    expected = [(name, value if isinstance(value, str) else json.dumps(value)) for name, value in query.items()]
    assert sent.query == [(name, value) for name, value in expected]


@pytest.mark.parametrize(
    ("fields", "content", "content_type"),
    [
        ({"json": {"ü": [1, None]}}, '{"ü": [1, null]}'.encode(), "application/json"),
        ({"json": None}, b"null", "application/json"),
        ({"form": {"a": "x y", "b": [1, 2]}}, b"a=x%20y&b=1&b=2", "application/x-www-form-urlencoded"),
        ({"body": "grüße"}, "grüße".encode(), "text/plain; charset=utf-8"),
        ({"body": "<a/>", "content_type": "application/xml"}, b"<a/>", "application/xml"),
        ({"json": 1, "headers": {"content-type": "application/vnd.api+json"}}, b"1", "application/vnd.api+json"),
        ({"body": None, "json": "x"}, b'"x"', "application/json"),
    ],
)
def test_one_body_field_makes_the_body(fields, content, content_type):
    _, sent = run(method="POST", **fields)
    assert (sent.content, sent.headers["content-type"]) == (content, content_type)


def test_two_bodies_are_refused():
    error = failure(method="POST", json={}, body="x")
    assert isinstance(error, InvalidInput)
    assert error.field == "/body"
    assert "json and body" in error.message


def test_headers_are_text_and_null_leaves_one_out():
    _, sent = run(headers={"X-Count": 3, "X-Yes": True, "X-None": None, "X-Text": "ü"})
    assert dict(sent.headers) == {"x-count": "3", "x-yes": "true", "x-text": "ü"}


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_unsafe_methods_send_the_idempotency_key(method):
    assert run(method=method, key="wf1:run:book:")[1].headers["idempotency-key"] == "wf1:run:book:"


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_safe_methods_send_no_key(method):
    assert "idempotency-key" not in run(method=method)[1].headers


def test_the_keys_header_can_be_renamed_replaced_and_left_out():
    assert run(method="POST", idempotency_header="X-Request-Key")[1].headers["x-request-key"] == "wf1:r:s:"
    assert run(method="POST", headers={"idempotency-key": "mine"})[1].headers["idempotency-key"] == "mine"
    assert "idempotency-key" not in run(method="POST", idempotency_header="")[1].headers


@pytest.mark.parametrize(
    ("inputs", "effect", "is_safe"),
    [
        ({"method": "POST"}, Effect.IDEMPOTENT, True),
        ({"method": "POST", "effect": "at_most_once"}, Effect.AT_MOST_ONCE, False),
        ({"method": "GET", "effect": "at_most_once"}, Effect.IDEMPOTENT, True),
        ({"effect": "at_most_once"}, Effect.IDEMPOTENT, True),
    ],
)
def test_the_effect_decides_whether_it_may_be_sent_again(inputs, effect, is_safe):
    assert REQUEST.effect_for(inputs) is effect
    assert run(**inputs)[1].options["safe_to_repeat"] is is_safe


def test_limits_travel_with_the_request():
    _, sent = run(max_response_bytes=500, follow_redirects=False)
    assert sent.options == {
        "timeout_seconds": 30.0,
        "max_response_bytes": 500,
        "follow_redirects": False,
        "safe_to_repeat": True,
    }


@pytest.mark.parametrize(
    ("inputs", "field"),
    [
        ({"url": 5}, "/url"),
        ({"url": ""}, "/url"),
        ({"methd": "GET"}, "/methd"),
        ({"method": "get"}, "/method"),
        ({"query": {"a": {"b": 1}}}, "/query/a"),
        ({"headers": {"X": ["a"]}}, "/headers/X"),
        ({"max_response_bytes": 10**9}, "/max_response_bytes"),
        ({"effect": "never"}, "/effect"),
        ({"form": "a=b"}, "/form"),
    ],
)
def test_a_value_that_does_not_fit_is_named(inputs, field):
    error = failure(**inputs)
    assert isinstance(error, InvalidInput)
    assert error.field == field


# --- Signing in ---

TOKEN = "t0p-s3cret-token"


@pytest.mark.parametrize(
    ("secrets", "header", "value"),
    [
        ({"auth": "bearer", "token": TOKEN}, "authorization", f"Bearer {TOKEN}"),
        ({"auth": "basic", "username": "bob", "password": "pw:ü"}, "authorization", "Basic Ym9iOnB3OsO8"),
        ({"auth": "header", "token": TOKEN, "header": "X-Key"}, "x-key", TOKEN),
        ({"auth": "header", "token": TOKEN}, "x-api-key", TOKEN),
    ],
)
def test_a_connection_signs_in(secrets, header, value):
    assert run(secrets=secrets)[1].headers[header] == value


def test_a_step_cannot_sign_in_twice():
    error = failure(secrets={"auth": "bearer", "token": TOKEN}, headers={"authorization": "Bearer other"})
    assert error.code == "input_invalid"
    assert "other" not in str(error.as_dict())


AT_HOME = {"auth": "bearer", "token": TOKEN, "address": "https://warehouse.example/api"}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/stock", "https://warehouse.example/api/stock"),
        ("stock?x=1", "https://warehouse.example/api/stock?x=1"),
        ("https://warehouse.example/other", "https://warehouse.example/other"),
        ("https://warehouse.example:443/other", "https://warehouse.example:443/other"),
    ],
)
def test_a_connection_with_an_address_completes_paths(url, expected):
    assert run(secrets=AT_HOME, url=url)[1].url == expected


ELSEWHERE = [
    *("https://evil.example/", "http://warehouse.example/", "https://warehouse.example:8443/", "https://["),
    *("https://warehouse.example.evil.example/", "https://warehouse.example@evil.example/", "file:///etc/passwd"),
]


@pytest.mark.parametrize("url", ELSEWHERE)
def test_a_sign_in_never_travels_to_another_address(url):
    assert failure(secrets=AT_HOME, url=url).code == "input_invalid"


# --- What comes back ---


@pytest.mark.parametrize(
    ("got", "body"),
    [
        (answer(200, json={"a": [1.5, None]}), {"a": [1.5, None]}),
        (answer(200, body=b'{"a": 1, "a": 2}', headers={"Content-Type": "application/problem+json"}), {"a": 2}),
        (answer(200, body=b"\xef\xbb\xbf[1]", headers={"Content-Type": "application/json"}), [1]),
        (answer(200, body='["ü"]'.encode("utf-16"), headers={"Content-Type": "application/json"}), ["ü"]),
        (answer(200, body=b'["\xfc"]', headers={"Content-Type": "application/json; charset=latin-1"}), ["ü"]),
        (answer(200, body=b"123456789012345678901", headers={"Content-Type": "text/json"}), 123456789012345678901.0),
        (answer(200, body=b"9223372036854775807", headers={"Content-Type": "text/json"}), 9223372036854775807),
        (answer(200, body=rb'{"\ud800": "a\udc00"}', headers={"Content-Type": "text/json"}), {"�": "a�"}),
        (answer(200, body=rb'"\ud83d\ude00"', headers={"Content-Type": "text/json"}), "😀"),
        (answer(200, text="grüße"), "grüße"),
        (answer(200, body=b"caf\xe9", headers={"Content-Type": "text/html; charset=ISO-8859-1"}), "café"),
        (answer(200, body=b"caf\xe9", headers={"Content-Type": "text/html; charset=klingon"}), "caf�"),
        (answer(200, body=b"abc", headers={"Content-Type": "text/plain; charset=hex"}), "abc"),
        (answer(200, body=b"<a/>", headers={"Content-Type": "application/atom+xml"}), "<a/>"),
        (answer(200, body=b"plain"), "plain"),
        (answer(200, body=b"\x00\x01"), {"base64": "AAE=", "size_bytes": 2}),
        (answer(200, body=b"\xff", headers={"Content-Type": "image/png"}), {"base64": "/w==", "size_bytes": 1}),
        (answer(200, headers={"Content-Type": "application/json"}), None),
        (answer(204), None),
    ],
)
def test_a_body_becomes_a_value_by_its_content_type(got, body):
    assert run(got)[0]["body"] == body


@pytest.mark.parametrize(
    ("read_as", "body"),
    [("text", '{"a":1}'), ("json", {"a": 1}), ("base64", {"base64": "eyJhIjoxfQ==", "size_bytes": 7})],
)
def test_a_step_can_say_how_to_read_the_answer(read_as, body):
    got = answer(200, body=b'{"a":1}', headers={"Content-Type": "application/octet-stream"})
    assert run(got, read_as=read_as)[0]["body"] == body


NOT_JSON = [
    b"<html>",
    b"{",
    b'{"a": NaN}',
    b"[Infinity]",
    b"1e999",
    b"[" * 200 + b"]" * 200,
    b"[" * 90_000,
    b"\xff\x00",
]


@pytest.mark.parametrize("body", [*NOT_JSON, b"1" * 5000, b"{'a': 1}"])
def test_what_is_not_json_says_so(body):
    got = answer(200, body=body, headers={"Content-Type": "application/json"})
    error = failure(got)
    assert (error.code, error.retryable, error.details) == ("answer_not_json", False, {"status": 200})


@settings(deadline=None)
@given(st.binary(max_size=80), st.text(max_size=40), st.sampled_from(["auto", "json", "text", "base64"]))
def test_no_answer_makes_the_reader_stumble(body, content_type, read_as):
    got = HttpAnswer(status=200, headers=(("content-type", content_type),), body=body)
    try:
        output, _ = run(got, read_as=read_as)
    except ConnectorError as error:
        code = error.code
    else:
        code = ""
        json.dumps(output, ensure_ascii=False, allow_nan=False).encode()
    assert code in ("", "answer_not_json")


def test_headers_come_back_in_lower_case_and_joined():
    lines = (("x-a", "1"), ("set-cookie", "a=1"), ("x-a", "2"), ("set-cookie", "b=2"))
    assert run(HttpAnswer(status=200, headers=lines))[0]["headers"] == {"x-a": "1, 2", "set-cookie": "a=1\nb=2"}


def test_a_redirect_is_an_answer_only_if_the_step_wants_to_see_it():
    moved = answer(302, headers={"Location": "https://other.example/"})
    assert run(moved, follow_redirects=False)[0]["status"] == 302
    assert failure(moved).code == "http_rejected"


# --- What goes wrong ---


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (400, Rejected, "http_rejected"),
        (401, AuthFailed, "auth_failed"),
        (403, Rejected, "forbidden"),
        (404, Rejected, "http_rejected"),
        (409, Rejected, "http_rejected"),
        (418, Rejected, "http_rejected"),
        (422, Rejected, "http_rejected"),
        (499, Rejected, "http_rejected"),
        (304, Rejected, "http_rejected"),
        (408, Retryable, "service_unavailable"),
        (425, Retryable, "service_unavailable"),
        (429, RateLimited, "rate_limited"),
        (500, Retryable, "service_unavailable"),
        (502, Retryable, "service_unavailable"),
        (503, Retryable, "service_unavailable"),
        (599, Retryable, "service_unavailable"),
    ],
)
def test_a_status_decides_what_happens_next(status, kind, code):
    error = failure(answer(status, text="why"))
    assert (type(error), error.code, error.retryable) == (kind, code, issubclass(kind, Retryable))
    assert (error.details["status"], error.details["body"]) == (status, "why")
    assert error.hint


def test_a_failure_speaks_in_words():
    error = failure(answer(404))
    assert error.message == "The service at warehouse.example answered 404 (not found)."
    assert error.hint.startswith("Check the address")


@pytest.mark.parametrize(
    ("status", "is_unclear"),
    [(500, True), (502, True), (504, True), (408, True), (425, False), (429, False), (503, False)],
)
def test_at_most_once_waits_for_a_person_where_the_work_may_be_done(status, is_unclear):
    error = failure(answer(status), method="POST", effect="at_most_once")
    assert isinstance(error, Unclear) is is_unclear


NOON = "Sun, 22 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        (" 0 ", 0.0),
        ("999999999999999999999", 3600.0),
        ("Sun, 22 Nov 2026 12:01:30 GMT", 90.0),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0.0),
        ("Mon, 23 Nov 2026 12:00:00 GMT", 3600.0),
        ("soon", None),
        ("-5", None),
        ("", None),
        ("Sun, 99 Nov 2026 12:00:00 GMT", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_a_date(value, seconds):
    assert retry_after(answer(429, headers={"Retry-After": value, "Date": NOON})) == seconds


def test_the_wait_travels_with_the_error():
    assert failure(answer(429, headers={"Retry-After": "20"})).after == 20.0
    assert failure(answer(503, headers={"Retry-After": "20"})).code == "rate_limited"
    assert failure(answer(429)).after is None


SIGN_INS = [
    {"secrets": {"auth": "bearer", "token": TOKEN}},
    {"secrets": {"auth": "basic", "username": "bob", "password": TOKEN}},
    {"headers": {"Authorization": f"Bearer {TOKEN}"}},
    {"headers": {"X-Api-Key": TOKEN}},
    {"headers": {"Cookie": f"session={TOKEN}"}},
]


@pytest.mark.parametrize("sign_in", SIGN_INS)
@pytest.mark.parametrize("status", [400, 401, 429, 500])
def test_a_service_that_echoes_the_sign_in_does_not_get_it_into_the_error(sign_in, status):
    sent = run(**sign_in)[1]
    echo = answer(status, text="x" * 1990 + json.dumps(dict(sent.headers)), headers={"X-Request-Id": TOKEN})
    shown = json.dumps(failure(echo, **sign_in).as_dict())
    basic = base64.b64encode(f"bob:{TOKEN}".encode()).decode()
    assert not any(part in shown for part in (TOKEN, TOKEN[:8], basic))


def test_a_long_answer_is_cut():
    assert len(failure(answer(400, text="x" * 5000)).details["body"]) == 2000


def test_an_error_of_the_way_out_passes_unchanged():
    lost = Unclear(code="connection_lost")
    assert failure(lost) is lost
