"""Every address below /api/."""

from django.urls import include, path, re_path

from workflows.api import pages

urlpatterns = [
    path("v1/", include("workflows.api.v1.urls")),
    path("v1/schema/", pages.openapi, name="openapi"),
    path("v1/workflow-schema/", pages.workflow_schema, name="workflow-schema"),
    path("docs/", pages.Docs.as_view(), name="api-docs"),
    re_path(r"^.*$", pages.nothing),
]
