"""The console at `/`, and the time zone of the person who looks at it."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tenants.admin import site
from tenants.middleware import opens_its_own

Handler = Callable[[HttpRequest], HttpResponse]


def home(request: HttpRequest) -> HttpResponse:
    """Show the console's first page; strangers sign in before."""
    return show(request)


show = site.admin_view(site.index)


class PersonalTime:
    """Shows instants in the time zone of the signed-in person, for this request only."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and leave no zone behind for the thread's next request."""
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Take the zone of the member whose scope is open; programs keep UTC."""
        member = getattr(request, "member", None)
        if member is not None and not opens_its_own(view):
            timezone.activate(ZoneInfo(member.user.timezone))
