"""The console's own address; everything else of it is below `/admin/`."""

from django.urls import path

from workflows.web.console import home

urlpatterns = [path("", home, name="home")]
