"""Nothing of Alice's is there for Charlie: not by any address, not in any body, not in any list."""

import json

import pytest
from uuid_utils.compat import uuid7

from tenants.models import ApiKey, Member
from tenants.scope import tenant_scope
from tests.cast import make_cast
from tests.integration.api.client import Api, make_run, make_step_run
from tests.integration.api.routes import ROUTES, make_ids
from workflows.models import Run, StepRun, Trigger, Version, Workflow

MODELS = (Workflow, Version, Trigger, Run, StepRun, Member, ApiKey)


@pytest.fixture(scope="module")
def world(database):
    """The cast, and ids of Alice's rows."""
    cast = make_cast()
    ids = make_ids(cast.alice, cast.bob)
    with tenant_scope(cast.alice.tenant.pk):
        run = Run.objects.get(pk=ids["run"])
    make_step_run(cast.alice, run, output={"canary": "alices-secret-output"})
    return cast, ids


def rows_of(person):
    """Return all rows of the person's tenant, as text."""
    with tenant_scope(person.tenant.pk):
        return {model.__name__: sorted(map(str, model.objects.values_list())) for model in MODELS}


@pytest.mark.parametrize("route", [route for route in ROUTES if route.names_an_id], ids=lambda route: route.name)
def test_alices_ids_are_the_same_404_to_charlie_as_ids_that_never_were(world, route):
    cast, ids = world
    charlie, before = Api(cast.charlie.key), rows_of(cast.alice)
    random = {name: str(uuid7()) for name in ids}

    foreign, unknown = (
        charlie.call(route.method, route.path.format(**given), route.body, **route.headers) for given in (ids, random)
    )

    assert foreign.problem == unknown.problem == (404, "not_found", "")
    assert {**foreign.body, "request_id": ""} == {**unknown.body, "request_id": ""}
    assert rows_of(cast.alice) == before


@pytest.mark.parametrize("route", [route for route in ROUTES if not route.names_an_id], ids=lambda route: route.name)
def test_no_list_and_no_new_row_of_charlies_tells_of_alice(world, route):
    cast, ids = world
    body = {**route.body, "email": "friend@example.org"} if "email" in (route.body or {}) else route.body

    answer = Api(cast.charlie.key).call(route.method, route.path, body)

    text = json.dumps(answer.body)
    assert answer.status == route.status
    assert [value for value in (*ids.values(), str(cast.alice.tenant.pk), "alices-secret") if value in text] == []


@pytest.mark.parametrize("kind", ["workflow", "run", "member", "key"])
def test_alices_ids_in_filters_and_bodies_find_nothing(world, kind):
    cast, ids = world
    charlie, foreign = Api(cast.charlie.key), ids[kind]
    own = make_ids(cast.charlie, cast.charlie)
    before = rows_of(cast.alice)

    assert charlie.get(f"runs?workflow={foreign}").body["results"] == []
    assert charlie.post(f"runs/{own['failed']}/retry", {"from_step": foreign}).status == 422
    assert charlie.post("workflows", {"name": "x", "definition": {"name": "x", "id": foreign}}).status == 201
    for body in ({"workflow": foreign}, {"tenant": foreign}, {"items": [{"inputs": {}, "workflow": foreign}]}):
        for tail in ("runs", "runs/batch"):
            assert charlie.post(f"workflows/{own['workflow']}/{tail}", body).code in ("unknown_field", "field_missing")
    assert rows_of(cast.alice) == before


def test_a_cursor_of_alices_list_leads_charlie_nowhere(world):
    cast, ids = world
    for _ in range(2):
        with tenant_scope(cast.alice.tenant.pk):
            workflow = Workflow.objects.get(pk=ids["workflow"])
        make_run(cast.alice, workflow)
    following = Api(cast.alice.key).get("runs?limit=1").body["next"]

    assert Api(cast.charlie.key).get(following).problem == (400, "invalid_page", "")


def test_one_idempotency_key_in_two_tenants_stands_for_two_calls(world):
    cast, _ = world

    made = [
        Api(person.key).post("workflows", {"name": "Mine"}, Idempotency_Key="same")
        for person in (cast.alice, cast.charlie)
    ]

    assert [answer.status for answer in made] == [201, 201]
    assert made[0].body["id"] != made[1].body["id"]
