"""The admin of a tenant's rows: what a page allows is the table of roles, never Django's groups."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from unfold.admin import ModelAdmin

from accounts.models import User
from tenants.errors import TenantError
from tenants.models import Member
from tenants.roles import Operation, permits
from tenants.scope import TenantModel


def allows(request: HttpRequest, operation: Operation | None) -> bool:
    """Return whether the member behind a request may do the operation; what is not declared nobody may."""
    return operation is not None and permits(getattr(request, "role", None), operation)


def refuse_shared_filters(model: type[Model], filters: Iterable[Any]) -> None:
    """Raise ImproperlyConfigured for a filter by a reference to a shared table: it would list people of all tenants."""
    fields = {field.name: field.related_model for field in model._meta.fields if field.related_model}
    for name in filters:
        target = fields.get(name[0] if isinstance(name, tuple) else name)
        if isinstance(target, type) and not issubclass(target, TenantModel):
            raise ImproperlyConfigured(f"The filter {name!r} of {model.__name__} would list rows of all tenants.")


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

    def __init__(self, model: type[Model], admin_site: AdminSite) -> None:
        super().__init__(model, admin_site)
        refuse_shared_filters(model, self.list_filter)

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

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Return the choices of a reference; of people, those who belong to the tenant."""
        if db_field.related_model is User:
            kwargs["queryset"] = User.objects.filter(pk__in=Member.objects.values("user_id"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

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
