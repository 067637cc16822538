"""What every page of the console shares: who may open it, what surrounds it, and how it is told off."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from tenants.admin import TenantModelAdmin, site
from tenants.admin.base import allows
from tenants.roles import Operation
from workflows.authoring import AuthoringError

View = Callable[..., HttpResponseBase]
Trail = Sequence[tuple[Any, str]]


class Pages(TenantModelAdmin):  # type: ignore[misc]  # unfold has no types
    """An admin whose pages are its own; what is not listed in `pages` does not exist."""

    def pages(self) -> list[tuple[str, View, str]]:
        """Return (route, view, name) of each page."""
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses, each for members only."""
        return [path(route, self.admin_site.admin_view(view), name=name) for route, view, name in self.pages()]


def page(operation: Operation, *, methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
    """Return a decorator for a view that only those who may do the operation can reach, by these methods."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            if not allows(request, operation):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def show(request: HttpRequest, template: str, *, title: Any, trail: Trail = (), status: int = 200, **context: Any):  # type: ignore[no-untyped-def] # noqa: ANN201
    """Return a page of the console with its title and the way back."""
    around = {**site.each_context(request), "title": title, "trail": trail, "may": Allowed(request)}
    around["chosen_query"] = kept_query(request)
    return TemplateResponse(request, template, around | context, status=status)


def kept_query(request: HttpRequest) -> str:
    """Return the filters of the address, to lead on to the next page of the same list."""
    query = request.GET.copy()
    for name in ("before", "after"):
        query.pop(name, None)
    return f"{query.urlencode()}&" if query else ""


class Allowed:
    """Answers `may.run_start` in templates: what a role may not do is absent."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def __getitem__(self, name: str) -> bool:
        return allows(self.request, Operation[name.upper()])


def find(rows: Any, key: UUID) -> Any:
    """Return the row; a foreign one is as unknown as one that is not there. Raises Http404."""
    row = rows.filter(pk=key).first()
    if row is None:
        raise Http404
    return row


def told(request: HttpRequest, error: AuthoringError) -> None:
    """Say why something was refused."""
    messages.error(request, f"{error.message} {error.hint}".strip())


def go(name: str, *args: Any) -> HttpResponse:
    """Return a redirect to a page of the console."""
    return redirect(at(name, *args))


def at(name: str, *args: Any) -> str:
    """Return the address of a page of the console."""
    return reverse(f"admin:workflows_{name}", args=args)
