"""Every failure of the way out carries its decision, a hint, and no secret."""

import errno
import ssl

import httpcore
import pytest

from workflows.contract import Cancelled, Rejected, Retryable, Unclear
from workflows.egress import Own, Policy, broken, problems, wire
from workflows.egress.call import POLL_SECONDS, Call
from workflows.egress.tls import explain

HOST = "shop.example"
MADE = [
    (problems.destination_blocked(HOST), Rejected, "destination_blocked"),
    (problems.url_not_allowed("it is wrong"), Rejected, "url_not_allowed"),
    (problems.header_not_allowed("X-A", "no"), Rejected, "header_not_allowed"),
    (problems.tls_error(HOST, "expired", "its certificate has expired"), Rejected, "tls_error"),
    (problems.response_too_large(HOST, "more than 5 bytes"), Rejected, "response_too_large"),
    (problems.too_many_redirects(HOST, 5), Rejected, "too_many_redirects"),
    (problems.dns_error(HOST, "no"), Retryable, "dns_error"),
    (problems.connection_failed(HOST, "no"), Retryable, "connection_failed"),
    (problems.connection_lost(HOST), Unclear, "connection_lost"),
    (problems.answer_invalid(HOST, "no"), Unclear, "answer_invalid"),
    (problems.deadline_exceeded(HOST, was_sent=False, waited_for="connecting to"), Retryable, "deadline_exceeded"),
    (problems.deadline_exceeded(HOST, was_sent=True, waited_for="sending to"), Unclear, "deadline_exceeded"),
]


@pytest.mark.parametrize(("error", "kind", "code"), MADE, ids=[f"{code}-{kind.__name__}" for _, kind, code in MADE])
def test_a_problem_has_its_decision_and_words(error, kind, code):
    assert (type(error), error.code) == (kind, code)
    assert error.message.endswith(".")
    assert error.hint.endswith(".")
    assert ".." not in error.message
    assert error.hint != kind.default_hint


@pytest.mark.parametrize(("name", "shown"), [("X\r\nY", "X\\r\\nY"), ("ü", "\\xfc"), ("x" * 500, "x" * 60)])
def test_a_refused_header_is_shown_short_and_escaped(name, shown):
    assert problems.header_not_allowed(name, "no").details == {"header": shown}


def make_call(*, was_sent=False, seconds=5.0, cancelled=None) -> Call:
    call = Call(policy=Policy(), seconds=seconds, cancelled=cancelled)
    call.begin_hop(HOST, is_own=False)
    call.was_sent = was_sent
    return call


@pytest.mark.parametrize(
    ("error", "was_sent", "kind", "code"),
    [
        (httpcore.ReadError("x"), True, Unclear, "connection_lost"),
        (httpcore.ReadError("x"), False, Retryable, "connection_failed"),
        (httpcore.WriteError("x"), True, Unclear, "connection_lost"),
        (httpcore.WriteError("x"), False, Retryable, "connection_failed"),
        (httpcore.PoolTimeout("x"), False, Retryable, "connection_failed"),
        (httpcore.ConnectError("x"), False, Retryable, "connection_failed"),
        (httpcore.RemoteProtocolError("Server disconnected"), True, Unclear, "connection_lost"),
        (httpcore.RemoteProtocolError(ValueError("peer closed connection")), True, Unclear, "connection_lost"),
        (httpcore.RemoteProtocolError(ValueError("illegal status line")), True, Unclear, "answer_invalid"),
        (httpcore.LocalProtocolError("x"), False, Rejected, "header_not_allowed"),
    ],
)
def test_what_breaks_is_told_by_what_was_sent(error, was_sent, kind, code):
    with pytest.raises(kind) as caught, broken.translated(make_call(was_sent=was_sent)):
        raise error
    assert (type(caught.value), caught.value.code) == (kind, code)
    assert caught.value.__cause__ is error


def test_a_mistake_of_ours_is_not_dressed_up():
    with pytest.raises(ZeroDivisionError), broken.translated(make_call()):
        raise ZeroDivisionError


def test_a_person_is_asked_now_and_then_not_at_every_byte():
    asked = []
    call = make_call(cancelled=lambda: bool(asked.append(1)))
    for _ in range(1000):
        call.check("sending to")
    assert len(asked) == 1


def test_a_cancel_says_whether_something_was_sent():
    for was_sent in (True, False):
        with pytest.raises(Cancelled) as caught:
            make_call(was_sent=was_sent, cancelled=lambda: True).check("sending to")
        assert caught.value.details == {"sent": was_sent}


def test_time_that_is_up_says_what_it_was_spent_on():
    with pytest.raises(Retryable, match=r"Time ran out while connecting to shop\.example"):
        make_call(seconds=0.0).check("connecting to")


def test_no_wait_is_longer_than_the_next_look_nor_endless_short():
    call = make_call()
    assert call.patience(float("inf")) == POLL_SECONDS
    assert call.patience(0.0) == 0.001  # zero would make a socket non-blocking


def test_the_next_address_starts_over():
    call = make_call(was_sent=True)
    call.was_answered = call.is_fresh = True
    call.begin_hop("other.example", is_own=True)
    assert (call.host, call.is_own) == ("other.example", True)
    assert not (call.was_sent or call.was_answered or call.is_fresh)


def ssl_error(reason: str) -> ssl.SSLError:
    error = ssl.SSLError(1, reason)
    error.reason = reason
    return error


def certificate_error(code: int) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "x")
    error.verify_code = code
    return error


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (certificate_error(9), "not_yet_valid"),
        (certificate_error(10), "expired"),
        (certificate_error(18), "self_signed"),
        (certificate_error(19), "self_signed"),
        (certificate_error(20), "unknown_authority"),
        (certificate_error(23), "revoked"),
        (certificate_error(62), "wrong_host"),
        (certificate_error(64), "wrong_host"),
        (certificate_error(999), "certificate_refused"),
        (ssl_error("UNSUPPORTED_PROTOCOL"), "old_protocol"),
        (ssl_error("TLSV1_ALERT_PROTOCOL_VERSION"), "old_protocol"),
        (ssl_error("WRONG_VERSION_NUMBER"), "not_tls"),
        (ssl_error("SSLV3_ALERT_HANDSHAKE_FAILURE"), "handshake_failed"),
    ],
)
def test_a_failed_handshake_is_put_into_words(error, reason):
    found, words = explain(error)
    assert found == reason
    assert words.startswith(("its ", "it ", "the "))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ECONNREFUSED, "nothing answers on this port"),
        (errno.ETIMEDOUT, "it did not answer in time"),
        (errno.ENETUNREACH, "network is unreachable"),
        (None, "input/output error"),
    ],
)
def test_a_failed_connection_is_put_into_words(code, words):
    assert wire._words(code) == words


def test_socket_files_stay_closed():
    with pytest.raises(httpcore.ConnectError):
        wire.PinnedBackend(lambda host, port: []).connect_unix_socket("/run/docker.sock")


@pytest.mark.parametrize(
    ("host", "asked", "is_covered"),
    [
        ("127.0.0.1", "127.0.0.1", True),
        ("127.0.0.1", "localhost", True),
        ("localhost", "127.0.0.1", True),
        ("0.0.0.0", "localhost", True),
        ("127.0.0.1", "127.0.0.2", False),
        ("127.0.0.1", "::1", False),
        ("demo.example", "demo.example", True),
        ("demo.example", "127.0.0.1", False),
    ],
)
def test_the_own_host_is_matched_by_name(host, asked, is_covered):
    assert Own(host=host, port=8000, prefixes=("/demo/",)).covers(asked, 8000, "/demo/x") is is_covered
