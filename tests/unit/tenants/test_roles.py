"""The table of roles: what the contract grants, and nothing else."""

from itertools import pairwise

import pytest

from tenants.roles import EVERYTHING, TABLE, Operation, Role, permits, scope_permits

# The contract's sentence about roles, operation by operation: the least role that may.
LEAST = {
    "workflow.read": "viewer",
    "run.read": "viewer",
    "event.read": "viewer",
    "approval.read": "viewer",
    "connection.read": "viewer",
    "variable.read": "viewer",
    "member.read": "viewer",
    "usage.read": "viewer",
    "catalog.read": "viewer",
    "approval.decide": "approver",
    "run.start": "operator",
    "run.cancel": "operator",
    "run.retry": "operator",
    "run.release": "operator",
    "workflow.pause": "operator",
    "event.send": "operator",
    "event.release": "operator",
    "workflow.edit": "builder",
    "workflow.publish": "builder",
    "workflow.archive": "builder",
    "connection.manage": "builder",
    "variable.manage": "builder",
    "secret.manage": "builder",
    "member.manage": "owner",
    "key.read": "owner",
    "key.manage": "owner",
    "audit.read": "owner",
    "tenant.manage": "owner",
    "tenant.delete": "owner",
}
ORDER = ["viewer", "approver", "operator", "builder", "owner"]


def test_every_operation_has_its_least_role():
    assert set(LEAST) == {str(operation) for operation in Operation}
    assert [str(role) for role in Role] == ORDER


@pytest.mark.parametrize("role", ORDER)
@pytest.mark.parametrize("operation", LEAST)
def test_a_role_may_what_its_place_in_the_order_says(role, operation):
    assert permits(role, operation) is (ORDER.index(role) >= ORDER.index(LEAST[operation]))


@pytest.mark.parametrize("role", ["", "king", "Owner", "OWNER", None, "admin", "*"])
def test_an_unknown_role_may_nothing(role):
    assert not any(permits(role, operation) for operation in Operation)


@pytest.mark.parametrize("operation", ["", "*", "run", "run.*", "run.fly", "RUN.READ"])
def test_an_unknown_operation_is_permitted_to_nobody(operation):
    assert not any(permits(role, operation) for role in Role)


def test_each_role_includes_the_ones_before_it():
    held = list(TABLE.values())
    assert all(less < more for less, more in pairwise(held))


@pytest.mark.parametrize(
    ("scopes", "operation", "allowed"),
    [
        ([EVERYTHING], "run.start", True),
        (["run.start"], "run.start", True),
        (["run.start"], Operation.RUN_START, True),
        (["run.read"], "run.start", False),
        ([], "run.start", False),
        (["run.*"], "run.start", False),
        (["run"], "run.start", False),
    ],
)
def test_a_scope_names_one_operation_or_all(scopes, operation, allowed):
    assert scope_permits(scopes, operation) is allowed
