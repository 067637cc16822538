"""How calls are described in the OpenAPI document: one decorator, the shape of problems, the ways to sign in."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers

from tenants.problems import CONTENT_TYPE, ProblemError

Handler = TypeVar("Handler", bound=Callable[..., Any])
ALWAYS = {401: "not_authenticated", 403: "permission_denied"}
PAGE = (
    OpenApiParameter("limit", int, description="How many results, 1 to 200; 50 without it."),
    OpenApiParameter("cursor", str, description="Where the page begins: taken from `next` or `previous`."),
)
IDEMPOTENCY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Made for this one call, at most 255 characters. The same key gives the same answer for 24 hours.",
)


class ProblemEntry(serializers.Serializer[Any]):
    """One thing that is wrong, and where."""

    pointer = serializers.CharField(help_text="JSON Pointer into what was sent.")
    code = serializers.CharField()
    message = serializers.CharField()
    hint = serializers.CharField()
    line = serializers.IntegerField(allow_null=True, help_text="Inside the text at the pointer, from 1.")
    column = serializers.IntegerField(allow_null=True)


class Problem(serializers.Serializer[Any]):
    """Why a call was refused (RFC 9457). `code` is stable; see the reference of errors."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    pointer = serializers.CharField()
    hint = serializers.CharField()
    request_id = serializers.CharField()
    errors = ProblemEntry(many=True)  # type: ignore[assignment]


def call(
    *,
    operation_id: str,
    summary: str,
    tag: str,
    answers: Mapping[int, tuple[Any, Any]],
    description: str = "",
    request: Any = None,
    sent: Any = None,
    problems: Mapping[int, str] | None = None,
    parameters: tuple[OpenApiParameter, ...] = (),
) -> Callable[[Handler], Handler]:
    """Describe a call: `answers` maps a status to (shape, example), `problems` a status to one of its codes."""
    refusals = {**ALWAYS, **(problems or {})}
    return extend_schema(
        operation_id=operation_id,
        summary=summary,
        description=description or f"{summary}.",
        tags=[tag],
        request=request,
        parameters=list(parameters),
        responses={status: _answer(status, shape) for status, (shape, _) in answers.items()}
        | {(status, CONTENT_TYPE): _refusal(status, code) for status, code in refusals.items()},
        examples=[
            *([OpenApiExample("Request", value=sent, request_only=True)] if sent is not None else []),
            *(_example(status, value) for status, (_, value) in answers.items() if value is not None),
        ],
    )


def _answer(status: int, shape: Any) -> OpenApiResponse:
    return OpenApiResponse(shape, description=HTTPStatus(status).phrase)


def _example(status: int, value: Any) -> OpenApiExample:
    return OpenApiExample(f"Answer {status}", value=value, response_only=True, status_codes=[str(status)])


def _refusal(status: int, code: str) -> OpenApiResponse:
    body = ProblemError(status, code, "What happened, in words.", hint="What helps.").as_dict() | {"request_id": "…"}
    return OpenApiResponse(Problem, description=f"`{code}`", examples=[OpenApiExample(code, value=body)])


class KeyScheme(OpenApiAuthenticationExtension):
    """An API key in the `Authorization` header."""

    target_class = "tenants.api.authentication.KeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Return the security scheme."""
        return {"type": "http", "scheme": "bearer", "description": "Authorization: Bearer <API key>"}


class ConsoleScheme(OpenApiAuthenticationExtension):
    """The console's own session."""

    target_class = "tenants.api.authentication.ConsoleAuthentication"
    name = "console"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Return the security scheme."""
        return {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": "Signed in to the console"}
