"""The console: Django's admin site, opened by membership and governed by roles."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from unfold.sites import UnfoldAdminSite

from accounts.forms import SignInForm


class ConsoleSite(UnfoldAdminSite):  # type: ignore[misc]  # unfold has no types
    """Shows one tenant at a time, to its members; a platform operator without a tenant sees the platform's pages."""

    login_form = SignInForm

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.login_form = SignInForm

    def has_permission(self, request: HttpRequest) -> bool:
        """Return whether the user may open the console at all."""
        user: Any = request.user
        if not (user.is_active and user.is_authenticated and user.is_staff):
            return False
        return getattr(request, "member", None) is not None or user.is_superuser

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Return what every page shows: the current tenant's name, and the way to another."""
        context: dict[str, Any] = super().each_context(request)
        if (tenant := getattr(request, "tenant", None)) is not None:
            context["site_subheader"] = tenant.name
        if request.user.is_authenticated:
            link = {"icon": "swap_horiz", "title": "Switch tenant", "link": reverse("switch_tenant"), "attrs": {}}
            context["site_dropdown"] = [link]
        return context


site = ConsoleSite()
