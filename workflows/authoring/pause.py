"""Pause a workflow and let it go on."""

from django.db import transaction

from tenants.roles import Operation
from workflows.authoring.errors import NotPublished
from workflows.authoring.locked import lock
from workflows.authoring.permission import Acting, require
from workflows.models import Workflow, WorkflowStatus


def pause_workflow(*, member: Acting, workflow: Workflow) -> Workflow:
    """Return the workflow, paused: events are held and start no runs; runs that live go on.

    Pausing twice changes nothing. Raises NotAllowed, NotPublished, Workflow.DoesNotExist.
    """
    return _set_status(member, workflow, WorkflowStatus.PAUSED)


def resume_workflow(*, member: Acting, workflow: Workflow) -> Workflow:
    """Return the workflow, published again; held events wait for their release.

    Resuming twice changes nothing. Raises NotAllowed, NotPublished, Workflow.DoesNotExist.
    """
    return _set_status(member, workflow, WorkflowStatus.PUBLISHED)


@transaction.atomic
def _set_status(member: Acting, workflow: Workflow, status: WorkflowStatus) -> Workflow:
    require(member, Operation.WORKFLOW_PAUSE)
    newest = lock(workflow)
    if newest.published_version_id is None:
        raise NotPublished()
    if newest.status != status:
        newest.status = status
        newest.save(update_fields=["status", "updated_at"])
    return newest
