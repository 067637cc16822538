"""Read a delivery's body from the wire: at most the limit, whatever the sender announces."""

from typing import Protocol

from tenants.api.strictjson import MAX_BODY_BYTES, too_large
from tenants.problems import ProblemError

PIECE_BYTES = 64 * 1024


class Stream(Protocol):
    """What a server gives a view to read the body from."""

    def read(self, size: int, /) -> bytes: ...


def read_body(stream: Stream, *, announced: str | None, is_chunked: bool, limit: int = MAX_BODY_BYTES) -> bytes:
    """Return the whole body. Raises JsonRefused (413) above the limit and ProblemError for a broken one.

    1. A Content-Length above the limit is refused before a byte is read. 2. Chunks are read up to one byte over the
    limit. 3. A body shorter than announced was cut off on the way, so it is not taken for a whole one.
    """
    length = limit + 1 if is_chunked else _length(announced)
    if length > limit and not is_chunked:
        raise too_large(limit)
    body = _read(stream, length)
    if len(body) > limit:
        raise too_large(limit)
    if len(body) < length and not is_chunked:
        raise ProblemError(400, "body_incomplete", f"{len(body):,} of {length:,} announced bytes came.")
    return body


def _length(announced: str | None) -> int:
    if not announced:
        return 0
    if not (announced.isascii() and announced.isdigit()):
        raise ProblemError(400, "invalid_content_length", "Content-Length is no whole number.")
    return int(announced[:18])


def _read(stream: Stream, wanted: int) -> bytes:
    """Return up to `wanted` bytes; a stream may give less than it is asked for."""
    pieces = []
    while wanted > 0 and (piece := stream.read(min(wanted, PIECE_BYTES))):
        pieces.append(piece)
        wanted -= len(piece)
    return b"".join(pieces)
