"""Make, list, look at, rename and archive workflows by REST."""

import re

import pytest
from django.conf import settings

from tests.integration.api.client import NOWHERE, make_run, make_workflow
from tests.integration.authoring.documents import SCHEDULE, WEBHOOK, document, with_triggers

KEYS = {
    "id",
    "name",
    "status",
    "draft",
    "draft_revision",
    "published_version",
    "triggers",
    "created_at",
    "updated_at",
}
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def test_a_new_workflow_is_shown_whole_with_absolute_addresses(alice):
    made = alice.post("workflows", {"name": "Order", "definition": with_triggers(WEBHOOK, SCHEDULE, name="Order")})

    assert made.status == 201
    assert set(made.body) == KEYS
    assert (made.body["name"], made.body["status"], made.body["published_version"]) == ("Order", "draft", None)
    assert (made.body["draft"], made.body["draft_revision"]) == (with_triggers(WEBHOOK, SCHEDULE, name="Order"), 1)
    shop, nightly = made.body["triggers"]
    assert re.fullmatch(re.escape(settings.PUBLIC_URL) + "/hooks/[0-9a-f]{32}", shop["url"])
    assert shop == {"id": "shop", "type": "webhook", "url": shop["url"], "next_fire_at": None, "enabled": True}
    assert nightly == {"id": "nightly", "type": "schedule", "url": None, "next_fire_at": None, "enabled": True}
    assert INSTANT.fullmatch(made.body["created_at"]) and INSTANT.fullmatch(made.body["updated_at"])
    assert made.headers["ETag"] == '"1"'
    assert alice.get(made.headers["Location"]).body == made.body


def test_even_an_invalid_document_makes_a_workflow(alice):
    made = alice.post("workflows", {"name": "Half", "definition": {"steps": "soon", "triggers": [3, {"id": 4}]}})

    assert (made.status, made.body["name"], made.body["triggers"]) == (201, "Half", [])


def test_a_published_schedule_shows_its_next_instant_until_the_workflow_is_paused(alice, cast):
    made = make_workflow(cast.alice, with_triggers(SCHEDULE))

    [running] = alice.get(f"workflows/{made.pk}").body["triggers"]
    [paused] = alice.post(f"workflows/{made.pk}/pause").body["triggers"]

    assert INSTANT.fullmatch(running["next_fire_at"])
    assert paused["next_fire_at"] is None


def test_a_trigger_that_left_the_draft_is_shown_while_it_is_published(alice, cast):
    made = make_workflow(cast.alice, with_triggers({**WEBHOOK, "enabled": False}))
    changed = with_triggers({**SCHEDULE, "enabled": False})

    saved = alice.put(f"workflows/{made.pk}/draft", {"definition": changed}, If_Match='"1"')

    assert [(row["id"], row["enabled"]) for row in saved.body["triggers"]] == [("nightly", False), ("shop", False)]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({}, (422, "invalid_name", "/name")),
        ({"name": "evil\u202etxt"}, (422, "invalid_name", "/name")),
        ({"name": "a" * 121}, (422, "invalid_name", "/name")),
        ({"name": 7}, (400, "field_invalid", "/name")),
        ({"name": "x", "tenant_id": NOWHERE}, (400, "unknown_field", "/tenant_id")),
        ({"name": "x", "definition": None}, (400, "field_null", "/definition")),
        ({"name": "x", "definition": [1]}, (422, "definition_invalid", "")),
        (
            {"name": "x", "definition": document(steps=[{"with": {"password": "a secret value"}}])},
            (422, "secret_in_definition", "/steps/0/with/password"),
        ),
        ([], (400, "field_invalid", "")),
        (b"{", (400, "invalid_json", "")),
    ],
)
def test_a_workflow_that_cannot_be_made_is_refused_with_its_place(alice, body, problem):
    assert alice.post("workflows", body).problem == problem
    assert alice.get("workflows").body["results"] == []


