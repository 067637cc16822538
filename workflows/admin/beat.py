"""The platform's own timed jobs, for its operators only; a member never sees them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django_celery_beat.admin import ClockedScheduleAdmin, PeriodicTaskAdmin, PeriodicTaskForm, TaskSelectWidget
from django_celery_beat.models import (
    ClockedSchedule,
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
    SolarSchedule,
)
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from tenants.admin import site


class Operators(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """Open to superusers, shut to everybody else."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Return whether the person runs the platform."""
        return is_operator(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether the person runs the platform."""
        return is_operator(request)

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


def is_operator(request: HttpRequest) -> bool:
    """Return whether the person runs the platform."""
    return bool(getattr(request.user, "is_superuser", False))


class TaskWidget(UnfoldAdminSelectWidget, TaskSelectWidget):  # type: ignore[misc]
    """Chooses a registered task, in the console's look."""


class JobForm(PeriodicTaskForm):  # type: ignore[misc]
    """Beat's own form, in the console's look."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["task"].widget = UnfoldAdminTextInputWidget()
        self.fields["regtask"].widget = TaskWidget()


@admin.register(PeriodicTask, site=site)
class JobAdmin(PeriodicTaskAdmin, Operators):  # type: ignore[misc]
    """Platform jobs."""

    form = JobForm
    has_module_permission = Operators.has_module_permission
    has_view_permission = Operators.has_view_permission
    has_add_permission = has_change_permission = has_delete_permission = Operators.has_view_permission


@admin.register(ClockedSchedule, site=site)
class ClockedAdmin(ClockedScheduleAdmin, Operators):  # type: ignore[misc]
    """Instants of platform jobs."""

    has_module_permission = Operators.has_module_permission


for model in (IntervalSchedule, CrontabSchedule, SolarSchedule):
    site.register(model, Operators)
