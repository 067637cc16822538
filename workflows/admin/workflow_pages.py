"""The pages of workflows."""

from django.contrib import admin

from tenants.admin import site
from tenants.roles import Operation
from workflows.admin import draft, publishing, workflow_page
from workflows.admin.pages import Pages, View
from workflows.admin.run_now import run_now
from workflows.admin.workflow_list import workflow_list
from workflows.models import Workflow


@admin.register(Workflow, site=site)
class WorkflowAdmin(Pages):
    """Workflows of the current tenant; every change goes through `workflows.authoring`."""

    view_operation = Operation.WORKFLOW_READ
    add_operation = change_operation = Operation.WORKFLOW_EDIT

    def pages(self) -> list[tuple[str, View, str]]:
        """Return the pages."""
        one = "<uuid:workflow_id>/"
        return [
            ("", workflow_list, "workflows_workflow_changelist"),
            ("add/", draft.add, "workflows_workflow_add"),
            (f"{one}change/", workflow_page.workflow_page, "workflows_workflow_change"),
            (f"{one}draft/", draft.edit, "workflows_workflow_draft"),
            (f"{one}publish/", publishing.publish, "workflows_workflow_publish"),
            (f"{one}versions/", publishing.versions, "workflows_workflow_versions"),
            (f"{one}versions/<int:number>/", publishing.version_page, "workflows_workflow_version"),
            (f"{one}versions/<int:number>/restore/", publishing.restore, "workflows_workflow_restore"),
            (f"{one}run/", run_now, "workflows_workflow_run"),
            (f"{one}pause/", workflow_page.pause, "workflows_workflow_pause"),
            (f"{one}resume/", workflow_page.resume, "workflows_workflow_resume"),
            (f"{one}archive/", workflow_page.archive, "workflows_workflow_archive"),
            (f"{one}triggers/<str:trigger>/secret/", workflow_page.secret, "workflows_workflow_secret"),
        ]
