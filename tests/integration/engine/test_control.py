"""Steps of each kind do what the document says, and every attempt can be seen."""

from tests.engine_room import play, steps_of


def set_(name, **values):
    return {"id": name, "type": "set", "with": values}


def test_ten_set_steps_end_with_the_output(cast):
    steps = [set_("s0", n=1)] + [set_(f"s{i}", n=f"{{{{ steps.s{i - 1}.n + 1 }}}}") for i in range(1, 10)]

    run = play(cast.alice, steps, output={"n": "{{ steps.s9.n }}"})

    assert (run.status, run.output) == ("succeeded", {"n": 10})
    assert steps_of(cast.alice, run.id) == [(f"s{i}", [], 1, "succeeded") for i in range(10)]


def test_if_takes_one_way_and_gives_its_result(cast):
    steps = [
        {
            "id": "big",
            "type": "if",
            "with": {"condition": "{{ inputs.n > 10 }}"},
            "then": [set_("yes", size="big")],
            "else": [set_("no", size="small")],
        },
    ]

    run = play(cast.alice, steps, {"n": 3}, output="{{ steps.big }}")

    assert run.output == {"branch": "else", "result": {"size": "small"}}
    assert steps_of(cast.alice, run.id) == [("big", [], 1, "succeeded"), ("no", [], 1, "succeeded")]


def test_switch_takes_the_first_case_that_fits(cast):
    steps = [
        {
            "id": "by",
            "type": "switch",
            "with": {"value": "{{ inputs.land }}"},
            "cases": [
                {"name": "german", "equals": "de", "steps": [set_("a", text="Hallo")]},
                {"name": "long", "condition": "{{ len(inputs.land) > 2 }}", "steps": [set_("b", text="Hm")]},
            ],
            "default": [set_("c", text="Hello")],
        },
    ]

    outputs = [play(cast.alice, steps, {"land": land}, output="{{ steps.by }}").output for land in ("de", "xxx", "fr")]

    assert outputs == [
        {"branch": "german", "result": {"text": "Hallo"}},
        {"branch": "long", "result": {"text": "Hm"}},
        {"branch": "default", "result": {"text": "Hello"}},
    ]


def test_for_each_keeps_the_order_and_collects(cast):
    steps = [
        {
            "id": "each",
            "type": "for_each",
            "with": {"items": "{{ inputs.numbers }}", "as": "number", "collect": "{{ steps.twice.v + index }}"},
            "steps": [set_("twice", v="{{ number * 2 }}")],
        }
    ]

    run = play(cast.alice, steps, {"numbers": [5, 6, 7]}, output="{{ steps.each }}")

    assert run.output == {"results": [10, 13, 16], "errors": []}
    assert [row[:2] for row in steps_of(cast.alice, run.id)] == [
        ("each", []),
        ("twice", [0]),
        ("twice", [1]),
        ("twice", [2]),
    ]


def test_for_each_can_collect_errors_and_go_on(cast):
    steps = [
        {
            "id": "each",
            "type": "for_each",
            "with": {"items": [1, 0, 2], "on_item_error": "collect"},
            "steps": [set_("part", v="{{ 10 / item }}")],
        }
    ]

    run = play(cast.alice, steps, output="{{ steps.each }}")

    assert run.output["results"] == [{"v": 10.0}, None, {"v": 5.0}]
    assert [(error["index"], error["error"]["step"]) for error in run.output["errors"]] == [(1, "part")]


def test_try_catches_and_finally_always_runs(cast):
    steps = [
        {
            "id": "safe",
            "type": "try",
            "steps": [set_("bad", v="{{ inputs.nothing }}")],
            "catch": [set_("mend", code="{{ error.code }}", step="{{ error.step }}")],
            "finally": [set_("last", done=True)],
        }
    ]

    run = play(cast.alice, steps, output="{{ steps.safe }}")

    assert (run.output["ok"], run.output["result"]) == (False, {"code": "value_missing", "step": "bad"})
    assert steps_of(cast.alice, run.id)[-1] == ("last", [], 1, "succeeded")


def test_a_step_whose_when_is_false_is_skipped_and_gives_null(cast):
    steps = [set_("a", v=1) | {"when": "{{ false }}"}, set_("b", v="{{ steps.a == none }}")]

    run = play(cast.alice, [steps[0], set_("b", v="{{ default(steps.a, 'nothing') }}")], output="{{ steps.b }}")

    assert steps_of(cast.alice, run.id)[0] == ("a", [], 1, "skipped")
    assert run.status == "succeeded"


def test_on_error_continue_gives_the_error_as_output(cast):
    steps = [set_("a", v="{{ 1 / 0 }}") | {"on_error": "continue"}, set_("b", v="{{ steps.a.error.code }}")]

    run = play(cast.alice, steps, output="{{ steps.b.v }}")

    assert run.status == "succeeded"
    assert run.output in ("type_mismatch", "division_by_zero")


def test_stop_ends_the_run_as_it_says(cast):
    failed = play(cast.alice, [{"id": "end", "type": "stop", "with": {"status": "failed", "message": "No stock"}}])
    end = {"id": "end", "type": "stop", "with": {"status": "succeeded", "output": {"a": 1}}}
    done = play(
        cast.alice,
        [{"id": "enough", "type": "if", "with": {"condition": True}, "then": [end]}, set_("never", v=1)],
    )

    assert (failed.status, failed.error["code"], failed.error["message"]) == ("failed", "stopped", "No stock")
    assert (done.status, done.output) == ("succeeded", {"a": 1})
    assert [row[0] for row in steps_of(cast.alice, done.id)] == ["enough", "end"]


def test_a_failed_step_names_its_place_and_what_helps(cast):
    run = play(cast.alice, [set_("a", rows="{{ [{'total': 1}] }}"), set_("b", v="{{ steps.a.rows[0].totl }}")])

    assert run.status == "failed"
    assert (run.error["code"], run.error["step"], run.error["pointer"]) == ("value_missing", "b", "/steps/1/with/v")
    assert "total" in run.error["message"] + run.error["hint"]


def test_a_wait_holds_no_work_item_and_goes_on_in_time(cast):
    steps = [set_("a", v=1), {"id": "pause", "type": "wait", "with": {"seconds": 0.3}}, set_("b", v=2)]

    run = play(cast.alice, steps, output="{{ steps.pause.resumed_at }}")

    assert run.status == "succeeded"
    assert run.output.endswith("Z")
    assert [row[0] for row in steps_of(cast.alice, run.id)] == ["a", "pause", "b"]


def test_a_run_over_its_time_fails_with_run_timeout(cast):
    steps = [{"id": "pause", "type": "wait", "with": {"seconds": 3600}}]

    run = play(cast.alice, steps, settings={"timeout_seconds": 1})

    assert (run.status, run.error["code"]) == ("failed", "run_timeout")
