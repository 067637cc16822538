"""A valid document becomes frozen values: defaults filled in, expressions compiled, pointers kept."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import pytest

from tests.table import table
from tests.unit.workflows.definition.documents import CATALOG, HTTP, ask, document, note
from workflows.definition import (
    ActionStep,
    ApprovalStep,
    Definition,
    ForEachStep,
    IfStep,
    ParallelStep,
    RetryPolicy,
    RunWorkflowStep,
    SetStep,
    Settings,
    StopStep,
    SwitchStep,
    TryStep,
    WaitForEventStep,
    WaitStep,
    WhileStep,
    blocks_of,
    parse,
    walk,
)
from workflows.expressions import Moment

MOMENT = Moment(datetime(2026, 11, 22, tzinfo=UTC), "seed")


def built(*steps, **more) -> Definition:
    return parse(document(*steps, **more), CATALOG)


def only(step):
    return built(step).steps[0]


def value(compiled, **names):
    return compiled.evaluate(names, MOMENT)


def test_an_action_has_its_defaults():
    step = only(ask("stock"))
    assert isinstance(step, ActionStep)
    assert step.action is HTTP
    assert step.retry == RetryPolicy(3, 2.0, "exponential", 300.0, True)
    assert (step.name, step.note, step.when, step.on_error) == ("stock", "", None, "fail")
    assert (step.timeout_seconds, step.sensitive, step.compensate, step.connection) == (60.0, False, (), None)
    assert value(step.params) == {"url": "https://shop.example/"}


def test_a_control_step_is_tried_once_and_has_no_time_limit():
    step = only(note("a"))
    assert (step.retry.attempts, step.timeout_seconds) == (1, None)


def test_what_a_step_says_takes_the_place_of_defaults():
    step = only(
        ask(
            "stock",
            name=" Fra\u0308ge ",
            note="why",
            when="{{ inputs.go }}",
            on_error="continue",
            sensitive=True,
            sample={"status": 200},
            timeout_seconds=0.5,
            connection="shop",
            retry={"attempts": 1, "jitter": False, "delay_seconds": 0.25},
            compensate=[note("undo")],
        )
    )
    assert step.name == "Fräge"
    assert step.retry == RetryPolicy(1, 0.25, "exponential", 300.0, False)
    assert (step.note, step.on_error, step.sensitive, step.timeout_seconds) == ("why", "continue", True, 0.5)
    assert (step.sample, step.connection) == ({"status": 200}, "shop")
    assert step.compensate[0].pointer == "/steps/0/compensate/0"
    assert value(step.when, inputs={"go": True}) is True


@table(
    ("raw", "kind", "check"),
    [
        (note("a", x="{{ 1 + 1 }}"), SetStep, lambda s: value(s.params) == {"x": 2}),
        (
            {"id": "a", "type": "if", "with": {"condition": "{{ 1 < 2 }}"}, "then": [note("t")], "else": [note("e")]},
            IfStep,
            lambda s: value(s.condition) and s.then[0].id == "t" and s.otherwise[0].pointer == "/steps/0/else/0",
        ),
        (
            {
                "id": "a",
                "type": "switch",
                "with": {"value": 5},
                "cases": [
                    {"name": "Five", "equals": 5, "steps": [note("c")]},
                    {"name": "Any", "condition": True, "steps": []},
                ],
                "default": [note("d")],
            },
            SwitchStep,
            lambda s: (
                value(s.value) == value(s.cases[0].equals) == 5
                and s.cases[0].condition is None
                and value(s.cases[1].condition) is True
                and s.cases[0].steps[0].pointer == "/steps/0/cases/0/steps/0"
                and s.default[0].id == "d"
            ),
        ),
        (
            {"id": "a", "type": "for_each", "with": {"items": [1, 2]}, "steps": [note("b")]},
            ForEachStep,
            lambda s: (
                (s.as_name, s.limit, s.collect, s.on_item_error) == ("item", 1, None, "fail")
                and value(s.items) == [1, 2]
            ),
        ),
        (
            {
                "id": "a",
                "type": "for_each",
                "with": {"items": [], "as": "row", "limit": 5.0, "collect": "{{ row }}", "on_item_error": "collect"},
                "steps": [note("b")],
            },
            ForEachStep,
            lambda s: (
                (s.as_name, s.limit, s.on_item_error) == ("row", 5, "collect")
                and type(s.limit) is int
                and value(s.collect, row=7) == 7
            ),
        ),
        (
            {"id": "a", "type": "while", "with": {"condition": "{{ index < 3 }}"}, "steps": [note("b")]},
            WhileStep,
            lambda s: s.max_iterations == 100 and value(s.condition, index=1) is True,
        ),
        (
            {"id": "a", "type": "try", "steps": [note("b")], "catch": [note("c")], "finally": [note("f")]},
            TryStep,
            lambda s: [x[0].id for x in (s.steps, s.catch, s.finally_)] == ["b", "c", "f"],
        ),
        (
            {
                "id": "a",
                "type": "parallel",
                "branches": [{"name": "x", "steps": [note("b")]}, {"name": "y", "steps": []}],
            },
            ParallelStep,
            lambda s: (s.limit, s.on_branch_error, s.branches[0].name) == (2, "cancel", "x"),
        ),
        (
            {"id": "a", "type": "wait", "with": {"working_days": 2, "calendar": {"country": "DE"}}},
            WaitStep,
            lambda s: value(s.working_days) == 2 and s.seconds is None and s.calendar == {"country": "DE"},
        ),
        (
            {"id": "a", "type": "wait_for_event", "with": {"name": "paid", "key": "{{ 1 }}", "timeout_seconds": 9}},
            WaitForEventStep,
            lambda s: (
                (value(s.event), value(s.key), value(s.event_timeout_seconds)) == ("paid", 1, 9)
                and s.timeout_seconds is None
            ),
        ),
        (
            {"id": "a", "type": "approval", "with": {"title": "Pay?", "rule": 2, "assignees": ["x"]}},
            ApprovalStep,
            lambda s: (value(s.title), s.rule, value(s.assignees), s.allow_self) == ("Pay?", 2, ["x"], False),
        ),
        (
            {"id": "a", "type": "run_workflow", "with": {"workflow": "Other", "inputs": {"a": 1}}},
            RunWorkflowStep,
            lambda s: (s.workflow, value(s.inputs), s.wait) == ("Other", {"a": 1}, True),
        ),
        (
            {"id": "a", "type": "stop", "with": {"status": "failed", "message": "No", "output": 3}},
            StopStep,
            lambda s: (s.status, value(s.message), value(s.output)) == ("failed", "No", 3),
        ),
        ({"id": "a", "type": "stop"}, StopStep, lambda s: (s.status, s.message, s.output) == ("succeeded", None, None)),
    ],
)
def test_each_control_type_becomes_its_own_value(raw, kind, check):
    step = only(raw)
    assert type(step) is kind
    assert step.type == raw["type"]
    assert check(step)


def test_the_document_s_own_parts_are_read():
    definition = built(
        description="Why",
        inputs={"type": "object"},
        output={"x": "{{ steps.only.x }}"},
        triggers=[
            {"id": "hook", "type": "webhook", "inputs": {"a": "{{ trigger.body }}"}, "enabled": False},
            {"id": "night", "type": "schedule", "with": {"cron": "0 3 * * *"}},
        ],
        settings={
            "timeout_seconds": 60,
            "priority": 0,
            "retention_days": 400,
            "debounce_seconds": 2,
            "concurrency": {"limit": 3, "key": "{{ inputs.a }}", "when_full": "skip"},
        },
    )
    hook, night = definition.triggers
    assert (definition.name, definition.description, definition.inputs) == (
        "Order to warehouse",
        "Why",
        {"type": "object"},
    )
    assert (hook.id, hook.enabled, hook.options, value(hook.inputs, trigger={"body": 1})) == (
        "hook",
        False,
        {},
        {"a": 1},
    )
    assert (night.options, night.inputs, night.enabled) == ({"cron": "0 3 * * *"}, None, True)
    settings = definition.settings
    assert (settings.timeout_seconds, settings.priority, settings.retention_days, settings.debounce_seconds) == (
        60,
        0,
        400,
        2,
    )
    assert (settings.concurrency.limit, settings.concurrency.when_full) == (3, "skip")
    assert value(definition.output, steps={"only": {"x": 9}}) == {"x": 9}


def test_settings_left_out_have_their_defaults():
    assert built().settings == Settings(None, None, 5, 0, 30)


NESTED = document(
    {"id": "a", "type": "if", "with": {"condition": True}, "then": [note("b")], "else": [note("c")]},
    {**ask("d"), "compensate": [note("e")]},
    {
        "id": "f",
        "type": "try",
        "steps": [{"id": "g", "type": "for_each", "with": {"items": []}, "steps": [note("h")]}],
        "finally": [note("i")],
    },
    {"id": "j", "type": "parallel", "branches": [{"name": "x", "steps": [note("k")]}]},
    {
        "id": "l",
        "type": "switch",
        "cases": [{"name": "x", "condition": True, "steps": [note("m")]}],
        "default": [note("n")],
    },
)


def test_walking_meets_every_step_once_in_reading_order():
    definition = parse(NESTED, CATALOG)
    assert "".join(step.id for step in walk(definition.steps)) == "abcdefghijklmn"
    assert set(definition.by_id) == set("abcdefghijklmn")
    assert [len(block) for block in blocks_of(definition.by_id["l"])] == [1, 1]


def test_every_pointer_leads_to_its_step():
    definition = parse(NESTED, CATALOG)
    for step in walk(definition.steps):
        target = NESTED
        for part in step.pointer.split("/")[1:]:
            target = target[int(part)] if isinstance(target, list) else target[part]
        assert target["id"] == step.id


def test_what_is_built_cannot_be_changed():
    definition = built()
    with pytest.raises(dataclasses.FrozenInstanceError):
        definition.steps[0].id = "other"
    with pytest.raises(TypeError):
        definition.by_id["x"] = definition.steps[0]
