"""What each step type takes, and what it refuses, with the code and the place."""

from __future__ import annotations

from tests.table import table
from tests.unit.workflows.definition.documents import ask, codes, note, problems

INNER = [note("inner")]


def step(kind, options=None, **more):
    return {"id": "it", "type": kind, **({"with": options} if options is not None else {}), **more}


def ways(kind, *entries, options=None):
    return step(kind, options, **{"cases" if kind == "switch" else "branches": list(entries)})


GOOD = [
    step("if", {"condition": "{{ inputs.a > 1 }}"}),
    step("if", {"condition": False}, then=INNER, **{"else": [note("other")]}),
    ways("switch", {"name": "Gold", "equals": "gold", "steps": INNER}, options={"value": "{{ inputs.tier }}"}),
    ways("switch", {"name": "Gold", "condition": "{{ inputs.a }}", "steps": []}),
    ways("parallel", {"name": "left", "steps": INNER}, {"name": "right", "steps": []}),
    ways("parallel", {"name": "left", "steps": INNER}, options={"limit": 2, "on_branch_error": "finish"}),
    step("for_each", {"items": "{{ inputs.rows }}"}, steps=INNER),
    step(
        "for_each", {"items": [1, "{{ inputs.a }}"], "as": "row", "limit": 50, "on_item_error": "collect"}, steps=INNER
    ),
    step("while", {"condition": "{{ index < 2 }}", "max_iterations": 10_000}, steps=INNER),
    step("try", {}, steps=INNER, catch=[note("c")], **{"finally": [note("f")]}),
    step("try", steps=INNER),
    step("wait", {"seconds": 0}),
    step("wait", {"seconds": 0.25}),
    step("wait", {"seconds": 400 * 86_400}),
    step("wait", {"seconds": "{{ inputs.pause }}"}),
    step("wait", {"until": "2027-03-28T02:30:00+02:00"}),
    step("wait", {"until": "{{ inputs.when }}"}),
    step("wait", {"working_days": 3, "calendar": {"country": "DE", "subdivision": "BY", "timezone": "Europe/Berlin"}}),
    step("wait_for_event", {"name": "paid", "key": "{{ inputs.order }}", "timeout_seconds": 3600}),
    step("approval", {"title": "Pay {{ inputs.sum }}?", "assignees": ["a@b.example"], "rule": 2, "expires_after": 60}),
    step("approval", {"title": "Pay?", "assignees": "{{ inputs.boss }}", "rule": "all", "allow_self": True}),
    step("run_workflow", {"workflow": "Other", "inputs": {"a": "{{ inputs.a }}"}, "wait": False}),
    step("set", {"anything": {"at": ["all", None, 1.5, True, "{{ inputs.x }}"]}}),
    step("set"),
    step("stop"),
    step("stop", {"status": "failed", "message": "No {{ inputs.sku }}", "output": {"a": 1}}),
    ask("a", when=True),
    ask("a", when="{{ inputs.a }}", note="why", sensitive=True, sample={"status": 200}, on_error="continue"),
    ask(
        "a",
        retry={"attempts": 20, "delay_seconds": 0.5, "max_delay_seconds": 86_400, "backoff": "fixed", "jitter": False},
    ),
    ask("a", timeout_seconds=0.5),
    ask("a", **{"with": {"url": "{{ inputs.url }}", "tries": "{{ inputs.n }}", "tags": "{{ inputs.tags }}"}}),
    ask("a", **{"with": {"url": "x", "headers": "{{ inputs.headers }}", "json": None}}),
]


@table("good", GOOD)
def test_a_step_that_says_what_its_type_takes_is_valid(good):
    assert codes(good) == []


