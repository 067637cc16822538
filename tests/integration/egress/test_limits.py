"""No answer can fill the memory: neither by size, nor packed, nor without an end."""

import gzip
import tracemalloc
import zlib

import pytest

from tests.integration.egress.servers import message, reply
from workflows.contract import ConnectorError, Unclear

MB = 1024 * 1024


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(b"hello", mtime=0)),
        ("x-gzip", gzip.compress(b"hello", mtime=0)),
        ("GZIP", gzip.compress(b"hel", mtime=0) + gzip.compress(b"lo", mtime=0)),
        ("deflate", zlib.compress(b"hello")),
        ("deflate", raw_deflate(b"hello")),
        ("identity", b"hello"),
    ],
)
def test_a_packed_answer_is_unpacked(client, serve, encoding, body):
    assert client.request("GET", serve(reply(200, body, content_encoding=encoding)).url).body == b"hello"


def test_text_that_packs_well_is_no_bomb(client, serve):
    page = b"<td></td>" * 100_000  # 900 KB in 3 KB: a ratio of 300, below the floor of 1 MB
    assert client.request("GET", serve(reply(200, gzip.compress(page), content_encoding="gzip")).url).body == page


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", b"no gzip at all"),
        ("gzip", gzip.compress(b"hello", mtime=0)[:-6]),
        ("deflate", b"\xff\xff\xff"),
        ("br", b"x"),
    ],
)
def test_a_body_that_cannot_be_unpacked_is_named_as_such(client, serve, encoding, body):
    with pytest.raises(Unclear) as caught:
        client.request("GET", serve(reply(200, body, content_encoding=encoding)).url)
    assert caught.value.code == "answer_invalid"


def endless(piece: bytes, head: str):
    """Answer with `head`, then with `piece` for ever."""

    def script(_, connection):
        connection.sendall(f"HTTP/1.1 200 OK\r\n{head}\r\n".encode())
        while True:
            connection.sendall(piece)

    return script


def bomb():
    packer = zlib.compressobj(9, wbits=zlib.MAX_WBITS | 16)
    block = b"".join([packer.compress(b"\0" * MB) for _ in range(100)]) + packer.flush()
    return reply(200, block, content_encoding="gzip")


CHUNK = b"10000\r\n" + b"x" * 65536 + b"\r\n"
EMPTY_MEMBER = gzip.compress(b"", mtime=0)
TOO_LARGE = {
    "announced": reply(200, content_length=str(10 * MB + 1)),
    "announced with many digits": reply(200, content_length="9" * 15),
    "endless chunks": endless(CHUNK, "transfer-encoding: chunked\r\n"),
    "endless without a length": endless(b"x" * 65536, ""),
    "a bomb": bomb(),
    "endless empty members": endless(EMPTY_MEMBER * 3000, "content-encoding: gzip\r\n"),
    "one header of 10 MB": endless(b"x" * 65536, "x: "),
    "endless headers": endless(b"x: y\r\n" * 10_000, "x: y"),
    "endless trailers": endless(b"x: y\r\n" * 10_000, "transfer-encoding: chunked\r\n\r\n0\r\nx: y"),
}


@pytest.mark.parametrize("script", TOO_LARGE.values(), ids=TOO_LARGE.keys())
def test_an_answer_without_measure_is_cut_off(make_client, serve, script):
    client = make_client(total_seconds=10.0)
    server = serve(script)
    tracemalloc.start()
    with pytest.raises(ConnectorError) as caught:
        client.request("GET", server.url)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (caught.value.code, caught.value.retryable) == ("response_too_large", False)
    assert peak < 50 * MB


def test_a_ratio_over_a_hundred_is_a_bomb_even_below_the_size(make_client, serve):
    body = gzip.compress(b"\0" * (9 * MB))
    with pytest.raises(ConnectorError, match="100 times") as caught:
        make_client().request("GET", serve(reply(200, body, content_encoding="gzip")).url)
    assert caught.value.code == "response_too_large"


@pytest.mark.parametrize(("size", "is_refused"), [(999, False), (1000, False), (1001, True)])
def test_a_step_can_ask_for_less(client, serve, size, is_refused):
    server = serve(lambda asked, connection: connection.sendall(message(200, b"x" * size)))
    if not is_refused:
        assert len(client.request("GET", server.url, max_response_bytes=1000).body) == size
        return
    with pytest.raises(ConnectorError) as caught:
        client.request("GET", server.url, max_response_bytes=1000)
    assert caught.value.details == {"host": "127.0.0.1", "limit": 1000, "got": 1001}


def test_a_connection_with_a_refused_answer_is_not_used_again(client, serve):
    server = serve(lambda asked, connection: connection.sendall(message(200, b"x" * int(asked.path[1:]))))
    for size, code in ((5000, "response_too_large"), (10, "")):
        try:
            assert len(client.request("GET", f"{server.url}/{size}", max_response_bytes=1000).body) == size
            found = ""
        except ConnectorError as error:
            found = error.code
        assert found == code
    assert server.connections == 2
