"""The rows that addresses name, of the tenant in scope; anything else is the same 404."""

from uuid import UUID

from django.db.models import QuerySet

from workflows.models import Run, Version, Workflow


def workflows() -> "QuerySet[Workflow]":
    """Return the workflows there are, with all that their shape needs."""
    found: QuerySet[Workflow] = Workflow.objects.filter(archived_at=None)
    return found.select_related("published_version").prefetch_related("triggers", "schedules")


def workflow(workflow_id: UUID) -> Workflow:
    """Return a workflow for working on it. Raises Workflow.DoesNotExist."""
    found: Workflow = Workflow.objects.get(pk=workflow_id, archived_at=None)
    return found


def versions(workflow_id: UUID) -> "QuerySet[Version]":
    """Return the versions of a workflow that is there. Raises Workflow.DoesNotExist."""
    found: QuerySet[Version] = Version.objects.filter(workflow=workflow(workflow_id))
    return found.select_related("published_by")


def runs() -> "QuerySet[Run]":
    """Return the runs with their version's number, without its document."""
    found: QuerySet[Run] = Run.objects.select_related("version").defer("version__definition", "trigger")
    return found


def run(run_id: UUID) -> Run:
    """Return a run. Raises Run.DoesNotExist."""
    return runs().get(id=run_id)
