"""Create a workflow."""

from typing import Any

from django.db import transaction

from tenants.roles import Operation
from workflows.authoring.draft import blank, check_draft, name_in, usable_name
from workflows.authoring.errors import InvalidName
from workflows.authoring.permission import Acting, require
from workflows.authoring.triggers import keep_triggers
from workflows.models import TenantQueue, Workflow


@transaction.atomic
def create_workflow(*, member: Acting, name: str = "", definition: Any = None) -> Workflow:
    """Return the new workflow with its draft, valid or not, and the addresses of its triggers.

    The document's own name counts; `name` names a document that has none. Raises NotAllowed, InvalidName, DraftRefused.
    """
    require(member, Operation.WORKFLOW_EDIT)
    given = usable_name(name) if name else ""
    draft = blank(given) if definition is None else check_draft(definition)
    chosen = _chosen_name(draft, given)
    workflow = Workflow.objects.create(name=chosen, draft={**draft, "name": chosen})
    keep_triggers(workflow, draft)
    # A tenant without a share of the workers would wait for ever.
    TenantQueue.objects.bulk_create([TenantQueue()], ignore_conflicts=True)
    return workflow


def _chosen_name(draft: dict[str, Any], given: str) -> str:
    """Return the name of workflow and document. Raises InvalidName."""
    if chosen := name_in(draft) or given:
        return chosen
    wrong = draft.get("name")
    return usable_name(wrong) if isinstance(wrong, str) else _nameless()


def _nameless() -> str:
    raise InvalidName("The workflow needs a name.", pointer="/name")
