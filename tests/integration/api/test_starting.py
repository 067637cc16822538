"""Start runs by REST: durable before the answer, once for each key, waiting without holding anything."""

import threading
import time

import pytest
from django.db import connection
from django.test import Client

from tenants.scope import tenant_scope
from tests.integration.api.client import Api, make_workflow
from tests.integration.authoring.documents import document
from workflows.models import Run, WorkItem

RUN = {
    "id",
    "workflow",
    "version",
    "status",
    "trigger",
    "inputs",
    "output",
    "error",
    "labels",
    "retry_of",
    "parent",
    "held_reason",
    "created_at",
    "started_at",
    "finished_at",
}
ORDER = {
    "type": "object",
    "required": ["sku"],
    "additionalProperties": False,
    "properties": {"sku": {"type": "string"}, "quantity": {"type": "integer", "minimum": 1}},
}


@pytest.fixture
def ordering(cast):
    return make_workflow(cast.alice, document(inputs=ORDER))


def runs_of(person):
    with tenant_scope(person.tenant.pk):
        return Run.objects.count()


def test_a_started_run_is_kept_with_its_work_before_the_answer(alice, cast, ordering):
    started = alice.post(f"workflows/{ordering.pk}/runs", {"inputs": {"sku": "A-1", "quantity": 2}, "labels": ["vip"]})

    assert started.status == 201
    assert set(started.body) == RUN
    assert started.body | {"id": "", "created_at": ""} == {
        "id": "",
        "workflow": str(ordering.pk),
        "version": 1,
        "status": "queued",
        "trigger": {"id": None, "type": "api"},
        "inputs": {"sku": "A-1", "quantity": 2},
        "output": None,
        "error": None,
        "labels": ["vip"],
        "retry_of": None,
        "parent": None,
        "held_reason": None,
        "created_at": "",
        "started_at": None,
        "finished_at": None,
    }
    with tenant_scope(cast.alice.tenant.pk):
        assert WorkItem.objects.filter(run_id=started.body["id"]).count() == 1
    assert alice.get(started.headers["Location"]).body == started.body


@pytest.mark.parametrize("body", [None, {}, {"inputs": {}}])
def test_a_run_without_inputs_starts_with_none(alice, workflow, body):
    assert alice.post(f"workflows/{workflow.pk}/runs", body).body["inputs"] == {}


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({}, (422, "inputs_invalid", "/inputs/sku")),
        ({"inputs": {"sku": 5}}, (422, "inputs_invalid", "/inputs/sku")),
        ({"inputs": {"sku": "A", "quantity": 0}}, (422, "inputs_invalid", "/inputs/quantity")),
        ({"inputs": []}, (400, "field_invalid", "/inputs")),
        ({"inputs": None}, (400, "field_null", "/inputs")),
        ({"inputs": {"sku": "A"}, "definition": {"steps": []}}, (400, "unknown_field", "/definition")),
        ({"inputs": {"sku": "A"}, "data": {"nodes": []}}, (400, "unknown_field", "/data")),
        ({"inputs": {"sku": "A"}, "labels": "vip"}, (400, "not_a_list", "/labels")),
        ({"inputs": {"sku": "A"}, "labels": ["a" * 61]}, (400, "max_length", "/labels/0")),
        ({"inputs": {"sku": "A"}, "labels": ["a"] * 21}, (400, "max_length", "/labels")),
    ],
)
def test_data_that_does_not_fit_starts_nothing(alice, cast, ordering, body, problem):
    assert alice.post(f"workflows/{ordering.pk}/runs", body).problem == problem
    assert runs_of(cast.alice) == 0


def test_all_inputs_that_do_not_fit_are_told_at_once(alice, ordering):
    refused = alice.post(f"workflows/{ordering.pk}/runs", {"inputs": {"quantity": "many", "other": 1}})

    assert {row["pointer"] for row in refused.body["errors"]} >= {"/inputs/sku", "/inputs/quantity"}
    assert all(row["code"] == "inputs_invalid" for row in refused.body["errors"])


def test_starting_a_run_costs_the_same_few_queries_and_reads_no_document(alice, workflow, own_queries):
    path = f"workflows/{workflow.pk}/runs"

    queries = own_queries(alice, path, method="POST")

    assert len(queries) == 4  # the scope again, the workflow with its version, the run and its work, the run as it is
    assert not any("definition" in query or '"draft"' in query for query in queries)


def test_a_workflow_that_was_never_published_starts_nothing(alice, cast):
    made = make_workflow(cast.alice, publish=False)

    refused = alice.post(f"workflows/{made.pk}/runs")

    assert refused.problem == (409, "not_published", "")
    assert refused.body["hint"] == "Publish it first."


def test_a_paused_workflow_starts_nothing_by_the_api(alice, cast, workflow):
    alice.post(f"workflows/{workflow.pk}/pause")

    assert alice.post(f"workflows/{workflow.pk}/runs").problem == (409, "workflow_paused", "")
    assert runs_of(cast.alice) == 0


def test_a_run_follows_the_version_that_is_published_not_the_draft(alice, workflow):
    alice.put(f"workflows/{workflow.pk}/draft", {"definition": document(steps=[])}, If_Match='"1"')

    assert alice.post(f"workflows/{workflow.pk}/runs").body["version"] == 1


