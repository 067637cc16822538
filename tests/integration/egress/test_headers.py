"""A step's headers cannot change how its request is framed, routed or counted."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.integration.egress.servers import outcome
from workflows.contract import ConnectorError
from workflows.egress.headers import checked_headers, without_content, without_credentials

REFUSED = [
    *("Host", "host", "Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "TE", "Trailer", "Upgrade"),
    *("Expect", "Proxy-Authorization", "Proxy-Connection", "Accept-Encoding", "Stellwerk-Depth", "stellwerk-depth"),
    *("", "a b", "a:b", "a\r\nb", "ü", "(x)", "x\x00"),
]


@pytest.mark.parametrize("name", REFUSED)
def test_a_header_that_is_ours_or_no_name_is_refused(name):
    with pytest.raises(ConnectorError) as caught:
        checked_headers({name: "x"})
    assert caught.value.code == "header_not_allowed"


@pytest.mark.parametrize("value", ["a\r\nX: y", "a\nb", "a\rb", "\x00", "\x7f", "\x1b[31m", "\ud800"])
def test_a_value_with_a_line_break_is_refused_and_not_repeated(value):
    with pytest.raises(ConnectorError) as caught:
        checked_headers({"X-Token": f"hunter22{value}"})
    assert caught.value.code == "header_not_allowed"
    assert "hunter22" not in str(caught.value.as_dict())


def test_headers_have_a_size():
    with pytest.raises(ConnectorError, match="32 KB"):
        checked_headers({"X": "y" * 33_000})


def test_plain_headers_pass_with_their_spelling():
    assert checked_headers({"X-One": " a\tb ", "accept": "ü"}) == [(b"X-One", b"a\tb"), (b"accept", "ü".encode())]


SECRET = ["Authorization", "COOKIE", "X-Api-Key", "X-Auth-Token", "X-Hub-Signature", "X-Shop", "Api-Version", "Date"]
PLAIN = [
    "Accept",
    "accept-language",
    "User-Agent",
    "Content-Type",
    "If-None-Match",
    "Idempotency-Key",
    "Stellwerk-Depth",
]


def test_another_origin_gets_only_headers_that_cannot_be_a_sign_in():
    kept = without_credentials([(name.encode(), b"x") for name in (*SECRET, *PLAIN)])
    assert [name.decode() for name, _ in kept] == PLAIN


def test_a_request_without_a_body_does_not_describe_one():
    assert without_content([(b"Content-Type", b"x"), (b"content-language", b"x"), (b"X", b"y")]) == [(b"X", b"y")]


@settings(deadline=None)
@given(st.dictionaries(st.text(max_size=12), st.text(max_size=12), max_size=4))
def test_no_header_makes_a_second_line(headers):
    lines, code = outcome(lambda: checked_headers(headers))
    assert code in ("", "header_not_allowed")
    assert not any(character in line for pair in lines or [] for line in pair for character in b"\r\n\x00")