@table(
    ("bad", "pointer", "code"),
    [
        (step("if"), "/with/condition", "field_missing"),
        (step("if", {"condition": "inputs.a > 1"}), "/with/condition", "node_invalid"),
        (step("if", {"condition": "{{ inputs.a }} > 1"}), "/with/condition", "node_invalid"),
        (step("if", {"condition": "{{ inputs.a }} and {{ inputs.b }}"}), "/with/condition", "node_invalid"),
        (step("if", {"condition": 1}), "/with/condition", "node_invalid"),
        (step("if", {"condition": True}, steps=INNER), "/steps", "unknown_field"),
        (step("if", {"condition": True}, then={}), "/then", "node_invalid"),
        (step("switch"), "/cases", "field_missing"),
        (step("switch", cases={}), "/cases", "node_invalid"),
        (ways("switch", 5), "/cases/0", "node_invalid"),
        (ways("switch", {"name": "a", "steps": []}), "/cases/0", "field_missing"),
        (ways("switch", {"name": "a", "equals": 1, "steps": []}), "/cases/0/equals", "field_missing"),
        (
            ways("switch", {"name": "a", "equals": 1, "condition": True, "steps": []}, options={"value": 1}),
            "/cases/0",
            "node_invalid",
        ),
        (ways("switch", {"name": "default", "condition": True, "steps": []}), "/cases/0/name", "graph_invalid"),
        (ways("switch", {"condition": True, "steps": []}), "/cases/0/name", "field_missing"),
        (ways("switch", {"name": "a", "condition": True}), "/cases/0/steps", "field_missing"),
        (ways("parallel", {"name": "Left", "steps": []}), "/branches/0/name", "invalid_name"),
        (ways("parallel", {"name": "a", "steps": []}, {"name": "a", "steps": []}), "/branches/1/name", "graph_invalid"),
        (ways("parallel", {"name": "a", "steps": []}, options={"limit": 9}), "/with/limit", "out_of_range"),
        (step("for_each", {"items": 5}, steps=INNER), "/with/items", "node_invalid"),
        (step("for_each", {"items": "plain"}, steps=INNER), "/with/items", "node_invalid"),
        (step("for_each", {"items": []}), "/steps", "field_missing"),
        (step("for_each", {"items": [], "limit": "{{ inputs.n }}"}, steps=INNER), "/with/limit", "node_invalid"),
        (step("for_each", {"items": [], "limit": 2.5}, steps=INNER), "/with/limit", "node_invalid"),
        (step("for_each", {"items": [], "as": "Row"}, steps=INNER), "/with/as", "invalid_name"),
        (
            step("for_each", {"items": [], "on_item_error": "ignore"}, steps=INNER),
            "/with/on_item_error",
            "node_invalid",
        ),
        (step("while", {"condition": True, "max_iterations": 0}, steps=INNER), "/with/max_iterations", "out_of_range"),
        (step("try"), "/steps", "field_missing"),
        (step("try", {"x": 1}, steps=INNER), "/with/x", "node_invalid"),
        (step("wait"), "/with", "field_missing"),
        (step("wait", {"seconds": 1, "working_days": 1}), "/with", "node_invalid"),
        (step("wait", {"seconds": -1}), "/with/seconds", "out_of_range"),
        (step("wait", {"seconds": "soon"}), "/with/seconds", "node_invalid"),
        (step("wait", {"until": "tomorrow"}), "/with/until", "node_invalid"),
        (step("wait", {"until": "2027-03-28T02:30:00"}), "/with/until", "node_invalid"),
        (
            step("wait", {"working_days": 1, "calendar": {"country": "XX"}}),
            "/with/calendar/country",
            "unknown_calendar",
        ),
        (
            step("wait", {"working_days": 1, "calendar": {"timezone": "CET"}}),
            "/with/calendar/timezone",
            "unknown_timezone",
        ),
        (
            step("wait", {"working_days": 1, "calendar": {"working_days": []}}),
            "/with/calendar/working_days",
            "out_of_range",
        ),
        (step("wait_for_event", {"key": 1}), "/with/name", "field_missing"),
        (step("approval", {"title": "x", "rule": "most"}), "/with/rule", "node_invalid"),
        (step("approval", {"title": "x", "rule": 0}), "/with/rule", "out_of_range"),
        (step("approval", {"title": "x", "assignees": []}), "/with/assignees", "out_of_range"),
        (step("run_workflow", {}), "/with/workflow", "field_missing"),
        (step("stop", {"status": "done"}), "/with/status", "node_invalid"),
        (step("set", [1]), "/with", "node_invalid"),
        ({"type": "set"}, "/id", "field_missing"),
        ({"id": "it"}, "/type", "field_missing"),
        ({"id": "it", "type": 5}, "/type", "node_invalid"),
        ({"id": 5, "type": "set"}, "/id", "node_invalid"),
        (ask("a", retry={"attempts": 0}), "/retry/attempts", "out_of_range"),
        (ask("a", retry={"attempts": "3"}), "/retry/attempts", "node_invalid"),
        (ask("a", retry={"tries": 3}), "/retry/tries", "unknown_field"),
        (ask("a", retry={"delay_seconds": 86_401}), "/retry/delay_seconds", "out_of_range"),
        (ask("a", retry={"backoff": "linear"}), "/retry/backoff", "node_invalid"),
        (ask("a", timeout_seconds=0), "/timeout_seconds", "out_of_range"),
        (ask("a", timeout_seconds=86_401), "/timeout_seconds", "out_of_range"),
        (ask("a", timeout_seconds=True), "/timeout_seconds", "node_invalid"),
        (ask("a", on_error="ignore"), "/on_error", "node_invalid"),
        (ask("a", when="yes"), "/when", "node_invalid"),
        (ask("a", name="\u202eevil"), "/name", "invalid_name"),
        (ask("a", sensitive="yes"), "/sensitive", "node_invalid"),
        (ask("a", compensate={}), "/compensate", "node_invalid"),
        (ask("a", then=[]), "/then", "unknown_field"),
        (ask("a", **{"with": []}), "/with", "node_invalid"),
        (ask("a", **{"with": {}}), "/with/url", "field_missing"),
        (ask("a", **{"with": {"url": 5}}), "/with/url", "node_invalid"),
        (ask("a", **{"with": {"url": "x", "metod": "GET"}}), "/with/metod", "node_invalid"),
        (ask("a", **{"with": {"url": "x", "method": "get"}}), "/with/method", "node_invalid"),
        (ask("a", **{"with": {"url": "x", "tries": 10}}), "/with/tries", "out_of_range"),
        (ask("a", **{"with": {"url": "x", "tries": "three"}}), "/with/tries", "node_invalid"),
        (ask("a", **{"with": {"url": "x", "tags": ["a", 5]}}), "/with/tags/1", "node_invalid"),
        (ask("a", **{"with": {"url": "x", "tags": list("abcd")}}), "/with/tags", "out_of_range"),
        (ask("a", **{"with": {"url": "x", "headers": {"a/b": 5}}}), "/with/headers/a~1b", "node_invalid"),
        (ask("a", **{"with": {"url": "\\{{ plain", "tries": "\\{{ 1"}}), "/with/tries", "node_invalid"),
    ],
)
def test_a_step_that_says_something_else_is_told_where(bad, pointer, code):
    assert codes(bad) == [(f"/steps/0{pointer}", code)]


