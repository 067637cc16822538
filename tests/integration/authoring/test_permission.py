"""Who may do what in authoring: the table of roles, asked by each use case itself."""

from dataclasses import replace

import pytest

from tenants.roles import Role
from tests.integration.authoring.documents import WEBHOOK, document, with_triggers
from workflows import authoring
from workflows.models import Workflow

BUILD, RUN = (Role.BUILDER, Role.OWNER), (Role.OPERATOR, Role.BUILDER, Role.OWNER)
CALLS = {
    "create_workflow": ({"name": "x"}, BUILD, "workflow.edit"),
    "save_draft": ({"definition": document(), "revision": 1}, BUILD, "workflow.edit"),
    "rename": ({"name": "y"}, BUILD, "workflow.edit"),
    "publish_version": ({}, BUILD, "workflow.publish"),
    "restore_version": ({"number": 1}, BUILD, "workflow.edit"),
    "pause_workflow": ({}, RUN, "workflow.pause"),
    "resume_workflow": ({}, RUN, "workflow.pause"),
    "set_trigger_secret": ({"trigger": "shop"}, BUILD, "secret.manage"),
    "archive_workflow": ({}, BUILD, "workflow.archive"),
}
EVERY_USE_CASE = {
    name for name in authoring.__all__ if name[0].islower() and name not in ("validate", "open_trigger_secret")
}


def call(name, actor, workflow):
    given, _, _ = CALLS[name]
    about = {} if name == "create_workflow" else {"workflow": workflow}
    return getattr(authoring, name)(member=actor, **about, **given)


@pytest.fixture
def workflow(alice):
    workflow = authoring.create_workflow(member=alice.actor, definition=with_triggers(WEBHOOK))
    authoring.publish_version(member=alice.actor, workflow=workflow)
    return workflow


def test_every_use_case_stands_in_the_table():
    assert set(CALLS) == EVERY_USE_CASE


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("role", Role)
def test_a_use_case_lets_in_the_roles_of_the_table_alone(alice, workflow, name, role):
    actor = replace(alice.actor, role=role)

    if role in CALLS[name][1]:
        call(name, actor, workflow)
    else:
        before = Workflow.objects.values().order_by("id")
        with pytest.raises(authoring.NotAllowed):
            call(name, actor, workflow)
        assert list(Workflow.objects.values().order_by("id")) == list(before)


@pytest.mark.parametrize("name", CALLS)
def test_a_key_without_the_scope_is_refused_whatever_its_creators_role(alice, workflow, name):
    operation = CALLS[name][2]
    key = replace(alice.actor, scopes=("workflow.read", "run.start"))

    with pytest.raises(authoring.NotAllowed) as refused:
        call(name, key, workflow)

    assert operation in refused.value.message
    call(name, replace(key, scopes=(operation,)), workflow)
