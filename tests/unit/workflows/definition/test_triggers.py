"""Triggers say how a run starts; what could never start one is refused."""

from __future__ import annotations

from tests.table import table
from tests.unit.workflows.definition.documents import CATALOG, codes, document
from workflows.definition import notices, parse, unavailable, validate


def webhook(**options):
    return {"id": "hook", "type": "webhook", "with": options}


def schedule(**options):
    return {"id": "clock", "type": "schedule", "with": options}


@table(
    "trigger",
    [
        {"id": "hook", "type": "webhook"},
        webhook(respond="when_finished", timeout_seconds=60, verify={"scheme": "standard"}, delivery_header="X-Id"),
        webhook(
            verify={"scheme": "hmac", "header": "X-Sign", "algorithm": "sha256", "encoding": "hex", "prefix": "v1="}
        ),
        webhook(verify={"scheme": "none"}, methods=["GET", "POST"]),
        schedule(cron="0 8 * * *", timezone="Europe/Berlin", misfire="all", inputs={"a": 1}),
        schedule(every_seconds=5, start="2027-01-01T00:00:00Z", end="2027-02-01T00:00:00Z"),
        schedule(cron="0 8 * * *", calendar={"country": "DE", "subdivision": "BY", "working_days": ["mon"]}),
        {"id": "ask", "type": "form", "with": {"title": "Leave request"}},
        {"id": "paid", "type": "event", "with": {"name": "order.paid", "key": "7"}, "enabled": False},
    ],
)
def test_each_type_takes_what_it_reads(trigger):
    assert codes(triggers=[trigger]) == []


@table(
    ("trigger", "pointer", "code"),
    [
        ("hook", "", "node_invalid"),
        ({"type": "webhook"}, "/id", "field_missing"),
        ({"id": "a"}, "/type", "field_missing"),
        ({"id": "A", "type": "webhook"}, "/id", "invalid_name"),
        ({"id": "a", "type": "webhok"}, "/type", "node_invalid"),
        ({"id": "a", "type": "webhook", "wth": {}}, "/wth", "unknown_field"),
        ({"id": "a", "type": "webhook", "enabled": 1}, "/enabled", "definition_invalid"),
        ({"id": "a", "type": "webhook", "with": []}, "/with", "definition_invalid"),
        ({"id": "a", "type": "webhook", "inputs": "{{ trigger.body }}"}, "", ""),
        ({"id": "a", "type": "webhook", "inputs": 5}, "/inputs", "definition_invalid"),
        (webhook(respond="later"), "/with/respond", "node_invalid"),
        (webhook(timeout_seconds=61), "/with/timeout_seconds", "out_of_range"),
        (webhook(timeout_seconds=0), "/with/timeout_seconds", "out_of_range"),
        (webhook(verify={}), "/with/verify/scheme", "field_missing"),
        (webhook(verify={"scheme": "md5"}), "/with/verify/scheme", "node_invalid"),
        (webhook(verify={"scheme": "hmac"}), "/with/verify/header", "field_missing"),
        (webhook(verify={"scheme": "github", "header": "X"}), "/with/verify/header", "node_invalid"),
        (webhook(verify={"scheme": "hmac", "header": "X\r\nY"}), "/with/verify/header", "node_invalid"),
        (webhook(verify={"scheme": "standard", "secret": "x"}), "/with/verify/secret", "node_invalid"),
        (webhook(methods=["TRACE"]), "/with/methods/0", "node_invalid"),
        (schedule(), "/with", "field_missing"),
        (schedule(cron="61 * * * *"), "/with/cron", "cron_invalid"),
        (schedule(cron="0 8 * * *", timezone="CET"), "/with/timezone", "unknown_timezone"),
        (schedule(every_seconds=0), "/with/every_seconds", "out_of_range"),
        (schedule(every_seconds="5"), "/with/every_seconds", "node_invalid"),
        (schedule(every_seconds=5, calendar={"country": "XX"}), "/with/calendar/country", "unknown_calendar"),
        (
            schedule(every_seconds=5, calendar={"working_days": ["monday"]}),
            "/with/calendar/working_days/0",
            "node_invalid",
        ),
        ({"id": "a", "type": "event"}, "/with/name", "field_missing"),
    ],
)
def test_what_it_does_not_read_is_told_where(trigger, pointer, code):
    assert codes(triggers=[trigger]) == ([(f"/triggers/0{pointer}", code)] if code else [])


