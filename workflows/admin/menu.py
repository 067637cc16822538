"""The side bar, and the console's own style and script."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from tenants.admin.base import allows
from tenants.roles import Operation

Item = dict[str, Any]


def menu(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the groups of the side bar: only what the member's role may see."""
    groups = [{"items": work(request)}]
    if people := administration(request):
        groups.append({"title": _("Administration"), "separator": True, "items": people})  # type: ignore[dict-item]
    if getattr(request.user, "is_superuser", False):
        groups.append({"title": _("Platform"), "separator": True, "items": platform()})  # type: ignore[dict-item]
    return groups


def work(request: HttpRequest) -> list[Item]:
    """Return the pages of every day."""
    home = reverse("admin:index")
    entries = [{"title": _("Home"), "icon": "home", "link": home, "active": request.path in ("/", home)}]
    return entries + seen(
        request,
        (_("Workflows"), "account_tree", "workflows_workflow", Operation.WORKFLOW_READ),
        (_("Runs"), "history", "workflows_run", Operation.RUN_READ),
        (_("Schedules"), "calendar_month", "workflows_schedule", Operation.WORKFLOW_READ),
    )


def administration(request: HttpRequest) -> list[Item]:
    """Return the pages about people and programs."""
    return seen(
        request,
        (_("Members"), "group", "tenants_member", Operation.MEMBER_READ),
        (_("API keys"), "key", "tenants_apikey", Operation.KEY_READ),
    )


def platform() -> list[Item]:
    """Return the pages about the platform itself, for its operators."""
    return [{"title": _("Platform jobs"), "icon": "alarm", "link": listing("django_celery_beat_periodictask")}]


def seen(request: HttpRequest, *pages: tuple[str, str, str, Operation]) -> list[Item]:
    """Return the entries whose operation the member may do."""
    return [
        {"title": title, "icon": icon, "link": listing(model)}
        for title, icon, model, operation in pages
        if allows(request, operation)
    ]


def listing(model: str) -> str:
    """Return the address of a model's list."""
    return reverse(f"admin:{model}_changelist")


def stylesheet(request: HttpRequest) -> str:
    """Return the address of the console's style."""
    return static("console/console.css")


def live_script(request: HttpRequest) -> str:
    """Return the address of the script that keeps what moves up to date."""
    return static("console/live.js")
