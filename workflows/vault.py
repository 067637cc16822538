"""Seals secrets for the database and opens them again: AES-256-GCM with a ring of keys.

A sealed value reads `1 | key id (8) | nonce (12) | ciphertext and tag`. The context (tenant, object, field) is signed
with it, so that a value copied to another row, field or tenant does not open.
"""

import base64
import binascii
import secrets
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

FORMAT = b"\x01"
KEY_BYTES = 32
KEY_ID_BYTES = 8
NONCE_BYTES = 12
HEAD_BYTES = len(FORMAT) + KEY_ID_BYTES + NONCE_BYTES


class VaultError(Exception):
    """A secret cannot be sealed or opened."""

    code = "vault_error"


class VaultClosed(VaultError):
    """ENCRYPTION_KEYS holds no usable key, so nothing secret can be kept."""

    code = "vault_closed"


class KeyUnknown(VaultError):
    """The key this value was sealed with is not in ENCRYPTION_KEYS any more."""

    code = "vault_key_unknown"


class SealBroken(VaultError):
    """The sealed value was changed, or belongs to another place."""

    code = "vault_seal_broken"


def place_of(tenant_id: UUID, object_id: UUID, field: str) -> str:
    """Return the context of a secret: `place_of(tenant.id, trigger.id, "secret")`."""
    return f"{tenant_id}|{object_id}|{field}"


def seal(plain: bytes, *, context: str) -> bytes:
    """Return the sealed value, different at each call. Raises VaultClosed."""
    key_id, cipher = next(iter(_ring().items()))
    nonce = secrets.token_bytes(NONCE_BYTES)
    head = FORMAT + key_id + nonce
    return head + cipher.encrypt(nonce, plain, _signed(head, context))


def open_sealed(sealed: bytes, *, context: str) -> bytes:
    """Return the plain value. Raises KeyUnknown, SealBroken, VaultClosed."""
    sealed = bytes(sealed)
    head, body = sealed[:HEAD_BYTES], sealed[HEAD_BYTES:]
    if head[:1] != FORMAT or len(head) < HEAD_BYTES:
        raise SealBroken(SealBroken.__doc__)
    cipher = _ring().get(head[1 : 1 + KEY_ID_BYTES])
    if cipher is None:
        raise KeyUnknown(KeyUnknown.__doc__)
    try:
        return cipher.decrypt(head[-NONCE_BYTES:], body, _signed(head, context))
    except InvalidTag as error:
        raise SealBroken(SealBroken.__doc__) from error


def is_sealed_anew(sealed: bytes) -> bool:
    """Return whether the value is sealed with the first key; others are due for sealing again."""
    return bytes(sealed)[1 : 1 + KEY_ID_BYTES] == next(iter(_ring()))


def _signed(head: bytes, context: str) -> bytes:
    return head + context.encode()


def _ring() -> Mapping[bytes, AESGCM]:
    """Return the ciphers by key id; the first one seals."""
    return _ciphers(tuple(settings.ENCRYPTION_KEYS))


@lru_cache(maxsize=4)
def _ciphers(keys: tuple[str, ...]) -> Mapping[bytes, AESGCM]:
    if not keys:
        raise VaultClosed("ENCRYPTION_KEYS is not set, so nothing secret can be kept.")
    raw_keys = [_decoded(key, number) for number, key in enumerate(keys, start=1)]
    return {sha256(raw).digest()[:KEY_ID_BYTES]: AESGCM(raw) for raw in raw_keys}


def _decoded(key: str, number: int) -> bytes:
    """Return the 32 bytes of a key in plain or URL-safe base64. Raises VaultClosed."""
    try:
        raw = base64.b64decode(key.replace("-", "+").replace("_", "/"), validate=True)
    except binascii.Error:
        raw = b""
    if len(raw) != KEY_BYTES:
        raise VaultClosed(f"ENCRYPTION_KEYS: key {number} is not {KEY_BYTES} bytes in base64.")
    return raw
