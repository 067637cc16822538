"""Publish a draft as the version that runs, and take an old version back into the draft."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from tenants.roles import Operation
from workflows.authoring.check import validate
from workflows.authoring.errors import PublishRefused
from workflows.authoring.locked import lock
from workflows.authoring.permission import Acting, require
from workflows.authoring.save import replace_draft
from workflows.authoring.schedules import set_schedules
from workflows.authoring.triggers import keep_triggers
from workflows.definition import parse
from workflows.models import Version, Workflow, WorkflowStatus
from workflows.registry import registry


@transaction.atomic
def publish_version(*, member: Acting, workflow: Workflow, note: str = "") -> Version:
    """Return the new version, made of the draft; its triggers start runs from now on, unless the workflow is paused.

    Raises NotAllowed, PublishRefused (with every problem), Workflow.DoesNotExist.
    """
    require(member, Operation.WORKFLOW_PUBLISH)
    newest = lock(workflow)
    if problems := validate(newest.draft):
        raise PublishRefused(problems)
    version: Version = Version.objects.create(
        workflow=newest,
        number=_next_number(newest),
        definition=newest.draft,
        note=note,
        published_by_id=member.user_id,
    )
    _put_in_force(newest, version)
    return version


@transaction.atomic
def restore_version(*, member: Acting, workflow: Workflow, number: int) -> Workflow:
    """Return the workflow with the version's document as its draft; what runs stays as it is.

    Raises NotAllowed, Version.DoesNotExist, Workflow.DoesNotExist.
    """
    require(member, Operation.WORKFLOW_EDIT)
    newest = lock(workflow)
    version = Version.objects.get(workflow=newest, number=number)
    return replace_draft(newest, version.definition)


def _next_number(workflow: Workflow) -> int:
    highest: int | None = Version.objects.filter(workflow=workflow).aggregate(highest=Max("number"))["highest"]
    return (highest or 0) + 1


def _put_in_force(locked: Workflow, version: Version) -> None:
    """Make this the version that new runs follow. A paused workflow stays paused: a fix may be tried by hand first."""
    locked.published_version = version
    if locked.status == WorkflowStatus.DRAFT:
        locked.status = WorkflowStatus.PUBLISHED
    locked.save(update_fields=["published_version", "status", "updated_at"])
    keep_triggers(locked, version.definition, is_in_force=True)
    set_schedules(version, parse(version.definition, registry()), now=timezone.now())
