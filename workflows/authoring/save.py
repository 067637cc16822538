"""Save a draft, and rename a workflow, which is a change of its draft."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from tenants.roles import Operation
from workflows.authoring.draft import check_draft, name_in, usable_name
from workflows.authoring.errors import StaleDraft
from workflows.authoring.locked import lock
from workflows.authoring.permission import Acting, require
from workflows.authoring.triggers import keep_triggers
from workflows.models import Workflow


@transaction.atomic
def save_draft(*, member: Acting, workflow: Workflow, definition: Any, revision: int) -> Workflow:
    """Return the workflow with the new draft, valid or not, if `revision` is still its newest.

    A stale save changes nothing: neither text is lost. Raises NotAllowed, DraftRefused, StaleDraft,
    Workflow.DoesNotExist.
    """
    require(member, Operation.WORKFLOW_EDIT)
    draft = check_draft(definition)
    saved = Workflow.objects.filter(pk=workflow.pk, archived_at=None, draft_revision=revision).update(
        draft=draft,
        draft_revision=F("draft_revision") + 1,
        name=name_in(draft) or F("name"),
        updated_at=timezone.now(),
    )
    newest: Workflow = Workflow.objects.get(pk=workflow.pk, archived_at=None)
    if not saved:
        raise StaleDraft(newest.draft_revision)
    keep_triggers(newest, draft)
    return newest


@transaction.atomic
def rename(*, member: Acting, workflow: Workflow, name: str) -> Workflow:
    """Return the workflow with the name, which its draft takes over as a new revision.

    Raises NotAllowed, InvalidName, Workflow.DoesNotExist.
    """
    require(member, Operation.WORKFLOW_EDIT)
    clean = usable_name(name)
    newest = lock(workflow)
    return replace_draft(newest, {**newest.draft, "name": clean})


def replace_draft(locked: Workflow, draft: dict[str, Any]) -> Workflow:
    """Return a locked workflow with its draft replaced, as a new revision."""
    locked.draft = draft
    locked.name = name_in(draft) or locked.name
    locked.draft_revision += 1
    locked.save(update_fields=["draft", "name", "draft_revision", "updated_at"])
    keep_triggers(locked, draft)
    return locked
