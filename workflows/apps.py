"""The app of workflows, their runs and all that moves them."""

from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    name = "workflows"
    verbose_name = "Stellwerk"
