"""Every address of the product."""

from django.urls import include, path

from config import health
from tenants.admin.site import site

urlpatterns = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("api/", include("workflows.api.urls")),
    path("hooks/", include("workflows.web.hooks")),
    path("demo/", include("workflows.web.demo")),
    path("admin/", site.urls),
    path("", include("tenants.web")),
    path("", include("workflows.web.console")),
]
