"""The pages of runs."""

from django.contrib import admin

from tenants.admin import site
from tenants.roles import Operation
from workflows.admin.pages import Pages, View
from workflows.admin.run_actions import cancel, retry
from workflows.admin.run_list import run_list
from workflows.admin.run_page import run_data, run_live, run_page
from workflows.models import Run


@admin.register(Run, site=site)
class RunAdmin(Pages):
    """Runs of the current tenant: looked at, stopped and tried again, never edited."""

    view_operation = Operation.RUN_READ

    def pages(self) -> list[tuple[str, View, str]]:
        """Return the pages."""
        return [
            ("", run_list, "workflows_run_changelist"),
            ("<uuid:run_id>/change/", run_page, "workflows_run_change"),
            ("<uuid:run_id>/live/", run_live, "workflows_run_live"),
            ("<uuid:run_id>/data/<str:attempt_id>/input/", run_data_of("input"), "workflows_run_input"),
            ("<uuid:run_id>/data/<str:attempt_id>/output/", run_data_of("output"), "workflows_run_output"),
            ("<uuid:run_id>/cancel/", cancel, "workflows_run_cancel"),
            ("<uuid:run_id>/retry/", retry, "workflows_run_retry"),
        ]


def run_data_of(part: str) -> View:
    """Return the view that answers one part as a file."""
    return lambda request, **place: run_data(request, part=part, **place)
