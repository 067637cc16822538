"""What may happen next: legal moves, retry decisions and the walk through a document; no clock, no database."""

from workflows.lifecycle.states import ItemState, RunStatus, StepStatus

__all__ = ["ItemState", "RunStatus", "StepStatus"]
