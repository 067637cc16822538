"""From a token that arrives before the tenant is known — a key, a user, a webhook path — to the tenant it means."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections

from tenants.models import Address

RESOLVE = "SELECT tenant_id, object_id FROM resolve_address(%s, %s)"


@dataclass(frozen=True, slots=True)
class Place:
    """What a token leads to: one object of one tenant. Unpacks as `tenant_id, object_id`."""

    tenant_id: UUID
    object_id: UUID

    def __iter__(self) -> Iterator[UUID]:
        return iter((self.tenant_id, self.object_id))


def digest(token: str) -> bytes:
    """Return the SHA-256 under which a token is stored; the token itself never is."""
    return sha256(token.encode()).digest()


def register(kind: str, token: str, object_id: UUID) -> None:
    """Let the token lead to this object of the tenant in scope. Registering twice changes nothing."""
    Address.objects.get_or_create(kind=kind, sha256=digest(token), object_id=object_id)


def resolve(kind: str, token: str, *, using: str = DEFAULT_DB_ALIAS) -> list[Place]:
    """Return the places the token leads to, oldest first; needs no scope. Unknown tokens lead nowhere: []."""
    with connections[using].cursor() as cursor:
        cursor.execute(RESOLVE, [kind, digest(token)])
        return [Place(*row) for row in cursor.fetchall()]


def drop(kind: str, token: str, object_id: UUID | None = None) -> None:
    """Let the token lead nowhere in the tenant in scope, or no longer to this one object."""
    found = Address.objects.filter(kind=kind, sha256=digest(token))
    (found.filter(object_id=object_id) if object_id else found).delete()
