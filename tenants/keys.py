"""API keys: made once, shown once, kept as a SHA-256, checked in equal time.

A key reads `sw_ab12cd34ef56_<43 characters>`: a prefix for secret scanners, an id to find it by, and the secret.
"""

import re
import secrets
import string
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from accounts.models import User
from tenants import addresses
from tenants.actors import Actor
from tenants.addresses import Place
from tenants.errors import BadExpiry, BadScopes, ScopeTooWide
from tenants.models import KEY_LIFETIME_LIMIT, ApiKey, Member, key_expiry
from tenants.roles import EVERYTHING, Operation
from tenants.scope import tenant_scope

API_KEY = "api_key"
PREFIX = "sw"
SHAPE = re.compile(r"(?P<prefix>[a-z]{2,8})_(?P<key_id>[a-z0-9]{12})_(?P<secret>[A-Za-z0-9_-]{43})")
USE_RESOLUTION = timedelta(minutes=1)
_NOWHERE = Place(UUID(int=0), UUID(int=0))
_NO_DIGEST = bytes(32)


class KeyRefused(Exception):
    """An API key does not open anything; `code` says why, as far as its holder may know."""

    def __init__(self, code: str, message: str) -> None:
        self.code, self.message = code, message
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key at the one moment its text is known."""

    key: ApiKey
    text: str


def digest(text: str) -> bytes:
    """Return what is kept of a key: its secret has 256 bits, so one round of SHA-256 is enough."""
    return sha256(text.encode()).digest()


def create_key(
    *,
    creator: User,
    name: str,
    scopes: Collection[str] = (EVERYTHING,),
    expires_at: datetime | None = None,
    within: Collection[str] = (EVERYTHING,),
) -> NewKey:
    """Return a new key for the tenant in scope, with its text. Raises BadScopes, ScopeTooWide, BadExpiry.

    `within` are the scopes of whoever asks: a key that makes keys makes none that may do more than itself.
    """
    key_id = "".join(secrets.choice(string.ascii_lowercase + string.digits) for _ in range(12))
    text = f"{PREFIX}_{key_id}_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.create(
        key_id=key_id,
        prefix=PREFIX,
        sha256=digest(text),
        name=name,
        scopes=_narrow(_known_scopes(scopes), within),
        created_by=creator,
        expires_at=_near_expiry(expires_at or key_expiry()),
    )
    addresses.register(API_KEY, key_id, key.pk)
    return NewKey(key, text)


def revoke_key(key: ApiKey) -> ApiKey:
    """Return the key, dead from the next request on; a second call keeps the first time."""
    ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now())
    key.refresh_from_db()
    return key


def authenticate(text: str) -> Actor:
    """Return who acts with this key. Raises KeyRefused."""
    with acting(text) as actor:
        return actor


@contextmanager
def acting(text: str) -> Iterator[Actor]:
    """Give who acts with this key, and keep the tenant's scope open that it was read in. Raises KeyRefused.

    A wrong id and a wrong secret cost the same: both ask for the address, open a scope, look for the key and
    compare one digest.
    """
    shape = SHAPE.fullmatch(text)
    if shape is None:
        raise KeyRefused("key_invalid", "This is not an API key of this installation.")
    place = next(iter(addresses.resolve(API_KEY, shape["key_id"])), _NOWHERE)
    with tenant_scope(place.tenant_id):
        key = _find(place.object_id)
        if not compare_digest(bytes(key.sha256) if key else _NO_DIGEST, digest(text)) or key is None:
            raise KeyRefused("key_invalid", "This API key is not known.")
        yield _admit(key, timezone.now())


def flag_exposed(text: str) -> None:
    """Note that a valid key was seen where it does not belong, such as in an address, so that it gets rotated."""
    try:
        actor = authenticate(text)
    except KeyRefused:
        return
    with tenant_scope(actor.tenant_id):
        ApiKey.objects.filter(pk=actor.key_id, exposed_at=None).update(exposed_at=timezone.now())


def _find(key_pk: UUID) -> ApiKey | None:
    """Return the key with its creator's role of today as `creator_role`."""
    role = Member.objects.filter(user_id=OuterRef("created_by_id")).values("role")[:1]
    found = ApiKey.objects.filter(pk=key_pk).select_related("created_by").defer("created_by__password")
    key: ApiKey | None = found.annotate(creator_role=Subquery(role)).first()
    return key


def _admit(key: ApiKey, now: datetime) -> Actor:
    """Return the actor of a key whose secret matched. Raises KeyRefused."""
    if key.revoked_at is not None:
        raise KeyRefused("key_revoked", "This API key was revoked. Ask an owner for a new one.")
    if now >= key.expires_at:
        raise KeyRefused("key_expired", "This API key has expired. Ask an owner for a new one.")
    role: str | None = key.creator_role  # type: ignore[attr-defined]  # annotated by `_find`
    if role is None or not key.created_by.is_active:
        raise KeyRefused("key_revoked", "The person who made this API key is no longer a member.")
    _note_use(key, now)
    return Actor.of_key(key, role)


def _note_use(key: ApiKey, now: datetime) -> None:
    """Record the use, at most once a minute: a busy key must not become a hot row."""
    stale = now - USE_RESOLUTION
    if key.last_used_at is None or key.last_used_at < stale:
        unseen = Q(last_used_at=None) | Q(last_used_at__lt=stale)
        ApiKey.objects.filter(unseen, pk=key.pk).update(last_used_at=now)


def _known_scopes(scopes: Collection[str]) -> list[str]:
    """Return the scopes, each an operation or `*`. Raises BadScopes."""
    known = {EVERYTHING, *(str(operation) for operation in Operation)}
    unknown = [scope for scope in scopes if scope not in known]
    if unknown or not scopes:
        raise BadScopes(f"There is no operation {unknown[0]!r}." if unknown else "", pointer="/scopes")
    return sorted(set(scopes))


def _narrow(scopes: list[str], within: Collection[str]) -> list[str]:
    """Return the scopes. Raises ScopeTooWide unless all of them lie within the others."""
    wider = [scope for scope in scopes if scope not in within]
    if wider and EVERYTHING not in within:
        raise ScopeTooWide(pointer="/scopes")
    return scopes


def _near_expiry(expires_at: datetime) -> datetime:
    """Return the instant. Raises BadExpiry unless it lies in the next year."""
    now = timezone.now()
    if not now < expires_at <= now + KEY_LIFETIME_LIMIT:
        raise BadExpiry(pointer="/expires_at")
    return expires_at
