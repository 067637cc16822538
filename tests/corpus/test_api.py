"""The corpus of bad API calls, A1 to A10: the exact status and code, and nothing changed."""

import json

import pytest
from uuid_utils.compat import uuid7

from tenants.models import ApiKey
from tenants.roles import Role
from tenants.scope import tenant_scope
from tests.cast import make_colleague
from tests.integration.api.client import V1, Api, make_run, make_workflow, shared_client
from workflows.models import Run


@pytest.fixture
def alice(cast):
    return Api(cast.alice.key)


@pytest.fixture
def charlie(cast):
    return Api(cast.charlie.key)


@pytest.fixture
def workflow(cast):
    return make_workflow(cast.alice)


def without_id(answer):
    return {**answer.body, "request_id": ""}


def test_a1_a_foreign_and_a_random_id_are_the_same_404(cast, charlie, workflow):
    run = make_run(cast.alice, workflow)

    foreign, unknown = (charlie.get(f"runs/{run_id}") for run_id in (run.pk, uuid7()))

    assert foreign.problem == (404, "not_found", "")
    assert without_id(foreign) == without_id(unknown)


@pytest.mark.parametrize("run_id", ["../../x", "..%2F..%2Fx", "1 OR 1=1", "1%20OR%201=1", "%00", "{}", "-1", "null"])
def test_a2_what_is_no_id_is_not_found(alice, run_id):
    assert alice.get(f"runs/{run_id}").problem == (404, "not_found", "")


@pytest.mark.parametrize("query", ["ordering=tenant__secret", "filter[a.b__in]=1", "fields=password", "tenant__id=1"])
@pytest.mark.parametrize("path", ["runs", "workflows", "members", "api-keys", "connectors", "limits"])
def test_a3_a_query_that_no_list_names_is_refused(alice, path, query):
    assert alice.get(f"{path}?{query}").problem == (400, "unknown_field", f"?{query.partition('=')[0]}")


@pytest.mark.parametrize(
    "query", ["limit=-1", "limit=1e9", "limit=0", "limit=201", "offset=1000000000000", "cursor=bad"]
)
@pytest.mark.parametrize("path", ["runs", "workflows", "members", "api-keys"])
def test_a4_a_page_that_does_not_exist_is_refused(alice, path, query):
    assert alice.get(f"{path}?{query}").problem == (400, "invalid_page", "")


def test_a4_a_cursor_of_another_tenant_is_refused(cast, alice, charlie, workflow):
    for _ in range(2):
        make_run(cast.alice, workflow)

    assert charlie.get(alice.get("runs?limit=1").body["next"]).problem == (400, "invalid_page", "")


@pytest.mark.parametrize(
    "field", ["tenant_id", "tenant", "role", "is_staff", "sso_required", "id", "status", "archived_at"]
)
def test_a5_a_field_that_is_not_offered_is_refused_and_nothing_changed(alice, workflow, field):
    before = alice.get(f"workflows/{workflow.pk}").body

    refused = alice.patch(f"workflows/{workflow.pk}", {"name": "Mine now", field: "x"})

    assert refused.problem == (400, "unknown_field", f"/{field}")
    assert alice.get(f"workflows/{workflow.pk}").body == before


@pytest.mark.parametrize("field", ["tenant_id", "is_staff", "is_superuser", "sso_required", "user", "email"])
def test_a5_a_member_gets_a_role_and_nothing_else(cast, alice, field):
    path = f"members/{cast.bob.member.pk}"
    before = alice.get(path).body

    assert alice.patch(path, {"role": "viewer", field: "x"}).problem == (400, "unknown_field", f"/{field}")
    assert alice.get(path).body == before


