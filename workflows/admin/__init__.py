"""The console's pages about workflows and runs; importing this registers them."""

from workflows.admin import beat, runs, schedules, workflow_pages

__all__ = ["beat", "runs", "schedules", "workflow_pages"]
