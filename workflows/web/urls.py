"""The addresses outside the console and the API: webhooks, and the practice services of demo mode."""

from django.conf import settings
from django.urls import include, path

from workflows.web.hooks import take_delivery

urlpatterns = [
    path("hooks/<str:token>", take_delivery, name="hook"),
    *([path("demo/", include("workflows.web.demo.urls"))] if settings.DEMO else []),
]
