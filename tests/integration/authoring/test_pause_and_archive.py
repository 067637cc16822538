"""A paused workflow goes on; an archived one is gone with its addresses and schedules, and keeps its versions."""

import pytest

from tenants.addresses import resolve
from tests.integration.authoring.documents import SCHEDULE, WEBHOOK, document, with_triggers
from workflows.authoring import (
    NotPublished,
    archive_workflow,
    create_workflow,
    pause_workflow,
    publish_version,
    resume_workflow,
)
from workflows.models import Schedule, Trigger, Version, Workflow


@pytest.fixture
def published(alice):
    workflow = create_workflow(member=alice.actor, definition=with_triggers(WEBHOOK, SCHEDULE))
    publish_version(member=alice.actor, workflow=workflow)
    return workflow


def test_pause_and_resume_may_be_said_twice(alice, published):
    said = [pause_workflow, pause_workflow, resume_workflow, resume_workflow]

    heard = [use_case(member=alice.actor, workflow=published).status for use_case in said]

    assert heard == ["paused", "paused", "published", "published"]


@pytest.mark.parametrize("use_case", [pause_workflow, resume_workflow])
def test_what_was_never_published_can_be_neither_paused_nor_resumed(alice, use_case):
    workflow = create_workflow(member=alice.actor, definition=document())

    with pytest.raises(NotPublished):
        use_case(member=alice.actor, workflow=workflow)

    assert Workflow.objects.get(pk=workflow.pk).status == "draft"


def test_an_archived_workflows_addresses_lead_nowhere_and_its_schedules_stop(alice, published):
    token = Trigger.objects.get(workflow=published, name="shop").token

    archive_workflow(member=alice.actor, workflow=published)

    assert resolve("webhook", token) == []
    assert list(Schedule.objects.filter(workflow=published).values_list("enabled", "next_fire_at")) == [(False, None)]
    assert Workflow.objects.get(pk=published.pk).archived_at is not None
    assert Version.objects.filter(workflow=published).count() == 1


def test_archiving_twice_finds_nothing(alice, published):
    archive_workflow(member=alice.actor, workflow=published)

    for use_case in (archive_workflow, pause_workflow, publish_version):
        with pytest.raises(Workflow.DoesNotExist):
            use_case(member=alice.actor, workflow=published)
