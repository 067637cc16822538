"""The workflow's row, locked until the transaction ends, so that two changes never interleave."""

from uuid import UUID

from workflows.models import Workflow


def lock(workflow: Workflow | UUID) -> Workflow:
    """Return the newest state of a workflow that is not archived, locked. Raises Workflow.DoesNotExist."""
    key = workflow.pk if isinstance(workflow, Workflow) else workflow
    found: Workflow = Workflow.objects.select_for_update(of=("self",)).get(pk=key, archived_at=None)
    return found
