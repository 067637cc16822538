"""A run tried again keeps what had ended before the place where it goes on, also in a repaired version."""

from datetime import timedelta

from tests.table import table
from tests.unit.workflows.lifecycle.stage import Stage, define, do, each, if_, set_, try_
from workflows.lifecycle.kept import cut, kept


def loops(*before, name="ask", **options):
    """A loop in a loop; the innermost step fails at the place that the inputs name."""
    ask = do(name, refused="{{ [o, i] == inputs.bad }}", say="{{ o * 10 + i }}", **options)
    inner = each("inner", [0, 1], [set_("seen", n="{{ o }}"), *before, ask], **{"as": "i"})
    return [do("first"), each("outer", [0, 1, 2], [inner], **{"as": "o"}), do("last")]


def failed_run(steps, bad=(1, 1)):
    run = Stage(define(steps), {"bad": list(bad)})
    assert run.play().failure is not None
    return run


def again(run, steps, step, iteration=None, **inputs):
    """Return the stage of the run tried again from `step`, on a version with these steps."""
    definition = define(steps)
    stay = kept(run.records(), cut(run.records(), step, iteration), definition.by_id)
    return Stage(definition, inputs or {"bad": None}, kept=stay)


def places(run):
    return [str(command.place) for command in run.performed]


def test_only_what_had_not_ended_is_done_again():
    run = failed_run(loops())

    retried = again(run, loops(), "ask", (1, 1))

    assert retried.play().failure is None
    assert places(run) == ["first", "ask[0,0]", "ask[0,1]", "ask[1,0]", "ask[1,1]"]
    assert places(retried) == ["ask[1,1]", "ask[2,0]", "ask[2,1]", "last"]


@table("bad", [(0, 0), (0, 1), (1, 0), (2, 1)])
def test_wherever_it_failed_the_results_are_complete(bad):
    retried = again(failed_run(loops(), bad), loops(), "ask", bad)
    retried.play()

    outer = retried.last("outer").output
    said = [result["said"] for results in outer["results"] for result in results["results"]]
    assert said == [0, 1, 10, 11, 20, 21]


def test_without_an_iteration_the_first_unfinished_place_counts():
    run = failed_run(loops(), (1, 0))

    assert cut(run.records(), "ask", None).iteration == (1, 0)
    retried = again(run, loops(), "ask")
    retried.play()
    assert places(retried)[0] == "ask[1,0]"


def test_a_step_that_succeeded_everywhere_is_cut_at_its_first_place():
    run = failed_run(loops())

    assert cut(run.records(), "seen", None).iteration == (0, 0)
    assert cut(run.records(), "first", None).iteration == ()


def test_a_step_that_the_run_never_came_to_is_no_place():
    run = failed_run(loops())

    assert cut(run.records(), "last", None) is None
    assert cut(run.records(), "ask", (2, 0)) is None


def test_from_an_earlier_step_on_everything_after_it_is_done_again():
    run = failed_run(loops())
    retried = again(run, loops(), "ask", (0, 1))
    retried.play()

    assert places(retried) == ["ask[0,1]", "ask[1,0]", "ask[1,1]", "ask[2,0]", "ask[2,1]", "last"]


def test_from_the_first_step_on_nothing_is_kept():
    run = failed_run(loops())
    first = cut(run.records(), "first", None)

    assert kept(run.records(), first, run.definition.by_id) == []


def test_a_step_put_into_the_loops_runs_only_where_they_were_not_complete():
    repaired = loops(do("extra", say="{{ o }}"))
    retried = again(failed_run(loops()), repaired, "ask", (1, 1))
    retried.play()

    # Iteration (1, 0) was complete and is kept whole; the outer iteration 0, too.
    assert places(retried) == ["extra[1,1]", "ask[1,1]", "extra[2,0]", "ask[2,0]", "extra[2,1]", "ask[2,1]", "last"]


def test_a_step_put_before_the_loops_runs():
    repaired = [do("new"), *loops()]
    retried = again(failed_run(loops()), repaired, "ask", (1, 1))
    retried.play()

    assert places(retried)[:2] == ["new", "ask[1,1]"]


