"""A draft is saved only over the revision it was made from; a name is the document's own."""

import pytest

from tests.integration.authoring.documents import SCHEDULE, WEBHOOK, document, with_triggers
from workflows.authoring import (
    DraftRefused,
    InvalidName,
    StaleDraft,
    archive_workflow,
    create_workflow,
    publish_version,
    rename,
    save_draft,
)
from workflows.models import Trigger, Workflow


@pytest.fixture
def workflow(alice):
    return create_workflow(member=alice.actor, definition=with_triggers(WEBHOOK))


def test_a_save_raises_the_revision_and_takes_over_the_name(alice, workflow):
    saved = save_draft(member=alice.actor, workflow=workflow, definition=document("Renamed"), revision=1)

    assert (saved.draft_revision, saved.name, saved.draft["name"]) == (2, "Renamed", "Renamed")
    assert saved.updated_at > workflow.updated_at


@pytest.mark.parametrize("revision", [0, 2, 99])
def test_a_stale_save_names_the_newest_revision_and_loses_nothing(alice, workflow, revision):
    with pytest.raises(StaleDraft) as refused:
        save_draft(member=alice.actor, workflow=workflow, definition=document("Mine"), revision=revision)

    assert refused.value.revision == 1
    kept = Workflow.objects.get(pk=workflow.pk)
    assert (kept.draft_revision, kept.draft) == (1, workflow.draft)


def test_an_invalid_draft_is_saved_and_keeps_the_last_good_name(alice, workflow):
    saved = save_draft(member=alice.actor, workflow=workflow, definition={"name": "\x07", "steps": 3}, revision=1)

    assert (saved.name, saved.draft) == ("Order to warehouse", {"name": "\x07", "steps": 3})


def test_a_credential_in_a_draft_is_not_stored(alice, workflow):
    leaky = document(steps=[{"id": "a", "type": "set", "with": {"k": "ghp_" + "a" * 36}}])

    with pytest.raises(DraftRefused):
        save_draft(member=alice.actor, workflow=workflow, definition=leaky, revision=1)

    assert Workflow.objects.get(pk=workflow.pk).draft_revision == 1


def test_an_address_stays_when_its_trigger_leaves_the_draft_and_comes_back(alice, workflow):
    before = Trigger.objects.get(workflow=workflow).token

    save_draft(member=alice.actor, workflow=workflow, definition=document(), revision=1)
    save_draft(member=alice.actor, workflow=workflow, definition=with_triggers(WEBHOOK, SCHEDULE), revision=2)

    assert Trigger.objects.get(workflow=workflow, name="shop").token == before
    assert Trigger.objects.filter(workflow=workflow).count() == 2


def test_a_draft_changes_no_published_triggers_type_until_it_is_published(alice, workflow):
    publish_version(member=alice.actor, workflow=workflow)
    other = with_triggers({**SCHEDULE, "id": "shop"})

    save_draft(member=alice.actor, workflow=workflow, definition=other, revision=1)
    during = Trigger.objects.get(workflow=workflow).type
    publish_version(member=alice.actor, workflow=workflow)

    assert (during, Trigger.objects.get(workflow=workflow).type) == ("webhook", "schedule")


def test_a_never_published_trigger_may_change_its_type(alice, workflow):
    save_draft(member=alice.actor, workflow=workflow, definition=with_triggers({**SCHEDULE, "id": "shop"}), revision=1)

    assert Trigger.objects.get(workflow=workflow).type == "schedule"


def test_a_rename_changes_the_draft_and_its_revision(alice, workflow):
    renamed = rename(member=alice.actor, workflow=workflow, name="New name")

    assert (renamed.name, renamed.draft["name"], renamed.draft_revision) == ("New name", "New name", 2)
    assert renamed.draft["steps"] == workflow.draft["steps"]


def test_a_bad_name_renames_nothing(alice, workflow):
    with pytest.raises(InvalidName):
        rename(member=alice.actor, workflow=workflow, name=" ")

    assert Workflow.objects.get(pk=workflow.pk).draft_revision == 1


def test_an_archived_workflow_can_be_neither_saved_nor_renamed(alice, workflow):
    archive_workflow(member=alice.actor, workflow=workflow)

    with pytest.raises(Workflow.DoesNotExist):
        save_draft(member=alice.actor, workflow=workflow, definition=document(), revision=1)
    with pytest.raises(Workflow.DoesNotExist):
        rename(member=alice.actor, workflow=workflow, name="New")
