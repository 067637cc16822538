"""What a run did, step by step, without what is marked as sensitive."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.integration.api.client import make_run, make_step_run, make_workflow
from tests.integration.authoring.documents import SET, document

BEGAN = datetime(2027, 3, 1, 7, 30, tzinfo=UTC)
LOOP = {
    "id": "each",
    "type": "for_each",
    "with": {"items": [1, 2]},
    "steps": [{**SET, "id": "inner", "sensitive": True}],
}


def at(seconds):
    return BEGAN + timedelta(seconds=seconds)


@pytest.fixture
def run(cast):
    made = make_workflow(cast.alice, document(steps=[SET, {**SET, "id": "secret", "sensitive": True}, LOOP]))
    return make_run(cast.alice, made)


def test_an_attempt_is_shown_whole(alice, cast, run):
    error = {"code": "rate_limited", "message": "Too fast.", "hint": "Wait.", "details": {"status": 429}}
    row = make_step_run(
        cast.alice,
        run,
        step="note",
        iteration=[0, 3],
        attempt=2,
        status="failed",
        input={"x": 1},
        output=None,
        error=error,
        started_at=at(0),
        finished_at=at(1.5),
    )

    shown = alice.get(f"runs/{run.pk}/steps")

    assert (shown.status, set(shown.body)) == (200, {"results", "next", "previous"})
    assert shown.body["results"] == [
        {
            "id": str(row.pk),
            "step": "note",
            "type": "set",
            "iteration": [0, 3],
            "status": "failed",
            "attempt": 2,
            "input": {"x": 1},
            "output": None,
            "error": error,
            "started_at": "2027-03-01T07:30:00Z",
            "finished_at": "2027-03-01T07:30:01.500000Z",
        }
    ]


def test_attempts_come_in_order_of_execution_in_pages(alice, cast, run):
    for second in (4, 0, 3, 1, 2):
        make_step_run(cast.alice, run, iteration=[second], started_at=at(second))
    ties = [make_step_run(cast.alice, run, iteration=[i], started_at=at(9)) for i in (5, 6)]

    first = alice.get(f"runs/{run.pk}/steps?limit=4")
    second = alice.get(first.body["next"])

    rows = first.body["results"] + second.body["results"]
    assert [row["iteration"] for row in rows] == [[i] for i in range(7)]
    assert [row["id"] for row in rows[5:]] == [str(row.pk) for row in ties]
    assert second.body["next"] is None
    assert alice.get(second.body["previous"]).body["results"] == first.body["results"]


def test_the_engines_own_record_of_a_whole_iteration_is_not_shown(alice, cast, run):
    make_step_run(cast.alice, run, step="each", attempt=0, type="for_each")
    make_step_run(cast.alice, run, step="each", attempt=1, type="for_each")

    assert [row["attempt"] for row in alice.get(f"runs/{run.pk}/steps").body["results"]] == [1]


@pytest.mark.parametrize("step", ["secret", "inner"])
def test_input_and_output_of_a_sensitive_step_are_hidden(alice, cast, run, step):
    make_step_run(cast.alice, run, step=step, input={"iban": "DE02"}, output={"iban": "DE02"})
    make_step_run(cast.alice, run, step="note", input={"open": 1}, output=7)

    shown = {row["step"]: (row["input"], row["output"]) for row in alice.get(f"runs/{run.pk}/steps").body["results"]}

    assert shown == {step: ("[hidden]", "[hidden]"), "note": ({"open": 1}, 7)}


def test_what_a_sensitive_step_does_not_have_is_not_hidden_but_null(alice, cast, run):
    make_step_run(cast.alice, run, step="secret", status="running", input=None, output=None, finished_at=None)

    [row] = alice.get(f"runs/{run.pk}/steps").body["results"]

    assert (row["input"], row["output"], row["finished_at"]) == (None, None, None)


def test_steps_of_other_runs_are_not_shown(alice, cast, run, workflow):
    make_step_run(cast.alice, make_run(cast.alice, workflow))

    assert alice.get(f"runs/{run.pk}/steps").body["results"] == []


@pytest.mark.parametrize("count", [1, 15])
def test_a_list_of_steps_costs_the_same_queries_whatever_its_length(alice, cast, run, count, own_queries):
    for i in range(count):
        make_step_run(cast.alice, run, iteration=[i])
    alice.get(f"runs/{run.pk}/steps")

    queries = own_queries(alice, f"runs/{run.pk}/steps")

    assert len(queries) == 2  # the run with its version's number, its steps


@pytest.mark.parametrize("query", ["limit=0", "cursor=x", "cursor=WyJ4Il0:y"])
def test_a_page_of_steps_that_does_not_exist_is_refused(alice, run, query):
    assert alice.get(f"runs/{run.pk}/steps?{query}").problem == (400, "invalid_page", "")


def test_a_cursor_of_another_list_is_refused(alice, cast, run, workflow):
    for i in range(2):
        make_step_run(cast.alice, run, iteration=[i])
        make_run(cast.alice, workflow)
    cursor = alice.get("runs?limit=1").body["next"].partition("cursor=")[2]

    assert alice.get(f"runs/{run.pk}/steps?cursor={cursor}").problem == (400, "invalid_page", "")