def test_a_step_taken_out_leaves_no_record():
    run = failed_run(loops())
    repaired = loops()[1:]
    retried = again(run, repaired, "ask", (1, 1))

    assert "first" not in {record.step for record in retried.records()}
    retried.play()
    assert places(retried) == ["ask[1,1]", "ask[2,0]", "ask[2,1]", "last"]


def test_a_step_with_a_new_name_runs_where_the_loops_were_not_complete():
    retried = again(failed_run(loops()), loops(name="query"), "first")

    assert retried.play().failure is None


def test_what_failed_and_was_let_pass_stays_if_it_still_would_be():
    soft = do("soft", refused=True) | {"on_error": "continue"}
    run = failed_run([soft, do("bad", refused=True)])

    still = again(run, [soft, do("bad")], "bad")
    strict = again(run, [do("soft"), do("bad")], "bad")
    still.play(), strict.play()

    assert places(still) == ["bad"]
    assert places(strict) == ["soft", "bad"]


def test_an_item_whose_error_was_collected_stays_if_it_still_would_be():
    def steps(**options):
        loop = each("l", [0, 1], [do("a", refused="{{ item == inputs.bad }}")], **options)
        return [loop, do("b", refused="{{ inputs.bad == 0 }}")]

    run = Stage(define(steps(on_item_error="collect")), {"bad": 0})
    assert run.play().failure.step == "b"

    # The loop as a whole had succeeded: its result stands, whatever its option says now.
    for options in ({"on_item_error": "collect"}, {}):
        retried = again(run, steps(**options), "b", bad=9)
        retried.play()
        assert places(retried) == ["b"]
        assert retried.last("l").output["errors"][0]["index"] == 0


def test_attempts_that_failed_before_one_that_succeeded_go_and_it_stays():
    run = failed_run([do("a", fails=2), do("bad", refused=True)])

    retried = again(run, [do("a", fails=2), do("bad")], "bad")
    retried.play()

    assert [record.attempt for record in retried.records() if record.step == "a"] == [3]
    assert places(retried) == ["bad"]


def test_a_step_that_failed_has_all_its_attempts_again():
    run = failed_run([do("bad", fails=9)])
    retried = again(run, [do("bad", fails=2)], "bad")

    assert retried.play().failure is None
    assert [command.attempt for command in retried.performed] == [1, 2, 3]


def test_the_blocks_around_the_place_are_walked_again():
    steps = [if_("i", True, [try_("t", [do("a"), do("bad", refused="{{ inputs.bad }}")], [], [do("f")])])]
    steps[0]["then"][0]["catch"] = [set_("c", v="{{ inputs.nothing }}")]
    run = failed_run(steps, bad=(1,))
    retried = again(run, steps, "bad", bad=False)

    assert retried.play().failure is None
    assert places(retried) == ["bad", "f"]


def test_without_a_place_all_that_succeeded_stays():
    run = failed_run(loops())
    stay = kept(run.records(), None, run.definition.by_id)

    assert {record.status.value for record in stay} == {"succeeded"}
    assert len(stay) == len([record for record in run.records() if record.status.value == "succeeded"])


def test_a_retry_of_a_retry_keeps_what_both_did():
    run = failed_run(loops(), (0, 1))
    second = again(run, loops(), "ask", (0, 1), bad=[2, 0])
    assert second.play().failure.iteration == (2, 0)
    third = again(second, loops(), "ask", (2, 0))
    third.play()

    assert places(third) == ["ask[2,0]", "ask[2,1]", "last"]


def test_what_another_machine_did_with_its_clock_ahead_is_not_done_again():
    run = Stage(define([do("a"), do("b", fails=1), do("c", refused="{{ inputs.bad }}")]), {"bad": True})
    run.advance()
    run.clock -= timedelta(seconds=30)  # the next one's clock is behind
    assert run.play().failure.step == "c"
    retried = again(run, [do("a"), do("b"), do("c")], "c")
    retried.play()

    assert places(retried) == ["c"]
