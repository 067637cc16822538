"""Members and API keys: the views of `tenants.api`, described for the OpenAPI document."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from tenants.api import keys, members
from workflows.api import examples
from workflows.api.openapi import IDEMPOTENCY, PAGE, call
from workflows.api.v1.shapes.people import (
    KeyPage,
    KeyShape,
    MemberPage,
    MemberShape,
    NewKeyBody,
    NewKeyShape,
    NewMemberBody,
    RoleBody,
)

TAG = "People and keys"


class Members(members.Members):
    """The tenant's members."""

    @call(
        operation_id="list_members",
        summary="List members, newest first",
        tag=TAG,
        parameters=PAGE,
        answers={200: (MemberPage, examples.page(examples.MEMBER))},
        problems={400: "invalid_page"},
    )
    def get(self, request: Request) -> Response:
        """Return a page of members."""
        return super().get(request)

    @call(
        operation_id="add_member",
        summary="Add a person",
        tag=TAG,
        description="Found by e-mail address; a person without an account gets one, with the password if one is sent.",
        parameters=(IDEMPOTENCY,),
        request=NewMemberBody,
        sent={"email": "alice@example.org", "role": "owner"},
        answers={201: (MemberShape, examples.MEMBER)},
        problems={400: "unknown_field", 409: "already_member"},
    )
    def post(self, request: Request) -> Response:
        """Return the new member."""
        return super().post(request)


class OneMember(members.MemberDetail):
    """One member."""

    @call(
        operation_id="get_member",
        summary="Look at a member",
        tag=TAG,
        answers={200: (MemberShape, examples.MEMBER)},
        problems={404: "not_found"},
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """Return the member."""
        return super().get(request, pk)

    @call(
        operation_id="change_role",
        summary="Change a member's role",
        tag=TAG,
        request=RoleBody,
        sent={"role": "owner"},
        answers={200: (MemberShape, examples.MEMBER)},
        problems={400: "unknown_field", 404: "not_found", 409: "last_owner"},
    )
    def patch(self, request: Request, pk: UUID) -> Response:
        """Return the member with the new role."""
        return super().patch(request, pk)

    @call(
        operation_id="remove_member",
        summary="End a membership",
        tag=TAG,
        description="The member's API keys stop working at once.",
        answers={204: (None, None)},
        problems={404: "not_found", 409: "last_owner"},
    )
    def delete(self, request: Request, pk: UUID) -> Response:
        """Return nothing."""
        return super().delete(request, pk)


class Keys(keys.ApiKeys):
    """The tenant's API keys."""

    @call(
        operation_id="list_api_keys",
        summary="List API keys, newest first",
        tag=TAG,
        parameters=PAGE,
        answers={200: (KeyPage, examples.page(examples.KEY))},
        problems={400: "invalid_page"},
    )
    def get(self, request: Request) -> Response:
        """Return a page of keys."""
        return super().get(request)

    @call(
        operation_id="create_api_key",
        summary="Make an API key",
        tag=TAG,
        description="Its text is shown in this answer and never again. It can do no more than the one who makes it.",
        request=NewKeyBody,
        sent={"name": "Web shop", "scopes": ["run.start"]},
        answers={201: (NewKeyShape, {**examples.KEY, "key": "sw_ab12cd34ef56_…"})},
        problems={400: "unknown_field", 422: "unknown_scope"},
    )
    def post(self, request: Request) -> Response:
        """Return the new key with its text."""
        return super().post(request)


class OneKey(keys.ApiKeyDetail):
    """One API key."""

    @call(
        operation_id="get_api_key",
        summary="Look at an API key",
        tag=TAG,
        answers={200: (KeyShape, examples.KEY)},
        problems={404: "not_found"},
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """Return the key."""
        return super().get(request, pk)

    @call(
        operation_id="revoke_api_key",
        summary="Revoke an API key",
        tag=TAG,
        description="It stops working with the next request and stays in the list.",
        answers={204: (None, None)},
        problems={404: "not_found"},
    )
    def delete(self, request: Request, pk: UUID) -> Response:
        """Return nothing."""
        return super().delete(request, pk)
