"""Every error of the API as `application/problem+json`, whoever raised it: a view, DRF, Django or the database."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views import defaults
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.serializers import as_serializer_error

from tenants.problems import CONTENT_TYPE, ProblemError, error_entry, excerpt, translate, translates

__all__ = ["ProblemError", "answer_problem", "excerpt", "translate", "translates"]

API = "/api/"
FIELD_CODES = {"required": "field_missing", "invalid": "field_invalid", "null": "field_null", "blank": "field_blank"}
NOT_FOUND = "There is nothing here, or nothing you may see."


def answer_problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return DRF's answer to an error; None lets an unknown one become a logged 500."""
    problem = translate(error)
    return None if problem is None else problem_response(problem)


def problem_response(problem: ProblemError) -> Response:
    """Return the problem as an answer of DRF."""
    return Response(problem.as_dict(), problem.status, headers=problem.headers, content_type=CONTENT_TYPE)


def plain_response(problem: ProblemError) -> JsonResponse:
    """Return the problem as an answer of Django, for where DRF is not in play."""
    return JsonResponse(problem.as_dict(), status=problem.status, headers=problem.headers, content_type=CONTENT_TYPE)


@translates(Http404)
@translates(exceptions.NotFound)
def not_found(error: Exception) -> ProblemError:
    """Return the same 404 for what is unknown and for what belongs to others."""
    return ProblemError(404, "not_found", NOT_FOUND)


@translates(PermissionDenied)
@translates(exceptions.PermissionDenied)
def permission_denied(error: Exception) -> ProblemError:
    """Return 403 with the words of whoever refused."""
    detail = str(getattr(error, "detail", "")) or "Your role does not allow this."
    return ProblemError(403, "permission_denied", detail, hint="Ask an owner of the tenant for a wider role or key.")


@translates(exceptions.APIException)
def api_exception(error: exceptions.APIException) -> ProblemError:
    """Return DRF's own errors with their status; `auth_header` and `wait` become headers."""
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    codes = error.get_codes()
    code = codes if isinstance(codes, str) else error.default_code
    return ProblemError(error.status_code, code, str(error.detail), headers=headers)


@translates(exceptions.UnsupportedMediaType)
def unsupported_media_type(error: exceptions.UnsupportedMediaType) -> ProblemError:
    """Return 415."""
    hint = "Send the body as application/json in UTF-8."
    return ProblemError(415, "unsupported_media_type", excerpt(error.detail), hint=hint)


@translates(exceptions.NotAcceptable)
def not_acceptable(error: exceptions.NotAcceptable) -> ProblemError:
    """Return 406."""
    return ProblemError(406, "not_acceptable", "Answers come as application/json.", hint="Accept application/json.")


@translates(exceptions.ValidationError)
def fields_invalid(error: exceptions.ValidationError) -> ProblemError:
    """Return 400 with every field that is wrong; the first of them also fills the problem itself."""
    entries = list(_entries(error.detail, ""))
    first = entries[0]
    return ProblemError(
        400, first["code"], first["message"], pointer=first["pointer"], hint=first["hint"], errors=entries
    )


@translates(DjangoValidationError)
def model_invalid(error: DjangoValidationError) -> ProblemError:
    """Return a model's own objections in the same shape."""
    return fields_invalid(exceptions.ValidationError(as_serializer_error(error)))


@translates(OperationalError)
@translates(InterfaceError)
def database_unavailable(error: Exception) -> ProblemError:
    """Return 503: nothing was accepted, and asking again soon is right."""
    detail = "The database cannot be reached at the moment. Nothing was changed."
    return ProblemError(503, "database_unavailable", detail, headers={"Retry-After": "5"})


def _entries(detail: Any, pointer: str) -> Iterator[dict[str, Any]]:
    """Yield an entry for each message in DRF's nested errors; a second line of a message is its hint."""
    if isinstance(detail, dict):
        for name, inside in detail.items():
            own = name == "non_field_errors"
            yield from _entries(inside, pointer if own else f"{pointer}/{escape(str(name))}")
    elif isinstance(detail, list):
        nested = any(isinstance(inside, dict | list) for inside in detail)
        for index, inside in enumerate(detail):
            yield from _entries(inside, f"{pointer}/{index}" if nested else pointer)
    else:
        message, _, hint = str(detail).partition("\n")
        code = FIELD_CODES.get(detail.code, detail.code)
        yield error_entry(pointer=pointer, code=code, message=message, hint=hint)


def escape(name: str) -> str:
    """Return a name as one part of a JSON Pointer.

    >>> escape("a/b~c")
    'a~1b~0c'
    """
    return name.replace("~", "~0").replace("/", "~1")


# --- Django's own error pages: `handler400 = "tenants.api.problems.handle_400"` and so on in the URL configuration ---


def handle_400(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a malformed request."""
    if not request.path.startswith(API):
        return defaults.bad_request(request, exception)
    return plain_response(ProblemError(400, "bad_request", "This request cannot be read."))


def handle_403(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what is forbidden."""
    if not request.path.startswith(API):
        return defaults.permission_denied(request, exception)
    return plain_response(permission_denied(exception))


def handle_404(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an unknown address."""
    if not request.path.startswith(API):
        return defaults.page_not_found(request, exception)
    return plain_response(not_found(exception))


def handle_500(request: HttpRequest) -> HttpResponse:
    """Answer a mistake of ours; the log has it under the same request id."""
    if not request.path.startswith(API):
        return defaults.server_error(request)
    detail = "Something went wrong on our side. The request id helps us to find it."
    return plain_response(ProblemError(500, "server_error", detail))
