"""Who is acting, where, and what that allows: the one value that faces hand to everything below."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from tenants.models import ApiKey, Member
from tenants.roles import EVERYTHING, Operation, Role, permits, scope_permits


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A member at work, in person or through one of the member's API keys."""

    tenant_id: UUID
    user_id: UUID
    name: str
    role: Role
    scopes: tuple[str, ...] = (EVERYTHING,)
    key_id: UUID | None = None
    expires_at: datetime | None = None

    @property
    def is_authenticated(self) -> bool:
        """Say yes: there is no anonymous actor."""
        return True

    def permits(self, operation: Operation | str) -> bool:
        """Return whether both the role and the key's scopes allow the operation."""
        return permits(self.role, operation) and scope_permits(self.scopes, operation)

    @classmethod
    def of_member(cls, member: Member) -> Self:
        """Return the member acting in person."""
        return cls(tenant_id=member.tenant_id, user_id=member.user_id, name=str(member.user), role=Role(member.role))

    @classmethod
    def of_key(cls, key: ApiKey, role: str) -> Self:
        """Return the member acting through the key, with the role the member has today."""
        return cls(
            tenant_id=key.tenant_id,
            user_id=key.created_by_id,
            name=f"{key.created_by} with the key {key.name!r}",
            role=Role(role),
            scopes=tuple(key.scopes),
            key_id=key.pk,
            expires_at=key.expires_at,
        )
