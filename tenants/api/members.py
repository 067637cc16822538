"""`/members`: who belongs to the tenant."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import PASSWORD_MAX_LENGTH
from accounts.passwords import check_password_strength
from tenants.api.base import TenantView
from tenants.api.fields import StrictSerializer, show_instant
from tenants.api.lookup import find
from tenants.api.pagination import paginate
from tenants.members import add_member, change_role, find_or_create_user, remove_member
from tenants.models import Member
from tenants.roles import Operation, Role

ROLES = [role.value for role in Role]


class NewMember(StrictSerializer):
    """The body of POST: `{email, role, name?, password?}`."""

    email = serializers.EmailField(max_length=254)
    role = serializers.ChoiceField(choices=ROLES)
    name = serializers.CharField(max_length=120, default="")
    password = serializers.CharField(
        max_length=PASSWORD_MAX_LENGTH, default=None, trim_whitespace=False, validators=[check_password_strength]
    )


class RoleChange(StrictSerializer):
    """The body of PATCH: `{role}`."""

    role = serializers.ChoiceField(choices=ROLES)


def present_member(member: Member) -> dict[str, Any]:
    """Return the JSON of a member."""
    user = member.user
    return {
        "id": str(member.pk),
        "user": {"id": str(user.pk), "name": user.name, "email": user.email},
        "role": member.role,
        "created_at": show_instant(member.created_at),
    }


class Members(TenantView):
    """All members, and a new one."""

    operations = {"GET": Operation.MEMBER_READ, "POST": Operation.MEMBER_MANAGE}
    is_idempotent = True

    def get(self, request: Request) -> Response:
        """List the members, newest first."""
        return Response(paginate(request, Member.objects.select_related("user"), present=present_member))

    def post(self, request: Request) -> Response:
        """Add a person by e-mail address."""
        body = NewMember(data=request.data)
        body.is_valid(raise_exception=True)
        asked = body.validated_data
        user = find_or_create_user(email=asked["email"], name=asked["name"], password=asked["password"])
        return Response(present_member(add_member(user=user, role=asked["role"])), status=201)


class MemberDetail(TenantView):
    """One member."""

    operations = {
        "GET": Operation.MEMBER_READ,
        "PATCH": Operation.MEMBER_MANAGE,
        "DELETE": Operation.MEMBER_MANAGE,
    }

    def get(self, request: Request, pk: UUID) -> Response:
        """Show the member."""
        return Response(present_member(self.member(pk)))

    def patch(self, request: Request, pk: UUID) -> Response:
        """Change the role."""
        body = RoleChange(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(present_member(change_role(member=self.member(pk), role=body.validated_data["role"])))

    def delete(self, request: Request, pk: UUID) -> Response:
        """End the membership."""
        remove_member(member=self.member(pk))
        return Response(status=204)

    def member(self, pk: UUID) -> Member:
        """Return the member of this tenant. Raises Http404."""
        found: Member = find(Member.objects.select_related("user"), pk)
        return found
