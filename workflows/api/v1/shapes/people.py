"""Members and API keys."""

from typing import Any

from rest_framework import serializers

from tenants.api.fields import StrictSerializer
from tenants.models import ApiKey, Member
from tenants.roles import EVERYTHING, Role
from workflows.api.v1.fields import Instant, Text
from workflows.api.v1.shapes.pages import page_of


class PersonShape(serializers.Serializer[Any]):
    """A person who signs in."""

    id = serializers.UUIDField()
    name = serializers.CharField(source="__str__")
    email = serializers.CharField()


class MemberShape(serializers.Serializer[Member]):
    """A person's place in the tenant."""

    id = serializers.UUIDField()
    user = PersonShape()
    role = serializers.ChoiceField([role.value for role in Role])
    created_at = Instant()


class KeyShape(serializers.Serializer[ApiKey]):
    """An API key, without its secret."""

    id = serializers.UUIDField()
    key_id = serializers.CharField(help_text="The part of the key that tells it apart; no secret.")
    name = serializers.CharField()
    scopes = serializers.ListField(child=serializers.CharField())
    created_by = serializers.UUIDField(source="created_by_id")
    created_at = Instant()
    expires_at = Instant()
    last_used_at = Instant(allow_null=True)
    revoked_at = Instant(allow_null=True)


class NewKeyShape(KeyShape):
    """A new API key, at the one moment its text is shown."""

    key = serializers.CharField()


class NewKeyBody(StrictSerializer):
    """An API key to make."""

    name = Text(max_length=120)
    scopes = serializers.ListField(
        child=Text(max_length=60), required=False, default=lambda: [EVERYTHING], max_length=60
    )
    expires_at = Instant(required=False)


MemberPage = page_of(MemberShape, "MemberPage")
KeyPage = page_of(KeyShape, "KeyPage")
