"""Every address of the product."""

from django.urls import include, path

from config import health

urlpatterns = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("api/", include("workflows.api.urls")),
    path("", include("workflows.web.urls")),
]
