"""Takes deliveries at `/hooks/<token>`."""

import logging
from collections.abc import Mapping
from typing import Any

from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from tenants.api.parsers import json_problem
from tenants.api.problems import plain_response
from tenants.api.strictjson import JsonRefused
from tenants.middleware import opens_own_scope
from tenants.problems import ProblemError, translate
from workflows.triggers.webhook import Incoming, receive
from workflows.triggers.webhook.reading import read_body

log = logging.getLogger(__name__)
READ_ONLY = "25006"  # PostgreSQL on a standby: the primary's place was taken, and we do not know the new one yet.


@csrf_exempt
@opens_own_scope
@transaction.non_atomic_requests
def take_delivery(request: HttpRequest, token: str) -> HttpResponseBase:
    """Answer a delivery; every refusal is a problem in JSON."""
    try:
        answer = receive(incoming(request, token))
    except Exception as error:
        return refusal(problem_of(error))
    return json_answer(answer.status, answer.body, answer.headers)


def incoming(request: HttpRequest, token: str) -> Incoming:
    """Return the request as the webhook's steps take it. Raises JsonRefused, ProblemError."""
    return Incoming(
        token=token,
        method=request.method or "",
        headers={name.lower(): value for name, value in request.headers.items()},
        query=request.META.get("QUERY_STRING", ""),
        body=body_of(request),
        address=request.META.get("REMOTE_ADDR", ""),
        received_at=timezone.now(),
    )


def body_of(request: HttpRequest) -> bytes:
    """Return the raw body. Chunked ones are read from the server: Django takes them for empty."""
    is_chunked = "chunked" in request.headers.get("Transfer-Encoding", "").lower()
    stream = request.META["wsgi.input"] if is_chunked else request
    return read_body(stream, announced=request.META.get("CONTENT_LENGTH"), is_chunked=is_chunked)


def problem_of(error: Exception) -> ProblemError:
    """Return how an error reads outside; an unknown one is our mistake, logged under the request's id."""
    if getattr(error.__cause__, "sqlstate", "") == READ_ONLY:
        error = OperationalError("the database takes no changes")
    problem = json_problem(error) if isinstance(error, JsonRefused) else translate(error)
    if problem is None:
        log.error("webhook failed", exc_info=error)
        detail = "Something went wrong on our side. The request id helps us to find it."
        return ProblemError(500, "server_error", detail)
    return problem


def refusal(problem: ProblemError) -> HttpResponseBase:
    """Return the problem. Django would log the refused path, and with it the address that opens the trigger."""
    log.info("webhook refused", extra={"status": problem.status, "code": problem.code})
    response = plain_response(problem)
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def json_answer(status: int, body: Any, headers: Mapping[str, str]) -> HttpResponse:
    """Return JSON, whatever its kind of value: a run's output may be a list or a number."""
    return JsonResponse(body, status=status, headers=dict(headers), safe=False)
