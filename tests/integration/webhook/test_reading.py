"""The body is read up to the limit and no byte further, whatever the sender announces."""

from io import BytesIO

import pytest

from tenants.api.strictjson import JsonRefused
from tenants.problems import ProblemError
from workflows.triggers.webhook.reading import PIECE_BYTES, read_body

LIMIT = 1_000


class Wire(BytesIO):
    """A stream that gives at most seven bytes at once, as a slow network does."""

    def read(self, size=-1, /):
        return super().read(min(size, 7) if size >= 0 else -1)


@pytest.mark.parametrize("stream", [BytesIO, Wire])
@pytest.mark.parametrize("size", [0, 1, 7, 999, LIMIT])
@pytest.mark.parametrize("is_chunked", [True, False])
def test_a_body_within_the_limit_comes_whole(stream, size, is_chunked):
    body = b"x" * size
    announced = None if is_chunked else str(size)

    assert read_body(stream(body), announced=announced, is_chunked=is_chunked, limit=LIMIT) == body


@pytest.mark.parametrize("announced", [str(LIMIT + 1), "9" * 30])
def test_too_much_announced_is_refused_before_a_byte_is_read(announced):
    wire = BytesIO(b"x" * 10)

    with pytest.raises(JsonRefused) as caught:
        read_body(wire, announced=announced, is_chunked=False, limit=LIMIT)

    assert (caught.value.status, caught.value.code) == (413, "payload_too_large")
    assert wire.tell() == 0


def test_chunks_are_read_to_one_byte_over_the_limit():
    wire = BytesIO(b"x" * (LIMIT * 10))

    with pytest.raises(JsonRefused) as caught:
        read_body(wire, announced=None, is_chunked=True, limit=LIMIT)

    assert caught.value.status == 413
    assert wire.tell() == LIMIT + 1


def test_a_length_beside_chunks_is_ignored():
    """RFC 9112 §6.3: Transfer-Encoding overrides Content-Length, or two servers see two different requests."""
    assert read_body(BytesIO(b"abc"), announced="1", is_chunked=True, limit=LIMIT) == b"abc"


def test_a_body_that_was_cut_off_is_not_taken_for_a_whole_one():
    with pytest.raises(ProblemError) as caught:
        read_body(BytesIO(b"half"), announced="8", is_chunked=False, limit=LIMIT)

    assert (caught.value.status, caught.value.code) == (400, "body_incomplete")


@pytest.mark.parametrize("announced", ["-1", "1e3", "0x10", "ten", " ", "٣", "+4"])
def test_a_length_that_is_no_number_is_refused(announced):
    with pytest.raises(ProblemError) as caught:
        read_body(BytesIO(b"abcd"), announced=announced, is_chunked=False, limit=LIMIT)

    assert (caught.value.status, caught.value.code) == (400, "invalid_content_length")


@pytest.mark.parametrize("announced", [None, "", "0"])
def test_no_length_is_no_body(announced):
    assert read_body(BytesIO(b"left over"), announced=announced, is_chunked=False, limit=LIMIT) == b""


def test_a_large_body_is_put_together_from_its_pieces():
    body = bytes(range(256)) * (PIECE_BYTES // 100)

    assert read_body(BytesIO(body), announced=str(len(body)), is_chunked=False) == body
