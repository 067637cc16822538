"""Where you act: one tenant for a stretch of code, known to Python and to PostgreSQL alike."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from uuid_utils.compat import uuid7

SETTING = "app.tenant"


class ScopeMissing(Exception):
    """A query for a tenant's rows ran outside of `tenant_scope`."""


class ForeignTenant(Exception):
    """A row of one tenant was saved in the scope of another."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The tenant in force, and the database connection whose transaction carries the setting."""

    tenant_id: UUID
    using: str


_scope: ContextVar[Scope | None] = ContextVar("tenant_scope", default=None)


def current_tenant_id() -> UUID:
    """Return the id of the tenant in scope. Raises ScopeMissing."""
    scope = _scope.get()
    if scope is None:
        raise ScopeMissing("No tenant is in scope. Open one with tenant_scope(tenant_id).")
    return scope.tenant_id


def scope_is_open() -> bool:
    """Return whether a tenant is in scope."""
    return _scope.get() is not None


def _tell_database(using: str, tenant_id: UUID | None) -> None:
    """Set the tenant for the rest of the transaction; a local setting never leaks through a pool."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, str(tenant_id or "")])


@contextmanager
def tenant_scope(tenant_id: UUID | str, *, using: str = DEFAULT_DB_ALIAS) -> Iterator[UUID]:
    """Give the tenant's id and open its scope: one transaction in which only its rows exist.

    Scopes nest. An inner scope is a savepoint; when it ends, the outer tenant is back in force. An exception
    rolls back what the scope wrote.
    """
    wanted = tenant_id if isinstance(tenant_id, UUID) else UUID(tenant_id)
    connection = connections[using]
    is_nested = connection.in_atomic_block
    outer = _scope.get()
    outer_id = outer.tenant_id if outer and outer.using == using and is_nested else None
    with transaction.atomic(using=using):
        if wanted != outer_id:
            _tell_database(using, wanted)
        token = _scope.set(Scope(wanted, using))
        try:
            yield wanted
        finally:
            _scope.reset(token)
        # A savepoint that is released keeps its settings; one that is rolled back restores them by itself.
        if is_nested and wanted != outer_id and not connection.needs_rollback:
            _tell_database(using, outer_id)


class TenantManager(models.Manager[Any]):
    """Gives the rows of the tenant in scope, and refuses to give any without one."""

    def get_queryset(self) -> models.QuerySet[Any]:
        """Return the tenant's rows. Raises ScopeMissing."""
        return super().get_queryset().filter(tenant_id=current_tenant_id())

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> list[Any]:
        """Save many rows at once, each with the tenant in scope."""
        rows = list(objs)
        for row in rows:
            row.take_tenant()
        return super().bulk_create(rows, *args, **kwargs)


class TenantModel(models.Model):
    """A row that belongs to one tenant. A subclass's Meta inherits from `TenantModel.Meta`."""

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, editable=False, related_name="+")

    objects = TenantManager()

    class Meta:
        abstract = True
        # Also rows reached through a foreign key, and rows being saved or deleted, stay within the scope.
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row for the tenant in scope. Raises ScopeMissing, ForeignTenant."""
        self.take_tenant()
        super().save(*args, **kwargs)

    def take_tenant(self) -> None:
        """Fill in the tenant in scope. Raises ScopeMissing, or ForeignTenant when the row has another one."""
        tenant_id = current_tenant_id()
        if self.tenant_id is None:
            self.tenant_id = tenant_id
        if self.tenant_id != tenant_id:
            raise ForeignTenant(f"{type(self).__name__} {self.pk} belongs to another tenant than the one in scope.")