def test_two_triggers_cannot_share_an_id():
    assert codes(triggers=[webhook(), schedule(every_seconds=5) | {"id": "hook"}]) == [
        ("/triggers/1/id", "graph_invalid")
    ]


def test_a_schedule_s_inputs_must_fit_the_workflow_s():
    inputs = {"type": "object", "required": ["sku"], "properties": {"sku": {"type": "string"}}}
    assert codes(inputs=inputs, triggers=[schedule(every_seconds=5)]) == [
        ("/triggers/0/with/inputs/sku", "inputs_invalid")
    ]
    assert codes(inputs=inputs, triggers=[schedule(every_seconds=5, inputs={"sku": "A"})]) == []
    mapped = schedule(every_seconds=5) | {"inputs": {"sku": "{{ trigger.id }}"}}
    assert codes(inputs=inputs, triggers=[mapped]) == []


def test_the_plan_s_shortest_interval_is_kept():
    raw = document(triggers=[schedule(cron="* * * * *")])
    assert validate(raw, CATALOG, min_interval_seconds=60) == []
    [problem] = validate(raw, CATALOG, min_interval_seconds=900)
    assert (problem.pointer, problem.code) == ("/triggers/0/with/cron", "schedule_too_frequent")


def told(found):
    return [(problem.pointer, problem.code) for problem in found]


def test_a_valid_document_can_still_deserve_a_word():
    raw = document(
        triggers=[
            webhook(verify={"scheme": "none"}),
            schedule(cron="30 4 1,15 * 5", timezone="Asia/Calcutta"),
            {"id": "quiet", "type": "webhook", "with": {"verify": {"scheme": "github"}}},
        ]
    )
    assert told(notices(parse(raw, CATALOG))) == [
        ("/triggers/0/with/verify", "webhook_unsigned"),
        ("/triggers/1/with", "schedule_note"),
        ("/triggers/1/with", "schedule_note"),
    ]


def test_what_no_engine_runs_yet_is_named_before_publishing():
    inner = [{"id": "b", "type": "set"}]
    raw = document(
        {"id": "a", "type": "parallel", "branches": [{"name": "x", "steps": inner}]},
        {"id": "c", "type": "while", "with": {"condition": False}, "steps": [{"id": "d", "type": "set"}]},
        {"id": "e", "type": "wait_for_event", "with": {"name": "x"}},
        {"id": "f", "type": "approval", "with": {"title": "x"}},
        {"id": "g", "type": "run_workflow", "with": {"workflow": "x"}},
        {"id": "h", "type": "set", "compensate": [{"id": "i", "type": "set"}]},
        triggers=[{"id": "form", "type": "form"}, {"id": "event", "type": "event", "with": {"name": "x"}}, webhook()],
        settings={"concurrency": {"limit": 1}, "debounce_seconds": 5},
    )
    assert validate(raw, CATALOG) == []
    found = unavailable(parse(raw, CATALOG))
    assert {problem.code for problem in found} == {"not_yet_available"}
    assert [problem.pointer for problem in found] == [
        *(f"/steps/{i}" for i in range(5)),
        "/steps/5/compensate",
        "/triggers/0",
        "/triggers/1",
        "/settings/concurrency",
        "/settings/debounce_seconds",
    ]


def test_what_the_engine_runs_is_available():
    kinds = [
        {"id": "a", "type": "if", "with": {"condition": True}},
        {"id": "b", "type": "switch", "cases": [{"name": "x", "condition": True, "steps": []}]},
        {"id": "c", "type": "for_each", "with": {"items": []}, "steps": [{"id": "d", "type": "set"}]},
        {"id": "e", "type": "try", "steps": [{"id": "f", "type": "stop"}]},
        {"id": "g", "type": "wait", "with": {"seconds": 1}},
    ]
    assert unavailable(parse(document(*kinds, triggers=[webhook(), schedule(every_seconds=5)]), CATALOG)) == []
