"""Start many runs at once: all or none, in order, once for each key."""

import pytest

from tenants.scope import tenant_scope
from tests.integration.api.client import NOWHERE, make_workflow
from tests.integration.authoring.documents import document
from workflows.models import Run

ORDER = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}


@pytest.fixture
def path(cast):
    return f"workflows/{make_workflow(cast.alice, document(inputs=ORDER)).pk}/runs/batch"


def items(*numbers, **more):
    return {"items": [{"inputs": {"n": n}, **more} for n in numbers]}


def inputs_of(person, ids):
    with tenant_scope(person.tenant.pk):
        found = {str(run.pk): run.inputs["n"] for run in Run.objects.all()}
        return [found[run_id] for run_id in ids], len(found)


def test_a_batch_answers_the_ids_in_the_order_of_its_items(alice, cast, path):
    started = alice.post(path, items(3, 1, 2))

    assert (started.status, set(started.body)) == (202, {"ids"})
    assert inputs_of(cast.alice, started.body["ids"]) == ([3, 1, 2], 3)


def test_a_thousand_runs_start_at_once(alice, cast, path):
    started = alice.post(path, items(*range(1_000)))

    assert started.status == 202
    assert inputs_of(cast.alice, started.body["ids"]) == (list(range(1_000)), 1_000)


def test_a_key_gives_its_run_again_and_new_items_beside_it_start(alice, cast, path):
    first = alice.post(path, {"items": [{"inputs": {"n": 1}, "key": "a"}]})

    again = alice.post(path, {"items": [{"inputs": {"n": 1}, "key": "a"}, {"inputs": {"n": 2}, "key": "b"}]})

    assert again.body["ids"][0] == first.body["ids"][0]
    assert inputs_of(cast.alice, again.body["ids"]) == ([1, 2], 2)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (items(*range(1_001)), (400, "batch_too_large", "/items")),
        ({"items": [None] * 1_001}, (400, "batch_too_large", "/items")),
        ({"items": []}, (400, "empty", "/items")),
        ({}, (400, "field_missing", "/items")),
        ({"items": {"inputs": {}}}, (400, "not_a_list", "/items")),
        ({"items": [5]}, (400, "field_invalid", "/items/0")),
        (
            {"items": [{"inputs": {"n": 1}}, {"inputs": {"n": 2}, "workflow": NOWHERE}]},
            (400, "unknown_field", "/items/1/workflow"),
        ),
        (items("x"), (422, "inputs_invalid", "/items/0/inputs/n")),
        (items(1, 2, "x"), (422, "inputs_invalid", "/items/2/inputs/n")),
        (items(1, key="k" * 256), (400, "max_length", "/items/0/key")),
        (items(1, key=""), (400, "field_blank", "/items/0/key")),
        (
            {"items": [{"inputs": {"n": 1}, "key": "a"}, {"inputs": {"n": 2}, "key": "a"}]},
            (422, "idempotency_mismatch", "/items/0/key"),
        ),
    ],
)
def test_a_batch_with_one_bad_item_starts_nothing(alice, cast, path, body, problem):
    assert alice.post(path, body).problem == problem
    assert inputs_of(cast.alice, []) == ([], 0)


def test_a_key_with_other_inputs_starts_nothing_of_the_batch(alice, cast, path):
    alice.post(path, items(1, key="a"))

    refused = alice.post(path, {"items": [{"inputs": {"n": 5}}, {"inputs": {"n": 2}, "key": "a"}]})

    assert refused.problem == (422, "idempotency_mismatch", "/items/1/key")
    assert inputs_of(cast.alice, []) == ([], 1)


def test_a_batch_for_a_foreign_workflow_is_not_found_as_a_whole(charlie, cast, path):
    assert charlie.post(path, items(1)).problem == (404, "not_found", "")
    assert inputs_of(cast.charlie, []) == ([], 0)


def test_the_whole_batch_obeys_an_idempotency_key(alice, cast, path):
    first, again = (alice.post(path, items(1, 2), Idempotency_Key="batch") for _ in range(2))

    assert first.body == again.body
    assert inputs_of(cast.alice, []) == ([], 2)
