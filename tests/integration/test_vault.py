"""What is sealed opens only in its place, with its key, unchanged."""

import base64
import secrets

import pytest
from uuid_utils.compat import uuid7

from workflows import vault

PLACE = "tenant|object|field"


def key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


@pytest.fixture
def ring(settings):
    def use(*keys):
        settings.ENCRYPTION_KEYS = list(keys)

    use(key())
    return use


@pytest.mark.parametrize("plain", [b"", b"secret", bytes(range(256)), "Grüße".encode()])
def test_what_is_sealed_opens_again_and_reads_as_nothing(ring, plain):
    sealed = vault.seal(plain, context=PLACE)

    assert vault.open_sealed(sealed, context=PLACE) == plain
    assert not plain or plain not in sealed
    assert sealed != vault.seal(plain, context=PLACE)


@pytest.mark.parametrize("context", ["", "tenant|object|other", "other|object|field", "tenant|object|field "])
def test_a_value_moved_to_another_place_does_not_open(ring, context):
    sealed = vault.seal(b"secret", context=PLACE)

    with pytest.raises(vault.SealBroken):
        vault.open_sealed(sealed, context=context)


@pytest.mark.parametrize("index", [0, 9, 20, 21, -1])
def test_a_changed_byte_does_not_open(ring, index):
    changed = bytearray(vault.seal(b"secret", context=PLACE))
    changed[index] ^= 1

    with pytest.raises(vault.SealBroken):
        vault.open_sealed(bytes(changed), context=PLACE)


@pytest.mark.parametrize("cut", [0, 1, 10, 20, 36])
def test_a_cut_value_does_not_open(ring, cut):
    sealed = vault.seal(b"secret", context=PLACE)[:cut]

    with pytest.raises(vault.SealBroken):
        vault.open_sealed(sealed, context=PLACE)


def test_the_first_key_seals_and_all_of_the_ring_open(ring):
    old, new = key(), key()
    ring(old)
    sealed = vault.seal(b"secret", context=PLACE)

    ring(new, old)

    assert vault.open_sealed(sealed, context=PLACE) == b"secret"
    assert not vault.is_sealed_anew(sealed)
    assert vault.is_sealed_anew(vault.seal(b"secret", context=PLACE))


def test_a_value_of_a_key_that_left_the_ring_says_so(ring):
    sealed = vault.seal(b"secret", context=PLACE)
    ring(key())

    with pytest.raises(vault.KeyUnknown):
        vault.open_sealed(sealed, context=PLACE)


@pytest.mark.parametrize("keys", [[], ["short"], ["!" * 44], [base64.b64encode(bytes(31)).decode()]])
def test_without_a_usable_key_nothing_is_sealed_and_the_setting_is_named(ring, keys):
    ring(*keys)

    with pytest.raises(vault.VaultClosed, match="ENCRYPTION_KEYS"):
        vault.seal(b"secret", context=PLACE)


def test_keys_in_both_spellings_of_base64_are_the_same_key(ring):
    raw = bytes([251, 255]) * 16
    ring(base64.urlsafe_b64encode(raw).decode())
    sealed = vault.seal(b"secret", context=PLACE)

    ring(base64.b64encode(raw).decode())

    assert vault.open_sealed(sealed, context=PLACE) == b"secret"


def test_a_place_names_tenant_object_and_field():
    tenant, item = uuid7(), uuid7()

    assert vault.place_of(tenant, item, "secret") == f"{tenant}|{item}|secret"
