"""Find runs, and look at one."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.integration.api.client import NOWHERE, make_run, make_workflow
from tests.integration.authoring.documents import document

FAILURE = {
    "code": "value_missing",
    "message": "steps.stock.body has no field 'quantity'.",
    "step": "stock",
    "pointer": "/steps/0/with/x",
    "hint": "Use default(…).",
    "iteration": [],
    "details": {"internal": 1},
}


def ids(answer):
    return [row["id"] for row in answer.body["results"]]


@pytest.fixture
def runs(cast, workflow):
    """Four runs: succeeded, failed and labelled, held, queued; made in this order."""
    fields = [
        {"status": "succeeded"},
        {"status": "failed", "labels": ["vip", "eu"]},
        {"status": "held"},
        {"status": "queued"},
    ]
    return [str(make_run(cast.alice, workflow, **given).pk) for given in fields]


def test_a_run_is_shown_whole(alice, cast, workflow):
    parent, old = (make_run(cast.alice, workflow).pk for _ in range(2))
    run = make_run(
        cast.alice,
        workflow,
        status="failed",
        error=FAILURE,
        trigger_id="shop",
        trigger_type="webhook",
        trigger={"body": {"private": 1}},
        inputs={"z": 1, "a": [None, 1.5]},
        output=None,
        labels=["vip"],
        retry_of=old,
        parent=parent,
        created_at=datetime(2027, 3, 1, 7, 30, tzinfo=UTC),
        started_at=datetime(2027, 3, 1, 7, 30, 0, 125_000, tzinfo=UTC),
        finished_at=datetime(2027, 3, 1, 7, 31, tzinfo=UTC),
    )

    shown = alice.get(f"runs/{run.pk}")

    assert shown.status == 200
    assert shown.body == {
        "id": str(run.pk),
        "workflow": str(workflow.pk),
        "version": 1,
        "status": "failed",
        "trigger": {"id": "shop", "type": "webhook"},
        "inputs": {"z": 1, "a": [None, 1.5]},
        "output": None,
        "error": {name: FAILURE[name] for name in ("code", "message", "step", "pointer", "hint")},
        "labels": ["vip"],
        "retry_of": str(old),
        "parent": str(parent),
        "held_reason": None,
        "created_at": "2027-03-01T07:30:00Z",
        "started_at": "2027-03-01T07:30:00.125000Z",
        "finished_at": "2027-03-01T07:31:00Z",
    }


@pytest.mark.parametrize("output", [None, 0, False, "", "text", [], {}, {"a": {"b": 1}}])
def test_an_output_is_shown_as_it_is(alice, cast, workflow, output):
    run = make_run(cast.alice, workflow, output=output)

    assert alice.get(f"runs/{run.pk}").body["output"] == output


@pytest.mark.parametrize("run_id", [NOWHERE, "1", "not-a-uuid", "1%20OR%201=1", "%00", "..%2F..%2Fx", NOWHERE.upper()])
def test_an_unknown_run_is_not_found(alice, run_id):
    for method, tail in [("GET", ""), ("GET", "/steps"), ("POST", "/cancel"), ("POST", "/retry")]:
        assert alice.call(method, f"runs/{run_id}{tail}").problem == (404, "not_found", "")


def test_runs_are_listed_newest_first_in_pages(alice, runs):
    first = alice.get("runs?limit=3")
    second = alice.get(first.body["next"])

    assert ids(first) + ids(second) == runs[::-1]
    assert second.body["next"] is None
    assert ids(alice.get(second.body["previous"])) == ids(first)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", [3, 2, 1, 0]),
        ("status=failed", [1]),
        ("status=failed&status=held", [2, 1]),
        ("status=failed,held,queued", [3, 2, 1]),
        ("status=failed,held&status=succeeded", [2, 1, 0]),
        ("status=cancelled", []),
        ("label=vip", [1]),
        ("label=v", []),
        ("label=vip&status=queued", []),
        (f"workflow={NOWHERE}", []),
        ("since=2020-01-01T00:00:00Z", [3, 2, 1, 0]),
        ("since=2020-01-01T00:00:00%2B02:00&label=eu", [1]),
        ("since=9999-12-31T23:59:59Z", []),
    ],
)
def test_a_filter_keeps_the_runs_that_fit(alice, runs, query, wanted):
    assert ids(alice.get(f"runs?{query}")) == [runs[i] for i in wanted]


def test_a_filter_of_a_workflow_keeps_its_runs(alice, cast, runs):
    other = make_workflow(cast.alice, document("Other"))
    run = make_run(cast.alice, other)

    assert ids(alice.get(f"runs?workflow={other.pk}")) == [str(run.pk)]


def test_since_is_the_instant_a_run_was_created_itself_included(alice, cast, workflow):
    moment = datetime.now(UTC).replace(microsecond=0)
    old, exact, new = (
        str(make_run(cast.alice, workflow, created_at=moment + timedelta(seconds=seconds)).pk) for seconds in (-1, 0, 1)
    )

    assert ids(alice.get(f"runs?since={moment:%Y-%m-%dT%H:%M:%SZ}")) == [new, exact]
    assert old in ids(alice.get("runs"))


def test_the_next_page_keeps_every_filter(alice, runs):
    first = alice.get("runs?status=failed&status=held&status=queued&limit=2")

    assert ids(first) + ids(alice.get(first.body["next"])) == [runs[3], runs[2], runs[1]]


@pytest.mark.parametrize(
    ("query", "code", "pointer"),
    [
        ("ordering=tenant__secret", "unknown_field", "?ordering"),
        ("filter[a.b__in]=1", "unknown_field", "?filter[a.b__in]"),
        ("fields=password", "unknown_field", "?fields"),
        ("tenant_id=1", "unknown_field", "?tenant_id"),
        ("status__in=failed", "unknown_field", "?status__in"),
        ("status=unheard", "invalid_choice", "/status/0"),
        ("status=", "invalid_choice", "/status/0"),
        ("status=failed,", "invalid_choice", "/status/1"),
        ("workflow=1", "field_invalid", "/workflow"),
        ("workflow=' OR 1=1", "field_invalid", "/workflow"),
        ("since=2027-02-30", "invalid_datetime", "/since"),
        ("since=2027-03-28T02:30", "invalid_datetime", "/since"),
        ("since=10000-01-01T00:00:00Z", "invalid_datetime", "/since"),
        ("since=0001-01-01T00:00:00%2B14:00", "invalid_datetime", "/since"),
        ("since=yesterday", "invalid_datetime", "/since"),
        ("label=%00", "null_characters_not_allowed", "/label"),
        (f"label={'a' * 61}", "max_length", "/label"),
        ("limit=-1", "invalid_page", ""),
        ("limit=0", "invalid_page", ""),
        ("limit=201", "invalid_page", ""),
        ("limit=1e9", "invalid_page", ""),
        ("offset=1000000000000", "invalid_page", ""),
        ("cursor=nonsense", "invalid_page", ""),
        ("cursor=%00", "invalid_page", ""),
    ],
)
def test_what_no_list_knows_is_refused(alice, runs, query, code, pointer):
    refused = alice.get(f"runs?{query}")

    assert (refused.problem, refused.body["hint"] != "" or code not in ("unknown_field", "invalid_datetime")) == (
        (400, code, pointer),
        True,
    )


@pytest.mark.parametrize("count", [1, 12])
def test_a_list_of_runs_costs_the_same_queries_whatever_its_length(alice, cast, workflow, count, own_queries):
    for _ in range(count):
        make_run(cast.alice, workflow)

    queries = own_queries(alice, "runs")

    assert len(queries) == 1  # runs with their versions' numbers
    assert "definition" not in queries[0]


def test_a_run_costs_one_query_beside_the_key(alice, cast, workflow, own_queries):
    run = make_run(cast.alice, workflow)

    assert len(own_queries(alice, f"runs/{run.pk}")) == 1
