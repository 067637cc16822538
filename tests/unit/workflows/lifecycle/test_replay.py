"""A run that is cut off anywhere and walked again ends as if nothing had happened."""

from datetime import timedelta
from itertools import combinations

import pytest

from tests.unit.workflows.lifecycle.stage import (
    Stage,
    define,
    do,
    each,
    if_,
    output_of,
    set_,
    stop_,
    try_,
    wait_,
)

MISSING = "{{ inputs.nothing }}"

ALL_KINDS = [
    set_("begin", n=2),
    do("first", say="{{ steps.begin.n }}", fails=1),
    if_("big", "{{ steps.begin.n > 1 }}", [do("yes", say="big"), set_("after_yes", v="{{ steps.yes.said }}")]),
    {
        "id": "by",
        "type": "switch",
        "with": {"value": "{{ steps.big.branch }}"},
        "cases": [{"name": "took", "equals": "then", "steps": [do("took", say=1)]}],
    },
    each(
        "outer",
        [1, 2],
        [
            each("inner", "{{ [outer_item, 0] }}", [set_("part", v="{{ 10 / item }}"), do("tell", say="{{ item }}")])
            | {
                "with": {
                    "items": "{{ [outer_item, 0] }}",
                    "on_item_error": "collect",
                    "collect": "{{ steps.tell.said }}",
                }
            },
        ],
        **{"as": "outer_item"},
    ),
    wait_("pause", seconds=30),
    set_("odd", v=MISSING) | {"on_error": "continue"},
    set_("never", v=1) | {"when": "{{ false }}"},
    set_("unsure", v=1) | {"when": MISSING, "on_error": "continue"},
    try_(
        "guard",
        [do("risky", refused=True), do("unreached")],
        [do("mend", say="{{ error.code }}"), wait_("rest", seconds=5)],
        [do("clean", say="always")],
    ),
    do("let_pass", refused=True) | {"on_error": "continue"},
    try_("leave", [if_("enough", True, [stop_("end", status="succeeded", output="{{ steps }}")])], [], [do("last")]),
    do("beyond"),
]


DEFINITION = define(ALL_KINDS)


def stage(*, dies_at=(), steps=None):
    return Stage(DEFINITION if steps is None else define(steps), dies_at=dies_at)


@pytest.fixture(scope="module")
def unharmed():
    run = stage()
    return run, run.play(), next(run.points)


def same_run(run, ending, unharmed):
    """Assert that the run ended as the unharmed one, each effect as often or once more for each death."""
    first, first_ending, _ = unharmed
    assert timeless(ending.output) == timeless(first_ending.output)
    assert (ending.status, ending.failure) == (first_ending.status, first_ending.failure)
    assert run.statuses() == first.statuses()
    assert set(run.effects()) == set(first.effects())
    assert sum(run.effects().values()) - len(first.performed) <= len(run.dies_at)
    assert repeated_inputs_differ(run) == []


def timeless(value):
    """Return the value without the instant at which a wait was over: a death may make that later."""
    if isinstance(value, dict):
        return {name: timeless(item) for name, item in value.items() if name != "resumed_at"}
    return value


def repeated_inputs_differ(run):
    """Return the attempts that were performed again with other inputs: none, for the key is the same."""
    seen = {}
    for command in run.performed:
        seen.setdefault((str(command.place), command.attempt), []).append(command.inputs)
    return [key for key, inputs in seen.items() if any(given != inputs[0] for given in inputs)]


def test_the_document_takes_every_way(unharmed):
    run, ending, points = unharmed

    assert ending.status == "succeeded"
    assert ending.output["outer"]["results"][0]["results"] == [1, None]
    assert ending.output["guard"]["error"]["code"] == "refused"
    assert ending.output["unsure"]["error"]["code"] == "value_missing"
    assert ("beyond", "succeeded") not in run.statuses()
    assert len(run.parked) == 3  # a retry and two waits
    assert points > 30


def test_a_death_at_any_point_changes_nothing(unharmed):
    for point in range(unharmed[2]):
        run = stage(dies_at={point})

        same_run(run, run.play(), unharmed)


def test_two_deaths_change_nothing(unharmed):
    for points in list(combinations(range(unharmed[2]), 2))[::37]:
        run = stage(dies_at=points)

        same_run(run, run.play(), unharmed)


def test_dying_at_each_point_in_turn_still_comes_to_the_end(unharmed):
    run = stage(dies_at=range(3, 400, 4))

    same_run(run, run.play(), unharmed)


def test_a_stop_still_stops_after_what_finally_waits_for():
    steps = [try_("t", [stop_("end", status="failed", message="enough")], [], [wait_("w", seconds=5)]), set_("x", v=1)]
    run = stage(steps=steps)

    ending = run.play()

    assert (ending.status, ending.failure.code, ending.failure.step) == ("failed", "stopped", "end")
    assert [place for place, _ in run.statuses()] == ["t", "end", "w"]


@pytest.mark.parametrize(
    "step",
    [set_("x", v=1), do("x"), if_("x", True, [set_("y", v=1)]), stop_("x", status="succeeded"), wait_("x", seconds=0)],
    ids=lambda step: step["type"],
)
def test_a_step_whose_when_failed_does_not_run_after_a_wait(step):
    steps = [step | {"when": MISSING, "on_error": "continue"}, wait_("w", seconds=1), set_("end", v=1)]
    run = stage(steps=steps)

    run.play()

    assert run.statuses() == [("x", "failed"), ("w", "succeeded"), ("end", "succeeded")]


def test_what_now_and_uuid_gave_stays_after_a_wait():
    steps = [set_("a", at="{{ now() }}", id="{{ uuid() }}"), wait_("w", seconds=9), set_("b", at="{{ steps.a.at }}")]
    run = Stage(define(steps, output=["{{ steps.a }}", "{{ steps.b.at }}"]))

    first, second = run.play().output

    assert first["at"] == second == "2027-03-01T12:00:00Z"


def test_a_settled_step_is_not_evaluated_again():
    steps = [set_("a", v="{{ inputs.n }}"), wait_("w", seconds=1), set_("b", v="{{ steps.a.v }}")]
    run = Stage(define(steps, output="{{ steps.b.v }}"), {"n": 1})
    run.advance()
    run.names["inputs"] = {"n": 2}

    assert run.play().output == 1


def test_the_instants_of_a_run_rise_also_where_a_clock_is_behind():
    steps = [set_("a", v=1), do("b"), wait_("w", seconds=1), do("c"), set_("d", v=1)]
    run = stage(steps=steps)
    run.advance()
    run.clock -= timedelta(hours=1)  # another machine goes on
    run.dies_at = {8}
    run.play()

    instants = [at for r in sorted(run.records(), key=lambda r: r.started_at) for at in (r.started_at, r.finished_at)]
    assert instants == sorted(instants)
    assert len(set(instants)) == len(instants)


def test_the_output_of_a_run_sees_all_top_steps():
    assert output_of([set_("a", v=1), set_("b", v=2)], "{{ steps.a.v + steps.b.v }}") == 3
