"""Every address of the product."""

from django.urls import include, path

from config import health

urlpatterns = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("", include("workflows.web.urls")),
]
