"""Undo a delivery's Content-Encoding without letting a small body grow into a huge one."""

import zlib

from tenants.api.strictjson import MAX_BODY_BYTES
from tenants.problems import ProblemError, excerpt

MAX_RATIO = 100
GZIP = 31  # zlib's window bits that read gzip alone


def unpack(body: bytes, encoding: str) -> bytes:
    """Return the body as it was before encoding. Raises ProblemError 413, 415 or 400."""
    name = encoding.lower()
    if name in ("", "identity"):
        return body
    if name not in ("gzip", "x-gzip"):
        detail = f"The content encoding {excerpt(encoding)} is not understood."
        raise ProblemError(415, "unsupported_content_encoding", detail, hint="Send the body plain or with gzip.")
    return _gunzip(body)


def _gunzip(body: bytes) -> bytes:
    limit = min(MAX_BODY_BYTES, MAX_RATIO * len(body))
    unpacker = zlib.decompressobj(wbits=GZIP)
    try:
        plain = unpacker.decompress(body, limit + 1)
    except zlib.error as error:
        raise _broken() from error
    if len(plain) > limit:
        detail = f"The body unpacks to more than {MAX_RATIO} times its size, or to more than {MAX_BODY_BYTES:,} bytes."
        raise ProblemError(413, "decompressed_too_large", detail, hint="Send less, or send a link to the data.")
    if not unpacker.eof or unpacker.unused_data:
        raise _broken()
    return plain


def _broken() -> ProblemError:
    return ProblemError(400, "invalid_encoding", "The body is not one whole gzip stream.")