def test_the_same_idempotency_key_starts_one_run(alice, cast, ordering):
    body = {"inputs": {"sku": "A-1"}}
    first, again = (alice.post(f"workflows/{ordering.pk}/runs", body, Idempotency_Key="one") for _ in range(2))

    assert (first.status, first.body) == (again.status, again.body)
    assert runs_of(cast.alice) == 1


@pytest.mark.parametrize(
    ("key", "body", "problem"),
    [
        ("one", {"inputs": {"sku": "B-2"}}, (422, "idempotency_mismatch", "")),
        ("k" * 300, {"inputs": {"sku": "A-1"}}, (400, "invalid_idempotency_key", "")),
        ("", {"inputs": {"sku": "A-1"}}, (400, "invalid_idempotency_key", "")),
    ],
)
def test_a_key_that_cannot_stand_for_this_call_starts_nothing(alice, cast, ordering, key, body, problem):
    alice.post(f"workflows/{ordering.pk}/runs", {"inputs": {"sku": "A-1"}}, Idempotency_Key="one")

    assert alice.post(f"workflows/{ordering.pk}/runs", body, Idempotency_Key=key).problem == problem
    assert runs_of(cast.alice) == 1


def test_a_key_of_a_refused_call_may_be_used_again(alice, cast, ordering):
    alice.post(f"workflows/{ordering.pk}/runs", {"inputs": {}}, Idempotency_Key="mend")

    assert alice.post(f"workflows/{ordering.pk}/runs", {"inputs": {"sku": "A"}}, Idempotency_Key="mend").status == 201


@pytest.mark.parametrize("text", ["61", "-1", "1.5", "x", "", "1e1", "٣", "999999999999"])
def test_a_wait_that_is_no_number_of_seconds_starts_nothing(alice, cast, workflow, text):
    assert alice.post(f"workflows/{workflow.pk}/runs?wait={text}").problem == (400, "out_of_range", "?wait")
    assert runs_of(cast.alice) == 0


def test_a_wait_that_is_over_answers_201_with_the_run(alice, workflow):
    begun = time.monotonic()

    started = alice.post(f"workflows/{workflow.pk}/runs?wait=1")

    assert (started.status, started.body["status"]) == (201, "queued")
    assert 0.8 <= time.monotonic() - begun < 4


@pytest.mark.parametrize(("status", "error"), [("succeeded", None), ("failed", {"code": "value_missing"})])
def test_a_run_that_ends_in_time_is_answered_with_200_also_if_it_failed(alice, cast, workflow, status, error):
    ending = threading.Thread(target=end_the_next_run, args=(cast.alice, status, error))
    ending.start()

    ended = alice.post(f"workflows/{workflow.pk}/runs?wait=10")

    ending.join()
    assert (ended.status, ended.body["status"]) == (200, status)
    assert (ended.body["error"] or {}).get("code") == (error or {}).get("code")


def end_the_next_run(person, status, error):
    """Play the engine: end the first run that appears."""
    for _ in range(200):
        with tenant_scope(person.tenant.pk):
            if Run.objects.update(status=status, error=error, finished_at="2027-01-01T00:00:00Z"):
                break
        time.sleep(0.02)
    connection.close()


def test_while_it_waits_no_transaction_is_open(alice, cast, workflow, monkeypatch):
    seen = []

    def look(run_id, tenant_id, seconds):
        seen.append((connection.in_atomic_block, tenant_id, seconds))

    monkeypatch.setattr("workflows.api.v1.starting.wait_for_end", look)

    assert alice.post(f"workflows/{workflow.pk}/runs?wait=7", Idempotency_Key="waits").status == 201
    assert seen == [(False, cast.alice.tenant.pk, 7)]


def test_a_repeated_call_that_waits_answers_the_same_run_as_it_is_by_now(alice, cast, workflow):
    path = f"workflows/{workflow.pk}/runs?wait=1"
    first = alice.post(path, Idempotency_Key="patient")
    with tenant_scope(cast.alice.tenant.pk):
        Run.objects.update(status="succeeded", output=42, finished_at="2027-01-01T00:00:00Z")

    again = alice.post(path, Idempotency_Key="patient")

    assert (first.status, again.status, again.body["output"]) == (201, 200, 42)
    assert first.body["id"] == again.body["id"]


def test_a_repeated_call_may_wait_for_another_time(alice, cast, workflow):
    path = f"workflows/{workflow.pk}/runs"
    answers = [alice.post(path + query, Idempotency_Key="again") for query in ("", "?wait=1", "?wait=0")]

    assert [answer.status for answer in answers] == [201, 201, 201]
    assert len({answer.body["id"] for answer in answers}) == runs_of(cast.alice) == 1


def test_racing_calls_with_one_key_start_one_run(alice, cast, workflow):
    answers = []

    def start():
        answers.append(Api(cast.alice.key, Client()).post(f"workflows/{workflow.pk}/runs", {}, Idempotency_Key="race"))
        connection.close()

    racing = [threading.Thread(target=start) for _ in range(5)]
    for thread in racing:
        thread.start()
    for thread in racing:
        thread.join()

    assert runs_of(cast.alice) == 1
    assert {answer.status for answer in answers} <= {201, 409}
    assert {answer.code for answer in answers if answer.status == 409} <= {"idempotency_in_progress"}
