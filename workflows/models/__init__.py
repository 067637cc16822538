"""What the database keeps of workflows and their runs."""

from workflows.models.queue import TenantQueue, Wait, WorkItem
from workflows.models.run import Run, StepRun
from workflows.models.trigger import HeldEvent, Schedule, ScheduleFire, Trigger
from workflows.models.workflow import Version, Workflow, WorkflowStatus

__all__ = [
    "HeldEvent",
    "Run",
    "Schedule",
    "ScheduleFire",
    "StepRun",
    "TenantQueue",
    "Trigger",
    "Version",
    "Wait",
    "WorkItem",
    "Workflow",
    "WorkflowStatus",
]
