"""Publishing makes a version that never changes, and sets the schedules; an old version can come back as a draft."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.integration.authoring.documents import SCHEDULE, SET, WEBHOOK, document, with_triggers
from workflows.authoring import (
    PublishRefused,
    create_workflow,
    pause_workflow,
    publish_version,
    restore_version,
    save_draft,
    validate,
)
from workflows.models import Schedule, Trigger, Version, Workflow


def publish(alice, definition, note=""):
    workflow = create_workflow(member=alice.actor, definition=definition)
    return workflow, publish_version(member=alice.actor, workflow=workflow, note=note)


def test_a_version_keeps_the_draft_the_note_and_who_published_it(alice):
    workflow, version = publish(alice, document(), note="First one")

    fresh = Workflow.objects.get(pk=workflow.pk)
    assert (version.number, version.definition, version.note) == (1, document(), "First one")
    assert version.published_by_id == alice.user.pk
    assert (fresh.status, fresh.published_version_id, fresh.draft_revision) == ("published", version.pk, 1)


def test_versions_are_numbered_one_by_one_in_each_workflow(alice):
    workflow, _ = publish(alice, document())
    publish(alice, document("Another"))

    assert publish_version(member=alice.actor, workflow=workflow).number == 2


@pytest.mark.parametrize(
    ("definition", "codes"),
    [
        (document(steps=[]), {"field_missing"}),
        (document(steps=[SET, SET]), {"graph_invalid"}),
        (with_triggers({**SCHEDULE, "id": "n" * 61}), {"invalid_name"}),
        (
            document(steps=[{"id": "a", "type": "nothing.here"}, {"id": "B", "type": "set"}]),
            {"node_invalid", "invalid_name"},
        ),
        (document(steps=[{"id": "w", "type": "approval", "with": {"title": "May I?"}}]), {"not_yet_available"}),
        (
            document(
                steps=[{"id": "a", "type": "http.request", "connection": "shop", "with": {"url": "https://a.example"}}]
            ),
            {"connection_not_found"},
        ),
    ],
)
def test_an_invalid_draft_is_refused_with_all_its_problems(alice, definition, codes):
    workflow = create_workflow(member=alice.actor, definition=definition)

    with pytest.raises(PublishRefused) as refused:
        publish_version(member=alice.actor, workflow=workflow)

    assert {problem.code for problem in refused.value.problems} == codes
    assert list(refused.value.problems) == validate(definition)
    assert not Version.objects.exists()
    assert Workflow.objects.get(pk=workflow.pk).status == "draft"


def test_publishing_a_paused_workflow_keeps_it_paused(alice):
    workflow, _ = publish(alice, document())
    pause_workflow(member=alice.actor, workflow=workflow)

    publish_version(member=alice.actor, workflow=workflow)

    assert Workflow.objects.get(pk=workflow.pk).status == "paused"


def test_a_schedule_gets_its_next_instant_and_its_triggers_id(alice):
    with time_machine.travel(datetime(2027, 1, 4, 12, 0, tzinfo=UTC), tick=False):
        workflow, version = publish(alice, with_triggers(SCHEDULE))

    schedule = Schedule.objects.get(workflow=workflow)
    assert schedule.next_fire_at == datetime(2027, 1, 5, 6, 30, tzinfo=UTC)  # 7:30 in Berlin, in winter
    assert (schedule.pk, schedule.version_id) == (Trigger.objects.get(workflow=workflow).pk, version.pk)
    assert (schedule.enabled, schedule.revision) == (True, 1)


def test_a_new_version_moves_the_schedule_on_and_stops_one_that_is_gone(alice):
    workflow, _ = publish(alice, with_triggers(SCHEDULE, {**SCHEDULE, "id": "weekly"}))
    hourly = {"id": "nightly", "type": "schedule", "with": {"every_seconds": 3600}}
    save_draft(member=alice.actor, workflow=workflow, definition=with_triggers(hourly), revision=1)

    version = publish_version(member=alice.actor, workflow=workflow)

    nightly, weekly = Schedule.objects.filter(workflow=workflow).order_by("name")
    assert (nightly.version_id, nightly.enabled, nightly.revision) == (version.pk, True, 2)
    assert nightly.next_fire_at - datetime.now(UTC) <= timedelta(hours=1)
    assert (weekly.enabled, weekly.next_fire_at, weekly.revision) == (False, None, 2)


def test_a_disabled_schedule_never_fires(alice):
    workflow, _ = publish(alice, with_triggers({**SCHEDULE, "enabled": False}))

    schedule = Schedule.objects.get(workflow=workflow)
    assert (schedule.enabled, schedule.next_fire_at) == (False, None)


def test_restoring_changes_the_draft_only(alice):
    workflow, first = publish(alice, with_triggers(WEBHOOK))
    save_draft(member=alice.actor, workflow=workflow, definition=document("Second"), revision=1)
    second = publish_version(member=alice.actor, workflow=workflow)

    restored = restore_version(member=alice.actor, workflow=workflow, number=1)

    assert (restored.draft, restored.name) == (first.definition, "Order to warehouse")
    assert (restored.draft_revision, restored.published_version_id) == (3, second.pk)


def test_there_is_nothing_to_restore_from_a_version_that_never_was(alice):
    workflow, _ = publish(alice, document())

    with pytest.raises(Version.DoesNotExist):
        restore_version(member=alice.actor, workflow=workflow, number=2)
