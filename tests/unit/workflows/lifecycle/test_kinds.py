"""Each kind of step: what it gives, what fails it, and what stays inside it."""

import pytest

from tests.table import table
from tests.unit.workflows.lifecycle.stage import (
    Stage,
    define,
    do,
    each,
    failure_of,
    if_,
    output_of,
    play,
    set_,
    stop_,
    try_,
)
from workflows.definition import WhileStep
from workflows.lifecycle.kinds import KINDS, not_yet
from workflows.lifecycle.outcome import Failure, Place
from workflows.lifecycle.walk import MAX_STEP_RUNS

MISSING = "{{ inputs.nothing }}"
BAD = set_("bad", v=MISSING)


def switch(*cases, value="{{ inputs.n }}", default=()):
    step = {"id": "by", "type": "switch", "cases": list(cases)}
    step |= {"with": {"value": value}} if value is not None else {}
    return step | ({"default": list(default)} if default else {})


def case(name, steps, **when):
    return {"name": name, "steps": list(steps)} | when


# --- set, if, switch -------------------------------------------------------------------------------------------------


def test_set_gives_its_mapping_resolved():
    steps = [set_("a", n=1, text="n is {{ inputs.n }}", deep={"list": ["{{ inputs.n }}", 2]})]

    assert output_of(steps, "{{ steps.a }}", {"n": 5}) == {"n": 1, "text": "n is 5", "deep": {"list": [5, 2]}}


@table(
    ("condition", "branch", "result"),
    [
        (True, "then", {"v": "yes"}),
        (False, "else", {"v": "no"}),
        ("{{ inputs.n > 1 }}", "then", {"v": "yes"}),
        ("{{ inputs.n > 2 }}", "else", {"v": "no"}),
    ],
)
def test_if_takes_one_way(condition, branch, result):
    steps = [if_("i", condition, [set_("a", v="yes")], [set_("b", v="no")])]

    assert output_of(steps, "{{ steps.i }}", {"n": 2}) == {"branch": branch, "result": result}


def test_an_if_without_else_gives_null():
    assert output_of([if_("i", False, [set_("a", v=1)])], "{{ steps.i }}") == {"branch": "else", "result": None}


@table(
    ("n", "taken"),
    [
        (1, "one"),
        (2, "two"),
        (7, "many"),
        (0, "default"),
        ("1", "default"),  # text is no number
    ],
)
def test_switch_takes_the_first_case_that_fits(n, taken):
    cases = [
        case("one", [set_("a", v="one")], equals=1),
        case("two", [set_("b", v="two")], equals="{{ 1 + 1 }}"),
        case("many", [set_("c", v="many")], condition="{{ inputs.n == 7 }}"),
        case("never", [set_("d", v="never")], condition="{{ inputs.n == 7 }}"),
    ]

    output = output_of([switch(*cases, default=[set_("e", v="default")])], "{{ steps.by }}", {"n": n})

    assert output == {"branch": taken, "result": {"v": taken}}


def test_a_switch_without_value_and_default_takes_its_conditions_or_nothing():
    cases = [case("big", [set_("a", v=1)], condition="{{ inputs.n > 9 }}")]

    assert output_of([switch(*cases, value=None)], "{{ steps.by.branch }}", {"n": 10}) == "big"
    assert output_of([switch(*cases, value=None)], "{{ steps.by }}", {"n": 1}) == {"branch": "default", "result": None}


def test_the_condition_of_a_later_case_is_not_looked_at():
    cases = [case("a", [set_("x", v=1)], condition=True), case("b", [set_("y", v=1)], condition=MISSING)]

    assert output_of([switch(*cases, value=None)], "{{ steps.by.branch }}") == "a"


# --- when, on_error --------------------------------------------------------------------------------------------------


@table(("when", "status"), [(True, "succeeded"), (False, "skipped"), ("{{ inputs.n }}", "skipped")])
def test_when_decides_whether_a_step_runs(when, status):
    run = Stage(define([set_("a", v=1) | {"when": when}]), {"n": 0})

    run.play()

    assert run.statuses() == [("a", status)]


def test_a_skipped_step_gives_null_and_is_not_the_result_of_its_list():
    steps = [if_("i", True, [set_("a", v=1), set_("b", v=2) | {"when": False}])]

    assert output_of(steps, "{{ steps.i.result }}") == {"v": 1}
    assert output_of([set_("a", v=1) | {"when": False}], "{{ steps.a }}") is None


def test_nothing_inside_a_skipped_block_runs():
    run = Stage(define([if_("i", True, [do("a")]) | {"when": False}]))

    run.play()

    assert (run.statuses(), run.performed) == ([("i", "skipped")], [])


