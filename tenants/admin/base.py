"""The admin of a tenant's rows: what a page allows is the table of roles, never Django's groups."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from unfold.admin import ModelAdmin

from tenants.errors import TenantError
from tenants.roles import Operation, permits


def allows(request: HttpRequest, operation: Operation | None) -> bool:
    """Return whether the member behind a request may do the operation; what is not declared nobody may."""
    return operation is not None and permits(getattr(request, "role", None), operation)


class TenantModelAdmin(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """A page of the console about rows of the current tenant.

    class ThingAdmin(TenantModelAdmin):
        view_operation = Operation.THING_READ
        change_operation = Operation.THING_EDIT      # add and delete stay closed
    """

    view_operation: ClassVar[Operation | None] = None
    add_operation: ClassVar[Operation | None] = None
    change_operation: ClassVar[Operation | None] = None
    delete_operation: ClassVar[Operation | None] = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Return whether the menu names the page."""
        return allows(request, self.view_operation)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether the member may look."""
        return allows(request, self.view_operation)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether the member may add a row."""
        return allows(request, self.add_operation)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether the member may change a row."""
        return allows(request, self.change_operation)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether the member may remove a row."""
        return allows(request, self.delete_operation)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show or save one row; a refused change is told, not crashed on."""
        return self._told(request, super().changeform_view, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the list or run an action on it."""
        return self._told(request, super().changelist_view, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask for a removal, or do it."""
        return self._told(request, super().delete_view, *args, **kwargs)

    def _told(self, request: HttpRequest, view: Callable[..., HttpResponse], *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the view's answer; when a rule of the tenant refuses, the same page again with the reason."""
        try:
            # An action on several rows does all of them or none.
            with transaction.atomic():
                return view(request, *args, **kwargs)
        except TenantError as error:
            messages.error(request, f"{error.message} {error.hint}".strip())
            return HttpResponseRedirect(request.get_full_path())

    # Django's own log of admin actions knows no tenants; the audit keeps these events per tenant.

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Leave no trace in Django's log."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Leave no trace in Django's log."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:
        """Leave no trace in Django's log."""
