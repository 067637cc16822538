"""Read an answer's body within its limits: size as sent, size unpacked, and their ratio."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from workflows.contract.errors import Rejected
from workflows.egress.policy import Policy
from workflows.egress.problems import answer_invalid, response_too_large

# Below this size a high ratio is harmless: a short text of blanks packs very well.
RATIO_FLOOR_BYTES = 1024 * 1024
# Ten megabytes of empty members would cost seconds of work for nothing.
MAX_MEMBERS = 1000


def read_body(chunks: Iterable[bytes], *, host: str, encoding: str, length: str, limit: int, policy: Policy) -> bytes:
    """Return the body, unpacked. `encoding` and `length` are the headers Content-Encoding and Content-Length.

    Raises response_too_large as soon as a limit is passed, answer_invalid for a body that cannot be unpacked.
    """
    if length.isdecimal() and len(length) < 20 and int(length) > limit:
        raise _too_large(host, limit, int(length))
    reader = _Reader(host=host, encoding=encoding, limit=limit, ratio=policy.max_unpack_ratio)
    for chunk in chunks:
        reader.feed(chunk)
    return reader.finish()


def _too_large(host: str, limit: int, got: int) -> Rejected:
    return response_too_large(host, f"more than {limit:,} bytes", limit=limit, got=got)


class _Reader:
    """Collects the pieces of one body."""

    def __init__(self, *, host: str, encoding: str, limit: int, ratio: int) -> None:
        self._host, self._limit, self._ratio = host, limit, ratio
        self._body = bytearray()
        self._packed_bytes = 0
        self._members = 1
        self._is_packed = encoding.strip().lower() not in ("", "identity")
        self._unpacker = _unpacker(host, encoding) if self._is_packed else None
        self._is_deflate = encoding.strip().lower() == "deflate"

    def feed(self, chunk: bytes) -> None:
        self._packed_bytes += len(chunk)
        if self._packed_bytes > self._limit:
            raise _too_large(self._host, self._limit, self._packed_bytes)
        if self._unpacker is None:
            self._body += chunk
            return
        self._unpack(chunk)
        size = len(self._body)
        if size > RATIO_FLOOR_BYTES and size > self._packed_bytes * self._ratio:
            what = f"it unpacks to more than {self._ratio} times its size"
            raise response_too_large(self._host, what, limit=self._ratio, got=size // max(1, self._packed_bytes))

    def _unpack(self, chunk: bytes) -> None:
        """Unpack no more than the limit leaves; what follows a complete member is a further member (RFC 1952)."""
        rest = chunk
        while rest:
            assert self._unpacker is not None
            if self._unpacker.eof:
                self._members += 1
                if self._members > MAX_MEMBERS:
                    raise response_too_large(self._host, "it is packed in too many pieces", limit=MAX_MEMBERS)
                self._unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
            self._body += self._pieces(rest)
            if len(self._body) > self._limit:
                raise _too_large(self._host, self._limit, len(self._body))
            rest = self._unpacker.unused_data if self._unpacker.eof else b""

    def _pieces(self, data: bytes) -> bytes:
        assert self._unpacker is not None
        room = self._limit - len(self._body) + 1
        try:
            return self._unpacker.decompress(data, room)
        except zlib.error:
            if self._is_deflate and not self._body:
                # Half of the servers send deflate without its zlib frame.
                self._is_deflate, self._unpacker = False, zlib.decompressobj(-zlib.MAX_WBITS)
                return self._pieces(data)
            raise answer_invalid(self._host, "its packed body is damaged") from None

    def finish(self) -> bytes:
        if self._unpacker is not None and self._packed_bytes and not self._unpacker.eof:
            raise answer_invalid(self._host, "its packed body is cut off")
        return bytes(self._body)


def _unpacker(host: str, encoding: str) -> zlib._Decompress:
    match encoding.strip().lower():
        case "gzip" | "x-gzip":
            return zlib.decompressobj(zlib.MAX_WBITS | 16)
        case "deflate":
            return zlib.decompressobj()
        case other:
            raise answer_invalid(host, f"it is packed as {other[:20]!r}, which was not asked for")
