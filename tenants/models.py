"""Tenants, who belongs to them, and what leads to them. Each table here is under forced row security."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone
from uuid_utils.compat import uuid7

from tenants.roles import Role
from tenants.scope import TenantModel, current_tenant_id

KEY_LIFETIME = timedelta(days=365)
KEY_LIFETIME_LIMIT = timedelta(days=366)


def key_expiry() -> datetime:
    """Return when a key made now expires, unless someone chooses an earlier instant."""
    return timezone.now() + KEY_LIFETIME


class OwnTenant(models.Manager["Tenant"]):
    """Gives the tenant in scope, and refuses to give any without one."""

    def get_queryset(self) -> models.QuerySet["Tenant"]:
        """Return the one tenant. Raises ScopeMissing."""
        return super().get_queryset().filter(pk=current_tenant_id())


class Tenant(models.Model):
    """An organisation that builds and runs workflows, apart from all others."""

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    settings = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OwnTenant()

    class Meta:
        base_manager_name = "objects"

    def __str__(self) -> str:
        return self.name


class Member(TenantModel):
    """A user's place in a tenant. Made, changed and removed by `tenants.members` alone."""

    # The schema refuses to remove a user who is still a member: Django cannot look for members of all tenants.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, related_name="+")
    role = models.CharField(max_length=20, choices=[(role.value, role.value.capitalize()) for role in Role])
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "user"], name="member_once_per_tenant")]

    def __str__(self) -> str:
        return f"{self.user} ({self.role})"


class ApiKey(TenantModel):
    """A program's key. Only its SHA-256 is kept; it may do its scopes, and never more than its creator may today."""

    key_id = models.CharField(max_length=12, unique=True, editable=False)
    prefix = models.CharField(max_length=8, default="sw", editable=False)
    sha256 = models.BinaryField(max_length=32, editable=False)
    name = models.CharField(max_length=120)
    scopes = models.JSONField(default=list)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(default=key_expiry)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    exposed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(TenantModel.Meta):
        verbose_name = "API key"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__lte=models.F("created_at") + KEY_LIFETIME_LIMIT),
                name="api_key_expires_within_a_year",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def is_live(self, now: datetime) -> bool:
        """Return whether the key is neither revoked nor expired."""
        return self.revoked_at is None and now < self.expires_at


class Address(TenantModel):
    """A token's SHA-256 and what it leads to; `resolve_address` reads it before the tenant is known."""

    kind = models.CharField(max_length=20)
    sha256 = models.BinaryField(max_length=32)
    object_id = models.UUIDField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["kind", "sha256", "tenant", "object_id"], name="address_once")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.object_id}"


class ApiIdempotency(TenantModel):
    """The answer that one `Idempotency-Key` got, so that a repeated call gets the same one for a day."""

    key = models.CharField(max_length=255)
    request_sha256 = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(null=True)
    response = models.JSONField(null=True)
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="idempotency_key_once")]
        indexes = [models.Index(fields=["tenant", "created_at"], name="idempotency_age")]

    def __str__(self) -> str:
        return self.key

    def answer(self) -> tuple[int | None, Any]:
        """Return the kept status and body."""
        return self.status, self.response
