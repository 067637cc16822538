"""A workflow is made with its draft, valid or not, and with addresses that stay."""

import pytest

from tenants.addresses import resolve
from tests.integration.authoring.documents import SCHEDULE, WEBHOOK, document, with_triggers
from workflows.authoring import DraftRefused, InvalidName, create_workflow
from workflows.models import TenantQueue, Trigger, Workflow


def test_the_documents_own_name_counts(alice):
    workflow = create_workflow(member=alice.actor, name="Something else", definition=document("Order"))

    assert (workflow.name, workflow.draft["name"]) == ("Order", "Order")


def test_a_name_alone_makes_an_empty_document_with_it(alice):
    workflow = create_workflow(member=alice.actor, name="  Leave   ")

    assert workflow.name == "Leave"
    assert workflow.draft == {"schema": 1, "name": "Leave", "steps": []}
    assert (workflow.status, workflow.draft_revision) == ("draft", 1)


def test_the_given_name_is_written_into_a_document_without_one(alice):
    workflow = create_workflow(member=alice.member, name="Leave", definition={"schema": 1, "steps": []})

    assert workflow.draft["name"] == "Leave"


@pytest.mark.parametrize(
    ("name", "definition"),
    [
        ("", None),
        ("", {}),
        ("   ", None),
        ("a" * 121, None),
        ("evil\u202etxt", None),
        ("", {"name": "a\x00b"}),
        ("", {"name": 7}),
    ],
)
def test_a_workflow_without_a_usable_name_is_refused(alice, name, definition):
    with pytest.raises(InvalidName) as refused:
        create_workflow(member=alice.actor, name=name, definition=definition)

    assert refused.value.pointer == "/name"
    assert not Workflow.objects.exists()


def test_even_an_invalid_draft_is_kept_as_it_is(alice):
    broken = {"name": "Half", "steps": "not yet", "triggers": [1, {"id": 5}, {"id": "X", "type": "webhook"}], "x": None}

    workflow = create_workflow(member=alice.actor, definition=broken)

    assert Workflow.objects.get(pk=workflow.pk).draft == broken
    assert not Trigger.objects.filter(workflow=workflow).exists()


@pytest.mark.parametrize(
    ("definition", "code", "pointer"),
    [
        ([1], "definition_invalid", ""),
        ("text", "definition_invalid", ""),
        ({"name": "x", "note": "\ud800"}, "definition_invalid", ""),
        ({"name": "x", "big": 10**30}, "definition_invalid", ""),
        ({"name": "x", "filler": "a" * 1_000_001}, "definition_too_large", ""),
        (
            {"name": "x", "steps": [{"with": {"password": "hunter2-and-more"}}]},
            "secret_in_definition",
            "/steps/0/with/password",
        ),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_place(alice, definition, code, pointer):
    with pytest.raises(DraftRefused) as refused:
        create_workflow(member=alice.actor, name="x", definition=definition)

    assert [(problem.code, problem.pointer) for problem in refused.value.problems] == [(code, pointer)]
    assert not Workflow.objects.exists()


def test_each_trigger_gets_a_row_and_a_webhook_an_address_of_128_random_bits(alice):
    workflow = create_workflow(member=alice.actor, definition=with_triggers(WEBHOOK, SCHEDULE))

    shop, nightly = Trigger.objects.filter(workflow=workflow).order_by("-name")
    assert (shop.name, shop.type, nightly.name, nightly.type) == ("shop", "webhook", "nightly", "schedule")
    assert len(bytes.fromhex(shop.token)) == 16
    assert [place.object_id for place in resolve("webhook", shop.token)] == [shop.pk]
    assert resolve("webhook", nightly.token) == []


def test_the_tenant_gets_its_share_of_the_workers_once(alice):
    create_workflow(member=alice.actor, name="One")
    create_workflow(member=alice.actor, name="Two")

    assert TenantQueue.objects.get().tenant_id == alice.tenant.pk
