"""Bodies are read piece by piece; how they were cut on the way changes nothing."""

import gzip
import itertools
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.contract import ConnectorError
from workflows.egress import Policy
from workflows.egress.body import MAX_MEMBERS, read_body

PACKERS = {
    "": lambda data: data,
    "identity": lambda data: data,
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    " GZip ": lambda data: gzip.compress(data[:3]) + gzip.compress(data[3:]),
}


def read(chunks, *, encoding="", length="", limit=10_000, **policy):
    return read_body(
        chunks, host="shop.example", encoding=encoding, length=length, limit=limit, policy=Policy(**policy)
    )


def refusal(chunks, **more) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        read(chunks, **more)
    return caught.value


def cut(data: bytes, places: list[int]) -> list[bytes]:
    """Return `data` in pieces, cut at these places."""
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[start:end] for start, end in itertools.pairwise(edges)]


@settings(deadline=None)
@given(st.binary(max_size=300), st.lists(st.integers(min_value=0), max_size=8), st.sampled_from(sorted(PACKERS)))
def test_the_cuts_between_chunks_do_not_matter(data, places, encoding):
    assert read(cut(PACKERS[encoding](data), places), encoding=encoding) == data


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_an_announced_packing_of_nothing_is_nothing(encoding):
    assert read([], encoding=encoding) == b""


@pytest.mark.parametrize("encoding", ["", "gzip", "deflate"])
@pytest.mark.parametrize(("size", "is_refused"), [(10_000, False), (10_001, True)])
def test_the_limit_is_exact_and_counts_what_is_unpacked(encoding, size, is_refused):
    data = bytes(range(256)) * 40  # 10,240 bytes that do not pack to a bomb
    chunks = [PACKERS[encoding](data[:size])]
    if not is_refused:
        assert read(chunks, encoding=encoding) == data[:size]
        return
    error = refusal(chunks, encoding=encoding)
    assert (error.code, error.details["limit"], error.details["got"]) == ("response_too_large", 10_000, 10_001)


@pytest.mark.parametrize(
    ("length", "is_refused"),
    [("10000", False), ("10001", True), ("x", False), ("", False), ("-1", False), ("²", False)],
)
def test_an_announced_length_is_believed_only_when_it_is_too_large(length, is_refused):
    def chunks():
        assert not is_refused, "a body that is announced as too large is not read"
        yield b"abc"

    if is_refused:
        assert refusal(chunks(), length=length).details["got"] == int(length)
    else:
        assert read(chunks(), length=length) == b"abc"


def test_reading_stops_at_the_chunk_that_passes_the_limit():
    taken = []

    def chunks():
        for number in range(1000):
            taken.append(number)
            yield b"x" * 1000

    assert refusal(chunks()).code == "response_too_large"
    assert len(taken) == 11  # 10 × 1,000 bytes fit, the eleventh does not


@pytest.mark.parametrize(("ratio", "is_refused"), [(2000, False), (500, True)])
def test_the_ratio_is_the_policys(ratio, is_refused):
    data = b"\0" * (2 * 1024 * 1024)  # gzip makes this about 1,000 times smaller
    chunks = [gzip.compress(data)]
    if is_refused:
        error = refusal(chunks, encoding="gzip", limit=10**7, max_unpack_ratio=ratio)
        assert error.details["limit"] == ratio < error.details["got"]
    else:
        assert read(chunks, encoding="gzip", limit=10**7, max_unpack_ratio=ratio) == data


@pytest.mark.parametrize(("members", "is_refused"), [(MAX_MEMBERS, False), (MAX_MEMBERS + 1, True)])
def test_members_are_counted(members, is_refused):
    chunks = [gzip.compress(b"") * members]
    if is_refused:
        assert refusal(chunks, encoding="gzip", limit=10**6).code == "response_too_large"
    else:
        assert read(chunks, encoding="gzip", limit=10**6) == b""


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "compress", "x" * 500, "gzip\u2028"])
def test_a_packing_that_was_not_asked_for_is_named(encoding):
    error = refusal([b"x"], encoding=encoding)
    assert (error.code, len(error.message) < 200) == ("answer_invalid", True)


@settings(deadline=None)
@given(st.binary(max_size=60), st.sampled_from(["gzip", "deflate"]))
def test_damaged_packing_is_always_named_as_such(data, encoding):
    try:
        read([b"\x00" + data], encoding=encoding)
        code = "unpacked"
    except ConnectorError as error:
        code = error.code
    assert code in ("answer_invalid", "unpacked")