@pytest.mark.parametrize(
    ("key", "body", "problem"),
    [
        ("k" * 300, {}, (400, "invalid_idempotency_key", "")),
        ("used", {"inputs": {"other": 1}}, (422, "idempotency_mismatch", "")),
    ],
)
def test_a6_a_key_that_cannot_stand_for_the_call_is_refused(alice, workflow, key, body, problem):
    alice.post(f"workflows/{workflow.pk}/runs", {}, Idempotency_Key="used")

    assert alice.post(f"workflows/{workflow.pk}/runs", body, Idempotency_Key=key).problem == problem
    assert len(alice.get("runs").body["results"]) == 1


def test_a6_a_key_in_progress_is_refused_for_the_moment(cast, alice, workflow):
    from django.db import connection, connections

    other = connections.create_connection("default")
    name = f"idempotency/{cast.alice.tenant.pk}/busy"
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [name])
        refused = alice.post(f"workflows/{workflow.pk}/runs", {}, Idempotency_Key="busy")
        cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])
    other.close()

    assert refused.problem == (409, "idempotency_in_progress", "")
    assert refused.headers["Retry-After"] == "1"
    assert alice.post(f"workflows/{workflow.pk}/runs", {}, Idempotency_Key="busy").status == 201
    assert connection.in_atomic_block is False


@pytest.mark.parametrize("tail", ["runs/{run}/retry", "runs/{run}/cancel", "workflows/{workflow}/runs"])
def test_a7_a_viewer_starts_retries_and_cancels_nothing(cast, workflow, tail):
    viewer = make_colleague(cast.alice, "Vera", Role.VIEWER)
    run = make_run(cast.alice, workflow, status="failed")

    refused = Api(viewer.key).post(tail.format(run=run.pk, workflow=workflow.pk))

    assert refused.problem == (403, "permission_denied", "")
    with tenant_scope(cast.alice.tenant.pk):
        assert list(Run.objects.values_list("id", "status")) == [(run.pk, "failed")]


@pytest.mark.parametrize("name", ["api_key", "access_token", "key", "anything"])
def test_a8_a_key_in_an_address_is_refused_and_flagged(cast, name):
    answer = shared_client().get(f"{V1}runs?{name}={cast.alice.key}")

    assert (answer.status_code, json.loads(answer.content)["code"]) == (400, "credential_in_url")
    assert cast.alice.key not in answer.content.decode()
    with tenant_scope(cast.alice.tenant.pk):
        assert ApiKey.objects.get(created_by=cast.alice.user).exposed_at is not None


@pytest.mark.parametrize(
    "text", ["2027-02-30", "2027-03-28T02:30", "10000-01-01T00:00:00Z", "2027-13-01T00:00:00Z", "now"]
)
def test_a9_what_is_no_instant_is_refused_with_a_hint(alice, text):
    refused = alice.get(f"runs?since={text}")

    assert refused.problem == (400, "invalid_datetime", "/since")
    assert "2027-03-01T07:30:00Z" in refused.body["hint"]


def test_a10_a_batch_of_1001_starts_nothing(alice, workflow):
    refused = alice.post(f"workflows/{workflow.pk}/runs/batch", {"items": [{}] * 1_001})

    assert refused.problem == (400, "batch_too_large", "/items")
    assert alice.get("runs").body["results"] == []


def test_a10_a_batch_for_another_tenant_is_not_found_as_a_whole(cast, charlie, workflow):
    assert charlie.post(f"workflows/{workflow.pk}/runs/batch", {"items": [{}]}).problem == (404, "not_found", "")
    with tenant_scope(cast.alice.tenant.pk):
        assert not Run.objects.exists()


def test_a10_a_batch_whose_item_names_another_tenants_workflow_starts_nothing(cast, alice, workflow):
    foreign = make_workflow(cast.charlie)
    items = [{"inputs": {}}, {"inputs": {}, "workflow": str(foreign.pk)}]

    refused = alice.post(f"workflows/{workflow.pk}/runs/batch", {"items": items})

    assert refused.problem == (400, "unknown_field", "/items/1/workflow")
    assert alice.get("runs").body["results"] == []
