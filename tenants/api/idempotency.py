"""`Idempotency-Key`: the same call twice is done once, and answered twice alike for a day."""

import json
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Any

from django.db import connection
from django.utils import timezone
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from tenants.models import ApiIdempotency
from tenants.problems import ProblemError
from tenants.scope import current_tenant_id

HEADER = "Idempotency-Key"
KEPT = timedelta(hours=24)
MAX_LENGTH = 255
REPLAYED = "Idempotency-Replayed"
KEPT_HEADERS = ("Location",)


def once(request: Request, work: Callable[[], Response]) -> Response:
    """Return the answer of `work`, or the one it gave when the same key came first. Runs inside the tenant's scope.

    What the work writes and the kept answer are one transaction: neither is ever there without the other. An error
    keeps nothing, so the call may be repeated. Raises ProblemError: 400 bad key, 409 in progress, 422 other request.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return work()
    check_key(key)
    if not _lock(key):
        detail = "A call with this Idempotency-Key is being worked on."
        raise ProblemError(
            409, "idempotency_in_progress", detail, hint="Ask again in a moment.", headers={"Retry-After": "1"}
        )
    fingerprint = _fingerprint(request)
    kept = _kept(key)
    if kept is not None:
        return _replay(kept, fingerprint)
    response = work()
    _keep(key, fingerprint, response)
    return response


def check_key(key: str) -> None:
    """Accept 1 to 255 printable characters. Raises ProblemError."""
    if not 0 < len(key) <= MAX_LENGTH or not key.isprintable():
        raise ProblemError(
            400,
            "invalid_idempotency_key",
            f"An {HEADER} has 1 to {MAX_LENGTH} printable characters.",
            hint="A UUID made for this one call is right.",
        )


def _lock(key: str) -> bool:
    """Return whether this transaction is the only one at work for the key; the lock ends with the transaction."""
    with connection.cursor() as cursor:
        name = f"idempotency/{current_tenant_id()}/{key}"
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        return bool(cursor.fetchone()[0])


def _fingerprint(request: Request) -> bytes:
    """Return the SHA-256 of what is asked: method, path and the parsed body, however it was spaced.

    The query is left out: `?wait=` says how long to listen, not what to do.
    """
    asked = [request.method, request.path, request.data]
    return sha256(json.dumps(asked, sort_keys=True, default=str).encode()).digest()


def _kept(key: str) -> ApiIdempotency | None:
    """Return the kept answer, after forgetting those of this tenant that are older than a day."""
    ApiIdempotency.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    return ApiIdempotency.objects.filter(key=key).first()


def _replay(kept: ApiIdempotency, fingerprint: bytes) -> Response:
    """Return the kept answer. Raises ProblemError when the key came with another request."""
    if not compare_digest(bytes(kept.request_sha256), fingerprint):
        raise ProblemError(
            422,
            "idempotency_mismatch",
            f"This {HEADER} was used for another request.",
            hint="Use a new key for each new request.",
        )
    return Response(kept.response, kept.status, headers={**kept.headers, REPLAYED: "true"})


def _keep(key: str, fingerprint: bytes, response: Response) -> None:
    """Save the answer in the form it is sent."""
    body: Any = json.loads(JSONRenderer().render(response.data) or b"null")
    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    ApiIdempotency.objects.create(
        key=key, request_sha256=fingerprint, status=response.status_code, response=body, headers=headers
    )
