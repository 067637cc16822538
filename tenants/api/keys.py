"""`/api-keys`: made here and shown once, listed without their secrets, revoked for good."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from tenants.api.base import TenantView
from tenants.api.fields import InstantField, StrictSerializer, show_instant
from tenants.api.lookup import find
from tenants.api.pagination import paginate
from tenants.keys import create_key, revoke_key
from tenants.models import ApiKey
from tenants.roles import EVERYTHING, Operation


class NewApiKey(StrictSerializer):
    """The body of POST: `{name, scopes?, expires_at?}`."""

    name = serializers.CharField(max_length=120)
    scopes = serializers.ListField(child=serializers.CharField(max_length=40), max_length=100, default=[EVERYTHING])
    expires_at = InstantField(default=None)


def present_key(key: ApiKey) -> dict[str, Any]:
    """Return the JSON of a key: all but its secret, which nobody knows."""
    return {
        "id": str(key.pk),
        "name": key.name,
        "begins": f"{key.prefix}_{key.key_id}",
        "scopes": key.scopes,
        "created_by": str(key.created_by_id),
        "created_at": show_instant(key.created_at),
        "expires_at": show_instant(key.expires_at),
        "last_used_at": show_instant(key.last_used_at),
        "revoked_at": show_instant(key.revoked_at),
        "exposed_at": show_instant(key.exposed_at),
    }


class ApiKeys(TenantView):
    """All keys, and a new one. A repeated POST makes another key: the first one's text is kept nowhere."""

    operations = {"GET": Operation.KEY_READ, "POST": Operation.KEY_MANAGE}

    def get(self, request: Request) -> Response:
        """List the keys, newest first."""
        return Response(paginate(request, ApiKey.objects.all(), present=present_key))

    def post(self, request: Request) -> Response:
        """Make a key; `key` in the answer is its text, shown this once."""
        body = NewApiKey(data=request.data)
        body.is_valid(raise_exception=True)
        creator = User.objects.get(pk=self.actor.user_id)
        new = create_key(creator=creator, within=self.actor.scopes, **body.validated_data)
        answer = {**present_key(new.key), "key": new.text}
        return Response(answer, status=201, headers={"Cache-Control": "no-store"})


class ApiKeyDetail(TenantView):
    """One key."""

    operations = {"GET": Operation.KEY_READ, "DELETE": Operation.KEY_MANAGE}

    def get(self, request: Request, pk: UUID) -> Response:
        """Show the key."""
        return Response(present_key(find(ApiKey.objects.all(), pk)))

    def delete(self, request: Request, pk: UUID) -> Response:
        """Revoke the key; it stays in the list, with the time."""
        revoke_key(find(ApiKey.objects.all(), pk))
        return Response(status=204)
