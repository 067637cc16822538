"""Validation tells all problems at once, where they are, and never raises."""

from __future__ import annotations

import copy

import pytest

from tests.table import table
from tests.unit.workflows.definition.documents import CATALOG, ask, codes, document, note, problems
from workflows.definition import DefinitionError, parse, validate

CONTRACT = """
schema: 1
name: Order to warehouse
description: Check stock, ask the boss for large orders, tell the warehouse.
inputs:
  type: object
  required: [sku, quantity]
  properties: {sku: {type: string}, quantity: {type: integer, minimum: 1}}
triggers:
  - {id: shop, type: webhook, with: {respond: when_finished, verify: {scheme: standard}}}
  - id: nightly
    type: schedule
    with: {cron: "30 7 * * 1-5", timezone: Europe/Berlin, misfire: once, inputs: {sku: "A-1", quantity: 1}}
settings:
  timeout_seconds: 3600
  concurrency: {limit: 5, key: "{{ inputs.sku }}", when_full: queue}
  priority: 5
  debounce_seconds: 0
  retention_days: 30
steps:
  - id: stock
    name: Ask the warehouse for stock
    type: http.request
    connection: warehouse
    with: {method: GET, url: "https://warehouse.example/stock/{{ inputs.sku }}"}
    retry: {attempts: 5, delay_seconds: 2, backoff: exponential, max_delay_seconds: 300}
    timeout_seconds: 30
  - id: enough
    type: if
    with: {condition: "{{ steps.stock.body.quantity >= inputs.quantity }}"}
    then:
      - id: book
        type: http.request
        with: {method: POST, url: "https://w.example/bookings", json: {sku: "{{ inputs.sku }}"}}
    else:
      - id: tell
        type: email.send
        connection: office
        with: {to: "buyer@example.com", subject: "Out of stock: {{ inputs.sku }}", text: "…"}
output: {booked: "{{ steps.enough.branch == 'then' }}"}
"""


def test_the_document_of_the_contract_is_valid():
    from workflows.definition import load_yaml

    assert validate(load_yaml(CONTRACT), CATALOG, connections={"warehouse", "office"}) == []


@table(
    ("raw", "pointer", "code"),
    [
        (None, "", "definition_invalid"),
        ([], "", "definition_invalid"),
        ("text", "", "definition_invalid"),
        (7, "", "definition_invalid"),
        (True, "", "definition_invalid"),
        ({}, "/schema", "field_missing"),
        ({"schema": 1, "name": "x", "steps": []}, "/steps", "field_missing"),
        ({"schema": 1, "name": "x", "steps": None}, "/steps", "definition_invalid"),
        ({"schema": 1, "name": "x", "steps": {"a": 1}}, "/steps", "definition_invalid"),
        ({"schema": 1, "name": "x", "steps": [None]}, "/steps/0", "node_invalid"),
        ({"schema": 1, "name": 3, "steps": [note("a")]}, "/name", "definition_invalid"),
        ({"schema": 2, "name": "x", "steps": [note("a")]}, "/schema", "unsupported_schema"),
        ({"schema": True, "name": "x", "steps": [note("a")]}, "/schema", "unsupported_schema"),
        ({"schema": "1", "name": "x", "steps": [note("a")]}, "/schema", "unsupported_schema"),
        ({"schema": [], "name": "x", "steps": [note("a")]}, "/schema", "unsupported_schema"),
    ],
)
def test_what_is_no_document_is_told_and_never_raised(raw, pointer, code):
    assert (pointer, code) in [(problem.pointer, problem.code) for problem in validate(raw, CATALOG)]


def test_every_problem_is_told_at_once_in_reading_order():
    found = codes(
        {"id": "Bad", "type": "htp.request"},
        ask("stock", retry={"attempts": 99}, colour="red"),
        {"id": "stock", "type": "if", "with": {"condition": "yes"}, "then": [{"type": "set"}]},
        output="{{ steps.nothing }}",
        settings={"priority": 12},
        surprise=1,
    )
    assert found == [
        ("/steps/2/id", "graph_invalid"),
        ("/settings/priority", "out_of_range"),
        ("/surprise", "unknown_field"),
        ("/steps/0/type", "node_invalid"),
        ("/steps/0/id", "invalid_name"),
        ("/steps/1/retry/attempts", "out_of_range"),
        ("/steps/1/colour", "unknown_field"),
        ("/steps/2/with/condition", "node_invalid"),
        ("/steps/2/then/0/id", "field_missing"),
        ("/output", "graph_invalid"),
    ]


def test_no_more_than_a_hundred_problems_are_told():
    steps = [{"id": f"s{i}", "type": "nope", "extra": i} for i in range(120)]
    assert len(problems(*steps)) == 100


def test_a_problem_says_where_in_a_text_the_expression_fails():
    [problem] = problems(ask("a", **{"with": {"url": "https://x.example/{{ inputs. }}"}}))
    assert (problem.pointer, problem.code, problem.line) == ("/steps/0/with/url", "expression_syntax", 1)
    assert problem.column and problem.column > 18
    assert problem.as_dict()["column"] == problem.column


def test_several_bad_expressions_in_one_step_are_all_told():
    bad = {"url": "{{ 1 + }}", "headers": {"a": "{{ ) }}"}, "json": ["{{ nobody }}", "{{ steps.later }}"]}
    found = codes(ask("a", **{"with": bad}), note("later"))
    assert {pointer for pointer, _ in found} >= {"/steps/0/with/url", "/steps/0/with/headers/a"}


def test_parse_raises_with_the_same_problems_that_validate_tells():
    raw = document({"id": "a", "type": "nope"}, {"id": "a", "type": "set", "on_error": "explode"})
    with pytest.raises(DefinitionError) as caught:
        parse(raw, CATALOG)
    assert list(caught.value.problems) == validate(raw, CATALOG)
    assert caught.value.code == "graph_invalid"


def test_connections_are_checked_only_when_their_names_are_given():
    raw = document(ask("a", connection="warehouse"))
    assert validate(raw, CATALOG) == []
    [problem] = validate(raw, CATALOG, connections={"office", "warehous"})
    assert (problem.pointer, problem.code) == ("/steps/0/connection", "connection_not_found")
    assert "warehous'" not in problem.message + problem.hint


def test_a_missing_connection_is_asked_for_where_the_action_needs_one():
    assert codes({"id": "m", "type": "email.send", "with": {"to": "a@b", "subject": "x"}}) == [
        ("/steps/0/connection", "field_missing")
    ]


def test_a_control_step_refuses_a_connection():
    assert codes({**note("a"), "connection": "office"}) == [("/steps/0/connection", "unknown_field")]


def test_validating_leaves_the_document_as_it_was():
    raw = document(ask("a"), note("b", x="{{ steps.a.body }}"))
    before = copy.deepcopy(raw)
    validate(raw, CATALOG)
    parse(raw, CATALOG)
    assert raw == before
