"""Members and API keys, as the OpenAPI document describes them; `tenants.api` presents them."""

from typing import Any

from rest_framework import serializers

from tenants.api.fields import StrictSerializer
from tenants.roles import Role
from workflows.api.v1.fields import Instant
from workflows.api.v1.shapes.pages import page_of

ROLE = [role.value for role in Role]


class PersonShape(serializers.Serializer[Any]):
    """A person who signs in."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    email = serializers.CharField()


class MemberShape(serializers.Serializer[Any]):
    """A person's place in the tenant."""

    id = serializers.UUIDField()
    user = PersonShape()
    role = serializers.ChoiceField(ROLE)
    created_at = Instant()


class NewMemberBody(StrictSerializer):
    """A person to add; one who has no account yet gets one."""

    email = serializers.EmailField(max_length=254)
    role = serializers.ChoiceField(ROLE)
    name = serializers.CharField(max_length=120, required=False)
    password = serializers.CharField(max_length=128, required=False)


class RoleBody(StrictSerializer):
    """The new role."""

    role = serializers.ChoiceField(ROLE)


class KeyShape(serializers.Serializer[Any]):
    """An API key, without its secret."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    begins = serializers.CharField(help_text="How its text begins: enough to tell it apart.")
    scopes = serializers.ListField(child=serializers.CharField())
    created_by = serializers.UUIDField()
    created_at = Instant()
    expires_at = Instant()
    last_used_at = Instant(allow_null=True)
    revoked_at = Instant(allow_null=True)
    exposed_at = Instant(allow_null=True, help_text="When it was seen where it does not belong.")


class NewKeyShape(KeyShape):
    """A new API key, at the one moment its text is shown."""

    key = serializers.CharField()


class NewKeyBody(StrictSerializer):
    """An API key to make; without scopes it may do all that its creator may."""

    name = serializers.CharField(max_length=120)
    scopes = serializers.ListField(child=serializers.CharField(max_length=40), required=False)
    expires_at = Instant(required=False)


MemberPage = page_of(MemberShape, "MemberPage")
KeyPage = page_of(KeyShape, "KeyPage")
