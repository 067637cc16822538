"""Every address of the product."""

from django.urls import include, path

from config import health
from tenants.admin import site

urlpatterns = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("api/", include("workflows.api.urls")),
    path("", include("workflows.web.console_urls")),
    path("", include("tenants.web")),
    path("admin/", site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("workflows.web.urls")),
]

handler400 = "tenants.api.problems.handle_400"
handler403 = "tenants.api.problems.handle_403"
handler404 = "tenants.api.problems.handle_404"
handler500 = "tenants.api.problems.handle_500"
