"""Around each request: its id, and the tenant that a signed-in member is looking at."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from tenants import request_ids
from tenants.console import current_place
from tenants.members import member_at
from tenants.scope import tenant_scope

Handler = Callable[[HttpRequest], HttpResponse]


class RequestId:
    """Gives each request an id, takes over a caller's own, and sends it back."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with `X-Request-Id`."""
        request.id = request_ids.begin(request.headers.get(request_ids.HEADER))  # type: ignore[attr-defined]
        response = self.get_response(request)
        response[request_ids.HEADER] = request.id  # type: ignore[attr-defined]
        return response


class CurrentTenant:
    """Runs a signed-in member's request in the scope of the tenant the console shows.

    Sets `request.tenant`, `request.member` and `request.role`, all None for strangers and people without a tenant.
    The scope covers the view and the rendering of its template; a failed request is rolled back.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer inside the scope that `process_view` may open."""
        request.tenant = request.member = request.role = None  # type: ignore[attr-defined]
        with ExitStack() as request.scopes:  # type: ignore[attr-defined]
            response = self.get_response(request)
            if response.status_code >= 500:
                roll_back(request)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Open the scope, unless the view opens its own."""
        if opens_its_own(view) or (place := current_place(request)) is None:
            return
        request.scopes.enter_context(tenant_scope(place.tenant_id))  # type: ignore[attr-defined]
        request.member = member = member_at(place)  # type: ignore[attr-defined]
        if member is not None:
            request.tenant, request.role = member.tenant, member.role  # type: ignore[attr-defined]

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        """Keep nothing of a request that failed."""
        roll_back(request)


def roll_back(request: HttpRequest) -> None:
    """Let the scope of the request, if there is one, end without a trace."""
    if getattr(request, "member", None) is not None:
        transaction.set_rollback(True)


def opens_own_scope(view: Any) -> Any:
    """Mark a view that opens tenant scopes by itself, or needs none."""
    view.opens_own_scope = True
    return view


def opens_its_own(view: Any) -> bool:
    """Return whether the view, or the class behind it, is marked so."""
    behind = getattr(view, "view_class", None) or getattr(view, "cls", None)
    return bool(getattr(view, "opens_own_scope", False) or getattr(behind, "opens_own_scope", False))
