"""Members, and the API keys of programs."""

from collections.abc import Collection
from typing import ClassVar
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from tenants.actors import Actor
from tenants.api.base import TenantView
from tenants.api.pagination import paginate
from tenants.keys import create_key, revoke_key
from tenants.models import ApiKey, Member
from tenants.problems import ProblemError
from tenants.roles import EVERYTHING, Operation
from workflows.api import examples
from workflows.api.openapi import PAGE, call
from workflows.api.v1.shapes.people import KeyPage, KeyShape, MemberPage, MemberShape, NewKeyBody, NewKeyShape

TAG = "People and keys"


class Members(TenantView):
    """The tenant's members."""

    operation = Operation.MEMBER_READ

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
        rows = Member.objects.select_related("user")
        return Response(paginate(request, rows, present=lambda row: MemberShape(row).data))


class Keys(TenantView):
    """The tenant's API keys."""

    # No Idempotency-Key here: the kept answer would hold the key in clear.
    operations: ClassVar[dict[str, Operation]] = {"GET": Operation.KEY_READ, "POST": Operation.KEY_MANAGE}

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
        return Response(paginate(request, ApiKey.objects.all(), present=lambda row: KeyShape(row).data))

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
        body = NewKeyBody(data=request.data)
        body.is_valid(raise_exception=True)
        refuse_wider_scopes(self.actor, body.validated_data["scopes"])
        made = create_key(creator=User.objects.get(pk=self.actor.user_id), **body.validated_data)
        shown = {**KeyShape(made.key).data, "key": made.text}
        return Response(shown, 201, headers={"Cache-Control": "no-store"})


def refuse_wider_scopes(actor: Actor, scopes: Collection[str]) -> None:
    """Raise ProblemError when a key would make one that may do more than itself."""
    if EVERYTHING not in actor.scopes and (wider := sorted(set(scopes) - set(actor.scopes))):
        detail = f"This API key cannot give away {', '.join(wider)[:200]}, which it does not have itself."
        raise ProblemError(403, "permission_denied", detail, pointer="/scopes", hint="Choose among its own scopes.")


class OneKey(TenantView):
    """One API key."""

    operations: ClassVar[dict[str, Operation]] = {"GET": Operation.KEY_READ, "DELETE": Operation.KEY_MANAGE}

    @call(
        operation_id="get_api_key",
        summary="Look at an API key",
        tag=TAG,
        answers={200: (KeyShape, examples.KEY)},
        problems={404: "not_found"},
    )
    def get(self, request: Request, key_id: UUID) -> Response:
        """Return the key."""
        return Response(KeyShape(ApiKey.objects.get(pk=key_id)).data)

    @call(
        operation_id="revoke_api_key",
        summary="Revoke an API key",
        tag=TAG,
        description="It stops working with the next request.",
        answers={204: (None, None)},
        problems={404: "not_found"},
    )
    def delete(self, request: Request, key_id: UUID) -> Response:
        """Return nothing."""
        revoke_key(ApiKey.objects.get(pk=key_id))
        return Response(status=204)
