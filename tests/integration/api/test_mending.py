"""Cancel a run and try one again, by REST."""

import pytest

from tenants.scope import tenant_scope
from tests.integration.api.client import make_run, make_step_run, make_workflow
from tests.integration.authoring.documents import SET, document
from workflows.models import Run

ORDER = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}


def started(alice, workflow):
    return alice.post(f"workflows/{workflow.pk}/runs").body["id"]


def test_a_cancelled_run_is_answered(alice, workflow):
    run_id = started(alice, workflow)

    cancelled = alice.post(f"runs/{run_id}/cancel")

    assert (cancelled.status, cancelled.body["status"]) == (200, "cancelled")
    assert cancelled.body["finished_at"] is not None
    assert alice.get(f"runs/{run_id}").body == cancelled.body


@pytest.mark.parametrize("status", ["succeeded", "failed", "cancelled"])
def test_a_run_that_has_ended_is_answered_unchanged(alice, cast, workflow, status):
    run = make_run(cast.alice, workflow, status=status)
    before = alice.get(f"runs/{run.pk}").body

    cancelled = alice.post(f"runs/{run.pk}/cancel", {})

    assert (cancelled.status, cancelled.body) == (200, before)


def test_cancelling_takes_no_fields(alice, workflow):
    run_id = started(alice, workflow)

    assert alice.post(f"runs/{run_id}/cancel", {"force": True}).problem == (400, "unknown_field", "/force")
    assert alice.get(f"runs/{run_id}").body["status"] == "queued"


def test_a_failed_run_is_tried_again_as_a_new_one(alice, cast, workflow):
    run = make_run(
        cast.alice, workflow, status="failed", inputs={"a": 1}, error={"code": "x", "step": "note"}, labels=["vip"]
    )

    again = alice.post(f"runs/{run.pk}/retry")

    assert (again.status, again.body["retry_of"], again.body["status"]) == (201, str(run.pk), "queued")
    assert (again.body["inputs"], again.body["labels"], again.body["version"]) == ({"a": 1}, ["vip"], 1)
    assert alice.get(again.headers["Location"]).body == again.body
    assert alice.get(f"runs/{run.pk}").body["status"] == "failed"


def test_a_retry_may_choose_its_step_version_and_inputs(alice, cast):
    made = make_workflow(cast.alice, document(steps=[SET, {**SET, "id": "second"}]))
    run = make_run(cast.alice, made, status="failed", error={"code": "x", "step": "second"})
    make_step_run(cast.alice, run, output={"total": 2})
    alice.post(f"workflows/{made.pk}/publish")

    again = alice.post(f"runs/{run.pk}/retry", {"from_step": "second", "version": "newest", "inputs": {"b": 2}})

    assert (again.status, again.body["version"], again.body["inputs"]) == (201, 2, {"b": 2})
    assert [row["step"] for row in alice.get(f"runs/{again.body['id']}/steps").body["results"]] == ["note"]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"from_step": "nowhere"}, (422, "step_not_found", "/from_step")),
        ({"version": 7}, (422, "version_not_found", "/version")),
        ({"version": 0}, (400, "field_invalid", "/version")),
        ({"version": True}, (400, "field_invalid", "/version")),
        ({"version": "oldest"}, (400, "field_invalid", "/version")),
        ({"version": 2**31}, (400, "field_invalid", "/version")),
        ({"version": None}, (400, "field_null", "/version")),
        ({"inputs": {"n": "x"}}, (422, "inputs_invalid", "/inputs/n")),
        ({"inputs": [1]}, (400, "field_invalid", "/inputs")),
        ({"run": "other"}, (400, "unknown_field", "/run")),
        ({"definition": document()}, (400, "unknown_field", "/definition")),
    ],
)
def test_a_retry_that_cannot_be_is_refused_and_starts_nothing(alice, cast, body, problem):
    made = make_workflow(cast.alice, document(inputs=ORDER))
    run = make_run(cast.alice, made, status="failed", inputs={"n": 1}, error={"code": "x", "step": "note"})

    assert alice.post(f"runs/{run.pk}/retry", body).problem == problem
    with tenant_scope(cast.alice.tenant.pk):
        assert Run.objects.count() == 1


@pytest.mark.parametrize("status", ["queued", "running", "waiting"])
def test_a_run_that_lives_cannot_be_tried_again(alice, cast, workflow, status):
    run = make_run(cast.alice, workflow, status=status)

    refused = alice.post(f"runs/{run.pk}/retry")

    assert refused.problem == (409, "run_not_ended", "")
    assert refused.body["hint"] != ""


def test_the_same_key_tries_again_once(alice, cast, workflow):
    run = make_run(cast.alice, workflow, status="failed", error={"code": "x", "step": "note"})

    first, again = (alice.post(f"runs/{run.pk}/retry", {}, Idempotency_Key="mend") for _ in range(2))

    assert first.body["id"] == again.body["id"]
