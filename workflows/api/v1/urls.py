"""The addresses of version 1, below /api/v1/."""

from django.urls import path

from workflows.api.v1 import catalog, drafts, people, problems, runs, starting, triggers, versions, workflows

__all__ = ["problems", "urlpatterns"]  # `problems` is imported for what it registers

WORKFLOW = "workflows/<uuid:workflow_id>"
VERSION = f"{WORKFLOW}/versions/<int:number>"
RUN = "runs/<uuid:run_id>"

urlpatterns = [
    path("workflows", workflows.Workflows.as_view(), name="workflows"),
    path(WORKFLOW, workflows.OneWorkflow.as_view(), name="workflow"),
    path(f"{WORKFLOW}/draft", drafts.Draft.as_view(), name="draft"),
    path(f"{WORKFLOW}/validate", drafts.Validate.as_view(), name="validate"),
    path(f"{WORKFLOW}/publish", versions.Publish.as_view(), name="publish"),
    path(f"{WORKFLOW}/versions", versions.Versions.as_view(), name="versions"),
    path(VERSION, versions.OneVersion.as_view(), name="version"),
    path(f"{VERSION}/restore", versions.Restore.as_view(), name="restore"),
    path(f"{WORKFLOW}/pause", triggers.Pause.as_view(), name="pause"),
    path(f"{WORKFLOW}/resume", triggers.Resume.as_view(), name="resume"),
    path(f"{WORKFLOW}/triggers/<slug:trigger>/secret", triggers.TriggerSecret.as_view(), name="trigger-secret"),
    path(f"{WORKFLOW}/runs", starting.StartRun.as_view(), name="start-run"),
    path(f"{WORKFLOW}/runs/batch", starting.StartBatch.as_view(), name="start-batch"),
    path("runs", runs.Runs.as_view(), name="runs"),
    path(RUN, runs.OneRun.as_view(), name="run"),
    path(f"{RUN}/steps", runs.Steps.as_view(), name="steps"),
    path(f"{RUN}/cancel", runs.Cancel.as_view(), name="cancel"),
    path(f"{RUN}/retry", runs.Retry.as_view(), name="retry"),
    path("connectors", catalog.Connectors.as_view(), name="connectors"),
    path("limits", catalog.Limits.as_view(), name="limits"),
    path("members", people.Members.as_view(), name="members"),
    path("members/<uuid:pk>", people.OneMember.as_view(), name="member"),
    path("api-keys", people.Keys.as_view(), name="api-keys"),
    path("api-keys/<uuid:pk>", people.OneKey.as_view(), name="api-key"),
]
