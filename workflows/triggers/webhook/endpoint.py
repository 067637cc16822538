"""From the token in an address to the published trigger behind it."""

from dataclasses import dataclass
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection

from tenants import addresses
from tenants.addresses import Place
from tenants.problems import ProblemError
from workflows.authoring import open_trigger_secret
from workflows.definition import Definition
from workflows.definition.model import Trigger as Entry
from workflows.engine.definitions import compiled
from workflows.models import Trigger, Version, WorkflowStatus

KIND = "webhook"
NOWHERE = Place(UUID(int=0), UUID(int=0))

# Find a webhook that is in force: plain columns, for each delivery asks this and the ORM would take ten times as long.
IN_FORCE = """
SELECT t.name, t.sealed_secret, w.id, w.status, w.published_version_id
  FROM workflows_trigger t JOIN workflows_workflow w ON w.id = t.workflow_id
 WHERE t.id = %s AND t.tenant_id = %s AND t.type = %s
   AND w.archived_at IS NULL AND w.published_version_id IS NOT NULL
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A trigger that is in force: where it is, and its entry in the published version."""

    trigger_id: UUID
    tenant_id: UUID
    workflow_id: UUID
    version: Version
    definition: Definition
    index: int
    is_paused: bool
    sealed_secret: bytes | None

    @property
    def entry(self) -> Entry:
        """Return the trigger as the published document has it."""
        return self.definition.triggers[self.index]

    def secret(self) -> bytes | None:
        """Return the secret that deliveries are signed with; None when none is set."""
        row = Trigger(id=self.trigger_id, tenant_id=self.tenant_id, sealed_secret=self.sealed_secret)
        opened = open_trigger_secret(row)
        return None if opened is None else opened.encode()


def place_of(token: str) -> Place:
    """Return where the token leads; an unknown one leads to a place where there is nothing, at the same cost."""
    return next(iter(addresses.resolve(KIND, token)), NOWHERE)


def find_endpoint(place: Place) -> Endpoint:
    """Return the endpoint at a place whose scope is open. Raises the same ProblemError 404 whatever is missing."""
    with connection.cursor() as cursor:
        cursor.execute(IN_FORCE, [place.object_id, place.tenant_id, KIND])
        row = cursor.fetchone()
    if row is None:
        raise unknown()
    name, sealed, workflow_id, status, version_id = row
    version = _version(version_id, workflow_id, place.tenant_id)
    definition = compiled(version)
    return Endpoint(
        trigger_id=place.object_id,
        tenant_id=place.tenant_id,
        workflow_id=workflow_id,
        version=version,
        definition=definition,
        index=_index(definition, name),
        is_paused=status == WorkflowStatus.PAUSED,
        sealed_secret=sealed,
    )


def unknown() -> ProblemError:
    """Return the one answer for addresses that are unknown, unpublished, disabled or archived."""
    hint = "Copy the address from the workflow's trigger, and publish the workflow."
    return ProblemError(404, "not_found", "No webhook listens at this address.", hint=hint)


def _version(version_id: UUID, workflow_id: UUID, tenant_id: UUID) -> Version:
    """Return the version without its document, which is read only when this process does not know it yet."""
    known = {"id": version_id, "workflow_id": workflow_id, "tenant_id": tenant_id}
    # `from_db` takes the values in the order of the model's columns.
    names = [field.attname for field in Version._meta.concrete_fields if field.attname in known]
    version: Version = Version.from_db(DEFAULT_DB_ALIAS, names, [known[name] for name in names])
    return version


def _index(definition: Definition, name: str) -> int:
    """Return where the published document has the trigger. Raises ProblemError 404."""
    for index, entry in enumerate(definition.triggers):
        if (entry.id, entry.type) == (name, KIND) and entry.enabled:
            return index
    raise unknown()
