"""Who may do what: one table of roles and operations. What the table does not grant is refused."""

from collections.abc import Collection
from enum import StrEnum


class Role(StrEnum):
    """A member's part in a tenant; each includes the ones before it."""

    VIEWER = "viewer"
    APPROVER = "approver"
    OPERATOR = "operator"
    BUILDER = "builder"
    OWNER = "owner"


class Operation(StrEnum):
    """Everything that a role or an API key can be allowed to do."""

    WORKFLOW_READ = "workflow.read"
    RUN_READ = "run.read"
    EVENT_READ = "event.read"
    APPROVAL_READ = "approval.read"
    CONNECTION_READ = "connection.read"
    VARIABLE_READ = "variable.read"
    MEMBER_READ = "member.read"
    USAGE_READ = "usage.read"
    CATALOG_READ = "catalog.read"

    APPROVAL_DECIDE = "approval.decide"

    RUN_START = "run.start"
    RUN_CANCEL = "run.cancel"
    RUN_RETRY = "run.retry"
    RUN_RELEASE = "run.release"
    WORKFLOW_PAUSE = "workflow.pause"
    EVENT_SEND = "event.send"
    EVENT_RELEASE = "event.release"

    WORKFLOW_EDIT = "workflow.edit"
    WORKFLOW_PUBLISH = "workflow.publish"
    WORKFLOW_ARCHIVE = "workflow.archive"
    CONNECTION_MANAGE = "connection.manage"
    VARIABLE_MANAGE = "variable.manage"
    SECRET_MANAGE = "secret.manage"  # noqa: S105 - the name of an operation

    MEMBER_MANAGE = "member.manage"
    KEY_READ = "key.read"
    KEY_MANAGE = "key.manage"
    AUDIT_READ = "audit.read"
    TENANT_MANAGE = "tenant.manage"
    TENANT_DELETE = "tenant.delete"


EVERYTHING = "*"
"""The scope of an API key that may do all its creator may do."""

_OF = Operation
_ADDED: dict[Role, frozenset[Operation]] = {
    Role.VIEWER: frozenset(
        {
            _OF.WORKFLOW_READ,
            _OF.RUN_READ,
            _OF.EVENT_READ,
            _OF.APPROVAL_READ,
            _OF.CONNECTION_READ,
            _OF.VARIABLE_READ,
            _OF.MEMBER_READ,
            _OF.USAGE_READ,
            _OF.CATALOG_READ,
        }
    ),
    Role.APPROVER: frozenset({_OF.APPROVAL_DECIDE}),
    Role.OPERATOR: frozenset(
        {
            _OF.RUN_START,
            _OF.RUN_CANCEL,
            _OF.RUN_RETRY,
            _OF.RUN_RELEASE,
            _OF.WORKFLOW_PAUSE,
            _OF.EVENT_SEND,
            _OF.EVENT_RELEASE,
        }
    ),
    Role.BUILDER: frozenset(
        {
            _OF.WORKFLOW_EDIT,
            _OF.WORKFLOW_PUBLISH,
            _OF.WORKFLOW_ARCHIVE,
            _OF.CONNECTION_MANAGE,
            _OF.VARIABLE_MANAGE,
            _OF.SECRET_MANAGE,
        }
    ),
    Role.OWNER: frozenset(
        {
            _OF.MEMBER_MANAGE,
            _OF.KEY_READ,
            _OF.KEY_MANAGE,
            _OF.AUDIT_READ,
            _OF.TENANT_MANAGE,
            _OF.TENANT_DELETE,
        }
    ),
}


def _accumulated() -> dict[Role, frozenset[Operation]]:
    """Return the whole table: each role with its own operations and those of the roles before it."""
    table: dict[Role, frozenset[Operation]] = {}
    held: frozenset[Operation] = frozenset()
    for role in Role:
        held |= _ADDED[role]
        table[role] = held
    return table


TABLE = _accumulated()


def permits(role: Role | str | None, operation: Operation | str) -> bool:
    """Return whether the role may do the operation; unknown roles and operations never may.

    >>> permits(Role.VIEWER, "run.read"), permits(Role.VIEWER, "run.start"), permits("king", "run.read")
    (True, False, False)
    """
    return operation in TABLE.get(role, frozenset())  # type: ignore[arg-type]


def scope_permits(scopes: Collection[str], operation: Operation | str) -> bool:
    """Return whether the scopes of an API key name the operation.

    >>> scope_permits(["run.read"], "run.start"), scope_permits(["*"], "run.start")
    (False, True)
    """
    return EVERYTHING in scopes or str(operation) in scopes
