"""The practice services, as in demo mode."""

from django.urls import include, path

urlpatterns = [path("demo/", include("workflows.web.demo.urls"))]
