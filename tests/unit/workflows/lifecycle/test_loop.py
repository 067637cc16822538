"""The loop over items: order, errors, nesting, limits, and how its records become safe."""

from itertools import pairwise

from tests.table import table
from tests.unit.workflows.lifecycle.stage import Stage, define, do, each, failure_of, output_of, set_, wait_
from workflows.lifecycle.loop import MAX_ITEMS
from workflows.lifecycle.outcome import Breathe
from workflows.lifecycle.walk import RECORDS_PER_CHECKPOINT

DOUBLE = set_("double", v="{{ item * 2 }}")


def test_the_results_come_in_the_order_of_the_items():
    assert output_of([each("l", [3, 1, 2], [DOUBLE])], "{{ steps.l }}") == {
        "results": [{"v": 6}, {"v": 2}, {"v": 4}],
        "errors": [],
    }


@table(
    ("options", "results"),
    [
        ({"collect": "{{ steps.double.v + index }}"}, [6, 3, 6]),
        ({"collect": {"of": "{{ item }}"}}, [{"of": 3}, {"of": 1}, {"of": 2}]),
    ],
)
def test_collect_says_what_a_result_is(options, results):
    assert output_of([each("l", [3, 1, 2], [DOUBLE], **options)], "{{ steps.l.results }}") == results


def test_the_item_can_have_another_name():
    loop = each("l", ["a", "b"], [set_("x", v="{{ letter }}{{ index }}")], **{"as": "letter"})

    assert output_of([loop], "{{ steps.l.results }}") == [{"v": "a0"}, {"v": "b1"}]


def test_loops_in_loops_see_the_outer_item():
    inner = each("inner", [1, 2], [set_("x", v="{{ o * 10 + item }}")], collect="{{ steps.x.v }}")
    outer = each("outer", [1, 2], [inner], collect="{{ steps.inner.results }}", **{"as": "o"})

    assert output_of([outer], "{{ steps.outer.results }}") == [[11, 12], [21, 22]]


def test_an_empty_list_gives_empty_results():
    run = Stage(define([each("l", [], [DOUBLE])], output="{{ steps.l }}"))

    assert run.play().output == {"results": [], "errors": []}
    assert run.statuses() == [("l", "succeeded")]


@table(
    ("items", "results", "errors"),
    [
        ([1, 0, 2], [1.0, None, 0.5], [1]),
        ([0, 0], [None, None], [0, 1]),
        ([1], [1.0], []),
    ],
)
def test_errors_are_collected_with_their_index_where_asked(items, results, errors):
    part = set_("part", v="{{ 1 / item }}")
    loop = each("l", items, [part], on_item_error="collect", collect="{{ steps.part.v }}")

    output = output_of([loop], "{{ steps.l }}")

    assert output["results"] == results
    assert [error["index"] for error in output["errors"]] == errors
    assert {error["error"]["step"] for error in output["errors"]} <= {"part"}


def test_a_collect_that_fails_is_the_items_error():
    loop = each("l", [{"v": 1}, {}], [set_("x", n=1)], collect="{{ item.v }}", on_item_error="collect")

    output = output_of([loop], "{{ steps.l }}")

    assert (output["results"], output["errors"][0]["index"]) == ([1, None], 1)


def test_without_collecting_the_first_error_ends_the_loop():
    run = Stage(define([each("l", [1, 0, 2], [set_("part", v="{{ 1 / item }}")])]))

    assert run.play().failure.iteration == (1,)
    assert run.statuses() == [("l", "failed"), ("part[0]", "succeeded"), ("part[1]", "failed")]


@table(("items", "kind"), [("text", "str"), ({"a": 1}, "dict"), (7, "int"), (None, "NoneType"), (True, "bool")])
def test_a_loop_over_no_list_fails_in_words(items, kind):
    failure = failure_of([each("l", "{{ inputs.items }}", [DOUBLE])], {"items": items})

    assert (failure.code, failure.pointer) == ("type_mismatch", "/steps/0/with/items")
    assert kind in failure.message


def test_a_loop_over_too_many_items_fails_before_the_first():
    run = Stage(define([each("l", "{{ inputs.items }}", [do("a")])]), {"items": [0] * (MAX_ITEMS + 1)})

    failure = run.play().failure

    assert (failure.code, run.performed) == ("too_many_items", [])
    assert "10,001" in failure.message and "10,000" in failure.message


def test_a_long_loop_becomes_safe_on_the_way():
    items = list(range(RECORDS_PER_CHECKPOINT))
    run = Stage(define([each("l", items, [DOUBLE])], output="{{ len(steps.l.results) }}"))

    assert run.play().output == len(items)
    assert max(run.drains) <= RECORDS_PER_CHECKPOINT + 2
    assert sum(run.drains) >= 2 * len(items)


def test_to_breathe_asks_for_nothing_else():
    run = Stage(define([each("l", list(range(150)), [DOUBLE])]))

    assert next(run.walk().run()) == Breathe()


def test_each_iteration_has_a_record_of_its_own_and_is_not_walked_again():
    run = Stage(define([each("l", [1, 2], [DOUBLE, do("tell", say="{{ item }}")]), wait_("w", seconds=5)]))
    run.play()

    kept = [record for record in run.records() if record.attempt == 0]
    assert [(record.step, record.iteration, record.output["said"]) for record in kept] == [
        ("l", (0,), 1),
        ("l", (1,), 2),
    ]
    assert run.effects() == {"tell[0]#1": 1, "tell[1]#1": 1}


def test_a_run_counts_its_steps_alike_before_and_after_a_wait():
    """Records of iterations are no step runs: counted only when read again, they would end a long run half way."""
    loop = each("l", [1, 2, 3], [DOUBLE])
    run = Stage(define([loop, wait_("w", seconds=1)]))
    first = run.walk()
    list(first.run())
    run.land(first.drain())

    assert run.walk().recorded == first.recorded == 5


def test_the_instants_of_a_loop_rise():
    run = Stage(define([each("l", [1, 2, 3], [DOUBLE])]))
    run.play()
    starts = sorted(record.started_at for record in run.records())

    assert all(one < two for one, two in pairwise(starts))
