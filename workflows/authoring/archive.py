"""Archive a workflow: it is gone for its members, its runs stay."""

from django.db import transaction
from django.utils import timezone

from tenants.roles import Operation
from workflows.authoring.locked import lock
from workflows.authoring.permission import Acting, require
from workflows.authoring.schedules import stop_schedules
from workflows.authoring.triggers import close_addresses
from workflows.models import Workflow


@transaction.atomic
def archive_workflow(*, member: Acting, workflow: Workflow) -> None:
    """Stop the workflow's triggers for good and hide it; live runs go on and history stays.

    Raises NotAllowed, Workflow.DoesNotExist.
    """
    require(member, Operation.WORKFLOW_ARCHIVE)
    newest = lock(workflow)
    newest.archived_at = timezone.now()
    newest.save(update_fields=["archived_at", "updated_at"])
    stop_schedules(newest)
    close_addresses(newest)