def test_a_when_that_fails_fails_the_step_at_its_place():
    failure = failure_of([set_("a", v=1) | {"when": MISSING}])

    assert (failure.code, failure.step, failure.pointer) == ("value_missing", "a", "/steps/0/when")


@table(
    "step",
    [BAD, if_("bad", MISSING, [set_("x", v=1)]), each("bad", MISSING, [set_("x", v=1)]), do("bad", refused=True)],
)
def test_on_error_continue_gives_the_error_and_goes_on(step):
    run = Stage(define([step | {"on_error": "continue"}, set_("next", v=1)], output="{{ steps.bad.error.step }}"))

    assert run.play().output == "bad"
    assert run.statuses()[0] == ("bad", "failed")


@table(
    "step",
    [
        BAD,
        do("bad", refused=True),
        if_("outer", True, [BAD]),
        each("outer", [1], [BAD]),
        try_("outer", [set_("a", v=1)], [], [BAD]),
    ],
)
def test_a_failure_ends_the_run_with_the_place_where_it_happened(step):
    run = Stage(define([step, set_("never", v=1)]))

    ending = run.play()

    assert (ending.status, ending.failure.step) == ("failed", "bad")
    assert "never" not in [place for place, _ in run.statuses()]
    assert "running" not in [status for _, status in run.statuses()]


def test_a_failure_names_the_iteration():
    failure = failure_of(
        [each("outer", [1, 2], [each("inner", [1, 0], [set_("part", v="{{ 1 / n }}")], **{"as": "n"})])]
    )

    assert (failure.step, failure.iteration) == ("part", (0, 1))


def test_an_output_that_fails_fails_the_run_at_the_output():
    ending = play([set_("a", v=1)], output=MISSING)

    assert (ending.status, ending.failure.code, ending.failure.step) == ("failed", "value_missing", "")
    assert ending.failure.as_dict()["step"] is None


# --- try -------------------------------------------------------------------------------------------------------------


@table(
    ("steps", "catch", "finally_", "places"),
    [
        (["a"], ["c"], ["f"], ["a", "f"]),
        (["bad"], ["c"], ["f"], ["bad", "c", "f"]),
        (["a", "bad", "b"], ["c"], [], ["a", "bad", "c"]),
        (["a"], [], ["f"], ["a", "f"]),
        (["bad", "b"], [], ["f"], ["bad", "f"]),
    ],
)
def test_try_walks_catch_on_failure_and_finally_always(steps, catch, finally_, places):
    run = Stage(define([try_("t", *[[named(name) for name in names] for names in (steps, catch, finally_)])]))

    assert run.play().status == "succeeded"
    assert [place for place, _ in run.statuses()] == ["t", *places]


def named(name):
    return {"id": name, "type": "set", "with": {"v": MISSING if name.startswith("bad") else name}}


@table(
    ("steps", "catch", "finally_", "failed_at", "places"),
    [
        (["bad"], ["bad_c"], ["f"], "bad_c", ["bad", "bad_c", "f"]),
        (["a"], ["c"], ["bad_f"], "bad_f", ["a", "bad_f"]),
        (["bad"], ["bad_c"], ["bad_f"], "bad_f", ["bad", "bad_c", "bad_f"]),
        (["bad"], ["c"], ["bad_f", "g"], "bad_f", ["bad", "c", "bad_f"]),
    ],
)
def test_a_failure_in_catch_or_finally_goes_on_outwards(steps, catch, finally_, failed_at, places):
    run = Stage(define([try_("t", *[[named(name) for name in names] for names in (steps, catch, finally_)])]))

    ending = run.play()

    assert (ending.status, ending.failure.step) == ("failed", failed_at)
    assert run.statuses()[0] == ("t", "failed")
    assert [place for place, _ in run.statuses()][1:] == places


def test_try_gives_whether_it_went_well():
    good = output_of([try_("t", [named("a")], [named("c")])], "{{ steps.t }}")
    bad = output_of([try_("t", [named("bad")], [set_("c", v="{{ error.code }} in {{ error.step }}")])], "{{ steps.t }}")

    assert good == {"ok": True, "result": {"v": "a"}, "error": None}
    assert (bad["ok"], bad["result"], bad["error"]["step"]) == (False, {"v": "value_missing in bad"}, "bad")


def test_an_inner_try_catches_first():
    inner = try_("inner", [named("bad")], [named("c")])

    assert output_of([try_("outer", [inner], [named("never")])], "{{ steps.outer.ok }}") is True


def test_a_try_without_catch_says_what_failed():
    output = output_of([try_("t", [named("bad")], [], [named("f")])], "{{ steps.t }}")

    assert (output["ok"], output["result"], output["error"]["code"]) == (False, None, "value_missing")