def test_a_secret_in_a_refused_document_is_not_repeated(alice):
    refused = alice.post(
        "workflows", {"name": "x", "definition": document(steps=[{"with": {"token": "ghp_" + "k" * 36}}])}
    )

    assert refused.status == 422
    assert "kkkk" not in str(refused.body)


def test_the_list_is_newest_first_in_pages_that_lead_both_ways(alice, cast):
    names = [make_workflow(cast.alice, document(f"W{i}"), publish=False).name for i in range(5)]

    first = alice.get("workflows?limit=2")
    second = alice.get(first.body["next"])
    third = alice.get(second.body["next"])

    seen = [row["name"] for page in (first, second, third) for row in page.body["results"]]
    assert seen == names[::-1]
    assert (first.body["previous"], third.body["next"]) == (None, None)
    assert alice.get(second.body["previous"]).body["results"] == first.body["results"]


@pytest.mark.parametrize("count", [1, 8])
def test_a_list_costs_the_same_queries_whatever_its_length(alice, cast, count, own_queries):
    for i in range(count):
        make_workflow(cast.alice, with_triggers(WEBHOOK, SCHEDULE, name=f"W{i}"))

    queries = own_queries(alice, "workflows")

    assert len(queries) == 3  # workflows with their versions, triggers, schedules


def test_a_rename_is_a_new_revision_of_the_draft(alice, workflow):
    renamed = alice.patch(f"workflows/{workflow.pk}", {"name": "New"})

    assert (renamed.status, renamed.body["name"], renamed.body["draft"]["name"]) == (200, "New", "New")
    assert (renamed.body["draft_revision"], renamed.headers["ETag"]) == (2, '"2"')


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({}, (400, "field_missing", "/name")),
        ({"name": ""}, (422, "invalid_name", "/name")),
        ({"name": None}, (400, "field_null", "/name")),
        ({"name": "x", "status": "published"}, (400, "unknown_field", "/status")),
        ({"name": "x", "draft_revision": 9}, (400, "unknown_field", "/draft_revision")),
        ({"tenant_id": NOWHERE, "role": "owner"}, (400, "unknown_field", "/tenant_id")),
    ],
)
def test_nothing_but_the_name_can_be_changed_here(alice, workflow, body, problem):
    before = alice.get(f"workflows/{workflow.pk}").body

    assert alice.patch(f"workflows/{workflow.pk}", body).problem == problem
    assert alice.get(f"workflows/{workflow.pk}").body == before


def test_an_archived_workflow_is_gone_and_its_runs_stay(alice, cast, workflow):
    run = make_run(cast.alice, workflow)

    archived = alice.delete(f"workflows/{workflow.pk}")

    assert (archived.status, archived.body) == (204, None)
    assert alice.get("workflows").body["results"] == []
    assert alice.get(f"runs/{run.pk}").body["workflow"] == str(workflow.pk)
    calls = [
        ("GET", ""),
        ("PATCH", ""),
        ("DELETE", ""),
        ("POST", "/validate"),
        ("POST", "/publish"),
        ("POST", "/pause"),
    ]
    calls += [("GET", "/versions"), ("GET", "/versions/1"), ("POST", "/versions/1/restore"), ("POST", "/runs")]
    calls += [("POST", "/runs/batch"), ("PUT", "/draft"), ("POST", "/triggers/shop/secret"), ("POST", "/resume")]
    for method, tail in calls:
        assert alice.call(method, f"workflows/{workflow.pk}{tail}", {}).problem == (404, "not_found", ""), tail


def test_the_same_idempotency_key_makes_one_workflow(alice):
    first, again = (alice.post("workflows", {"name": "Once"}, Idempotency_Key="make-once") for _ in range(2))

    assert first.body == again.body
    assert (first.headers["Location"], again.headers["Idempotency-Replayed"]) == (again.headers["Location"], "true")
    assert len(alice.get("workflows").body["results"]) == 1