@table(
    ("bad", "hint"),
    [
        ({"id": "a", "type": "http.requst"}, "Did you mean 'http.request'?"),
        ({"id": "a", "type": "foreach"}, "Did you mean 'for_each'?"),
        (ask("a", **{"with": {"url": "x", "metod": "GET"}}), "Did you mean 'method'?"),
        (ask("a", **{"with": {"url": "x", "method": "DELET"}}), "Did you mean 'DELETE'?"),
        (ask("a", timeout_second=3), "Did you mean 'timeout_seconds'?"),
        ({**note("a"), "id": "b", "els": []}, "Known here: compensate, connection"),
        (step("if", {"condition": "a > 1"}), "Wrap it in double braces: {{ … }}."),
    ],
)
def test_a_slip_of_the_pen_is_answered_with_the_nearest_valid_name(bad, hint):
    assert problems(bad)[0].hint.startswith(hint)


def test_an_out_of_range_number_is_answered_with_the_allowed_range():
    [problem] = problems(ask("a", retry={"attempts": 1_000_000}))
    assert problem.message == "This number must be between 1 and 20."


@table(
    ("text", "is_good"),
    [
        ("{{ inputs.a }}", True),
        ("  {{ inputs.a }}\n", True),
        ("{{ {'a': {'b': 1}}['a']['b'] == 1 }}", True),
        ("{{ '}}' == inputs.a }}", True),
        ("{{ inputs.a }}!", False),
        ("{{ inputs.a }}{{ inputs.b }}", False),
        ("true", False),
        ("\\{{ inputs.a }}", False),
    ],
)
def test_a_condition_is_one_whole_expression(text, is_good):
    assert (codes(step("if", {"condition": text})) == []) is is_good


def test_steps_behind_an_unconditional_stop_can_never_run():
    assert codes(step("stop"), note("after"), note("last")) == [("/steps/1", "graph_invalid")]
    assert codes(step("stop", when="{{ inputs.a }}"), note("after")) == []


def test_steps_inside_a_step_of_unknown_type_are_checked_too():
    bad = {"id": "a", "type": "iff", "then": [{"id": "b", "type": "set", "when": "no"}]}
    assert ("/steps/0/then/0/when", "node_invalid") in codes(bad)


def test_a_value_is_never_repeated_in_a_message():
    secret = "correct-horse-battery"
    bad = ask("a", **{"with": {"url": 5, "method": secret, "tries": secret, "nope": secret}}, on_error=secret)
    told = " ".join(problem.message + problem.hint for problem in problems(bad))
    assert secret not in told
