"""Functions that encode and digest."""

import base64
import binascii
import hashlib
import hmac
from typing import Any

from workflows.expressions.errors import Code, Fault
from workflows.expressions.functions.registry import function

_ALGORITHMS = ("sha256", "sha512", "sha1", "md5")


@function("encoding", "hash('abc', 'md5')", "900150983cd24fb0d6963f7d28e17f72", name="hash")
def hash_of(text: str, algorithm: str = "sha256") -> str:
    """The digest of the text in hex: sha256, sha512, sha1 or md5."""
    return _digest(_algorithm(algorithm), text)


@function("encoding", "sha256('abc')", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
def sha256(text: str) -> str:
    """The SHA-256 digest of the text in hex."""
    return _digest("sha256", text)


@function("encoding", "md5('abc')", "900150983cd24fb0d6963f7d28e17f72")
def md5(text: str) -> str:
    """The MD5 digest of the text in hex. For old interfaces only: it protects nothing."""
    return _digest("md5", text)


@function(
    "encoding",
    "hmac_sha256('abc', 'key')",
    "9c196e32dc0175f86f4b1cb89289d6619de6bee699e4c378e68309ed97a1a6ab",
)
def hmac_sha256(text: str, key: str) -> str:
    """The HMAC-SHA-256 signature of the text in hex."""
    return hmac.new(_bytes(key), _bytes(text), hashlib.sha256).hexdigest()


@function("encoding", "base64_encode('Grüße')", "R3LDvMOfZQ==")
def base64_encode(text: str) -> str:
    """The text in Base64, by way of UTF-8."""
    return base64.b64encode(_bytes(text)).decode()


@function("encoding", "base64_decode('R3LDvMOfZQ==')", "Grüße")
def base64_decode(text: str) -> str:
    """The text that Base64 holds; the URL-safe alphabet and missing `=` are fine."""
    plain = "".join(text.split()).translate(str.maketrans("-_", "+/")).rstrip("=")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True).decode()
    except (binascii.Error, ValueError):
        raise Fault(Code.TYPE, "This is not Base64 of text.") from None


def _digest(algorithm: str, text: str) -> str:
    return hashlib.new(algorithm, _bytes(text), usedforsecurity=False).hexdigest()


def _algorithm(name: Any) -> str:
    if name not in _ALGORITHMS:
        raise Fault(Code.TYPE, "This algorithm is not known.", f"There are {', '.join(_ALGORITHMS)}.")
    return str(name)


def _bytes(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise Fault(Code.TYPE, "This text holds half a character (a lone surrogate).") from None
