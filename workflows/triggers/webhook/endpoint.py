"""From the token in an address to the published trigger behind it."""

from dataclasses import dataclass
from uuid import UUID

from tenants import addresses
from tenants.addresses import Place
from tenants.problems import ProblemError
from workflows.definition import Definition
from workflows.definition.model import Trigger as Entry
from workflows.engine.definitions import compiled
from workflows.models import Trigger, Version, Workflow, WorkflowStatus

KIND = "webhook"
NOWHERE = Place(UUID(int=0), UUID(int=0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A trigger that is in force: its row, and its entry in the published version."""

    row: Trigger
    version: Version
    definition: Definition
    index: int

    @property
    def entry(self) -> Entry:
        """Return the trigger as the published document has it."""
        return self.definition.triggers[self.index]

    @property
    def workflow(self) -> Workflow:
        """Return the workflow that the trigger starts."""
        return self.row.workflow

    @property
    def is_paused(self) -> bool:
        """Return whether events are held instead of starting runs."""
        return self.workflow.status == WorkflowStatus.PAUSED


def place_of(token: str) -> Place:
    """Return where the token leads; an unknown one leads to a place where there is nothing, at the same cost."""
    return next(iter(addresses.resolve(KIND, token)), NOWHERE)


def find_endpoint(place: Place) -> Endpoint:
    """Return the endpoint at a place whose scope is open. Raises the same ProblemError 404 whatever is missing."""
    found = Trigger.objects.select_related("workflow__published_version").defer(
        "workflow__draft", "workflow__published_version__definition"
    )
    row = found.filter(pk=place.object_id, type=KIND, workflow__archived_at=None).first()
    version = row.workflow.published_version if row else None
    if row is None or version is None:
        raise unknown()
    definition = compiled(version)
    for index, entry in enumerate(definition.triggers):
        if (entry.id, entry.type) == (row.name, KIND) and entry.enabled:
            return Endpoint(row=row, version=version, definition=definition, index=index)
    raise unknown()


def unknown() -> ProblemError:
    """Return the one answer for addresses that are unknown, unpublished, disabled or archived."""
    hint = "Copy the address from the workflow's trigger, and publish the workflow."
    return ProblemError(404, "not_found", "No webhook listens at this address.", hint=hint)
