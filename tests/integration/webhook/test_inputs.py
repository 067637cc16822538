"""What a run starts with: the body, or the trigger's own mapping, checked against the workflow's inputs."""

import pytest

from tests.integration.webhook.hook import OPEN, make_hook

ORDER = {
    "type": "object",
    "required": ["sku", "quantity"],
    "properties": {"sku": {"type": "string"}, "quantity": {"type": "integer", "minimum": 1}},
}
MAPPED = {"inputs": {"sku": "{{ trigger.body.article }}", "quantity": "{{ int(trigger.query.n) }}"}}


def test_trigger_names_what_came():
    hook = make_hook(OPEN | {"methods": ["PUT"]})

    hook.post({"n": 1}, method="PUT", query="?a=1&b=2&b=3", X_Source="shop")

    trigger = hook.runs()[0].trigger
    assert set(trigger) == {"id", "type", "body", "headers", "query", "method", "received_at", "scheduled_at"}
    assert (trigger["id"], trigger["type"], trigger["method"]) == ("shop", "webhook", "PUT")
    assert (trigger["body"], trigger["query"]) == ({"n": 1}, {"a": "1", "b": ["2", "3"]})
    assert trigger["headers"]["x-source"] == "shop"
    assert trigger["received_at"].endswith("Z")


def test_the_body_is_the_inputs():
    hook = make_hook(inputs=ORDER)

    hook.post({"sku": "A-1", "quantity": 2})

    run = hook.runs()[0]
    assert (run.inputs, run.trigger_id, run.trigger_type) == ({"sku": "A-1", "quantity": 2}, "shop", "webhook")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"sku": "A-1"}, "/inputs/quantity"),
        ({"sku": "A-1", "quantity": 0}, "/inputs/quantity"),
        ({"sku": 1, "quantity": 1}, "/inputs/sku"),
        (["A-1", 1], "/inputs"),
        ("A-1", "/inputs"),
    ],
)
def test_inputs_that_do_not_fit_are_refused_with_their_place(body, pointer):
    hook = make_hook(inputs=ORDER)

    answer = hook.post(body)

    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["pointer"]) == (422, "inputs_invalid", pointer)
    assert problem["errors"][0]["pointer"] == pointer
    assert problem["hint"]
    assert hook.runs() == []


def test_every_field_that_is_wrong_is_told_at_once():
    hook = make_hook(inputs=ORDER)

    errors = hook.post({"sku": 1, "quantity": "many"}).json()["errors"]

    assert sorted(error["pointer"] for error in errors) == ["/inputs/quantity", "/inputs/sku"]


def test_a_mapping_over_trigger_takes_the_bodys_place():
    hook = make_hook(inputs=ORDER, entry=MAPPED)

    answer = hook.post({"article": "A-1", "more": True}, query="?n=3")

    assert answer.status_code == 202, answer.content
    assert hook.runs()[0].inputs == {"sku": "A-1", "quantity": 3}


@pytest.mark.parametrize(
    ("body", "query", "pointer", "code"),
    [
        ({}, "?n=3", "/triggers/0/inputs/sku", "value_missing"),
        ({"article": "A-1"}, "", "/triggers/0/inputs/quantity", "value_missing"),
        ({"article": "A-1"}, "?n=x", "/triggers/0/inputs/quantity", "type_mismatch"),
    ],
)
def test_a_mapping_that_fails_names_its_expression(body, query, pointer, code):
    hook = make_hook(inputs=ORDER, entry=MAPPED)

    answer = hook.post(body, query=query)

    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["pointer"]) == (422, "inputs_invalid", pointer)
    assert problem["errors"][0]["code"] == code
    assert hook.runs() == []


def test_a_mapping_is_checked_against_the_inputs_too():
    hook = make_hook(inputs=ORDER, entry=MAPPED)

    answer = hook.post({"article": "A-1"}, query="?n=0")

    assert (answer.status_code, answer.json()["pointer"]) == (422, "/inputs/quantity")


def test_a_method_without_a_body_is_mapped_from_its_query():
    entry = {"inputs": {"sku": "{{ trigger.query.sku }}", "quantity": 1}}
    hook = make_hook(OPEN | {"methods": ["GET", "POST"]}, inputs=ORDER, entry=entry)

    answer = hook.post(b"", method="GET", content_type="", query="?sku=A-1")

    assert answer.status_code == 202
    assert hook.runs()[0].inputs == {"sku": "A-1", "quantity": 1}


def test_the_callers_own_document_is_only_data():
    """Langflow ran the graph that a caller sent. Here the published version runs, whatever the body says."""
    hook = make_hook()
    smuggled = {"definition": {"schema": 1, "steps": []}, "data": {"nodes": [1]}, "workflow_id": "x", "version": 7}

    assert hook.post(smuggled).status_code == 202

    run = hook.runs()[0]
    assert run.inputs == smuggled
    assert run.workflow_id == hook.workflow_id