# --- stop ------------------------------------------------------------------------------------------------------------


@table(
    ("options", "status", "output", "message"),
    [
        ({"status": "succeeded"}, "succeeded", None, None),
        ({"status": "succeeded", "output": {"n": "{{ inputs.n }}"}}, "succeeded", {"n": 1}, None),
        ({"status": "failed"}, "failed", None, "The workflow stopped itself."),
        ({"status": "failed", "message": "No stock for {{ inputs.n }}"}, "failed", None, "No stock for 1"),
    ],
)
def test_stop_ends_the_run_as_it_says(options, status, output, message):
    ending = play([if_("i", True, [stop_("end", **options)]), set_("never", v=1)], {"n": 1})

    assert (ending.status, ending.output) == (status, output)
    assert (ending.failure.message if ending.failure else None) == message


@table("status", ["succeeded", "failed"])
def test_stop_inside_try_is_not_caught_and_finally_still_runs(status):
    steps = [try_("t", [stop_("end", status=status)], [do("c")], [do("f")]), set_("never", v=1)]
    run = Stage(define(steps))

    ending = run.play()

    assert ending.status == status
    assert [place for place, _ in run.statuses()] == ["t", "end", "f"]
    assert run.statuses()[0] == ("t", "succeeded" if status == "succeeded" else "cancelled")


def test_stop_inside_a_loop_ends_the_loop_although_it_collects_errors():
    loop = each("l", [1, 2, 3], [stop_("end", status="failed") | {"when": "{{ item == 2 }}"}], on_item_error="collect")
    run = Stage(define([loop, set_("never", v=1)]))

    assert run.play().failure.iteration == (1,)
    assert [place for place, _ in run.statuses()] == ["l", "end[0]", "end[1]"]


def test_a_stop_whose_message_fails_is_a_failed_step():
    steps = [try_("t", [stop_("end", status="succeeded", output=MISSING)], [set_("c", v="{{ error.step }}")])]

    assert output_of(steps, "{{ steps.t.result.v }}") == "end"


# --- scope -----------------------------------------------------------------------------------------------------------


def test_a_step_inside_sees_what_is_outside_and_before_it():
    steps = [set_("a", v=1), if_("i", True, [set_("b", v="{{ steps.a.v + 1 }}"), set_("c", v="{{ steps.b.v + 1 }}")])]

    assert output_of(steps, "{{ steps.i.result.v }}") == 3


def test_what_is_inside_stays_inside():
    """The check of the document says so first; the walk holds to it all the same."""
    steps = [if_("i", True, [set_("b", v=1)]), each("l", [7], [set_("c", v=1)]), try_("t", [set_("d", v=1)], [], [])]
    steps[2] = try_("t", [set_("d", v=1)], [set_("e", v=1)])

    assert set(output_of(steps, "{{ steps }}")) == {"i", "l", "t"}


def test_a_loop_does_not_leave_its_names_behind():
    run = Stage(define([each("l", [7], [set_("c", v="{{ item + index }}")])]))
    walk = run.walk()
    flow = walk.run()
    with pytest.raises(StopIteration):
        next(flow)

    assert "item" not in walk.facts.names
    assert set(walk.facts.names) == {"inputs", "trigger", "vars", "run"}


# --- limits and kinds of later releases ------------------------------------------------------------------------------


def test_a_kind_that_has_no_walk_yet_fails_in_words():
    run = Stage(define([set_("a", v=1)]))
    walk = run.walk()
    step = run.definition.steps[0]

    assert KINDS[WhileStep] is not_yet
    with pytest.raises(Exception, match="cannot run yet"):
        next(not_yet(walk, step, None, Place("a")))
    assert [record.error["code"] for record in walk.drain()] == ["not_yet_available"]


def test_a_run_has_at_most_fifty_thousand_step_runs():
    run = Stage(define([if_("i", True, [set_("a", v=1), set_("b", v=1)])]))
    walk = run.walk()
    walk.recorded = MAX_STEP_RUNS - 2
    flow = walk.run()

    with pytest.raises(StopIteration) as ended:
        next(flow)

    assert (ended.value.value.status, ended.value.value.failure.code) == ("failed", "too_many_step_runs")
    assert [(record.step, record.status.value) for record in walk.drain()] == [("i", "cancelled"), ("a", "succeeded")]


@table(
    "failure",
    [
        Failure("a", "b"),
        Failure("a", "b", "hint", "/steps/0", "x", (1, 2), 3, 4, {"status": 500}, retryable=True, after=2.5),
    ],
)
def test_a_failure_is_the_same_when_it_is_read_again(failure):
    assert Failure.from_dict(failure.as_dict()) == failure
