"""What the sender hears: accepted at once, or the run's own result when it ends in time."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import connection

from tests.engine_room import crank
from tests.integration.webhook.hook import OPEN, make_hook

WAITING = OPEN | {"respond": "when_finished", "timeout_seconds": 20}


@contextmanager
def sending(hook, *args, **kwargs):
    """Send a delivery in a thread; give its future."""

    def send():
        try:
            return hook.post(*args, **kwargs)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(send)


def answered(hook, body=None, **headers):
    """Return the answer to a delivery, with the engine at work meanwhile."""
    with sending(hook, body, **headers) as future:
        give_up = time.monotonic() + 20
        while not future.done():
            assert time.monotonic() < give_up
            crank(0.02)
        return future.result()


def test_accepted_is_answered_at_once_with_the_run():
    hook = make_hook()

    answer = hook.post({"n": 1})

    run = hook.runs()[0]
    assert answer.status_code == 202
    assert answer.json() == {"run_id": str(run.pk), "status": "queued"}
    assert answer["X-Run-Id"] == str(run.pk)
    assert run.status == "queued"


@pytest.mark.parametrize("output", [{"sum": "{{ inputs.n + 1 }}"}, "{{ [inputs.n] }}", "{{ inputs.n }}", None])
def test_the_output_of_a_run_that_succeeds_is_the_answer(output):
    hook = make_hook(WAITING, **({} if output is None else {"output": output}))

    answer = answered(hook, {"n": 41})

    run = hook.runs()[0]
    assert (answer.status_code, answer["X-Run-Id"]) == (200, str(run.pk))
    assert answer.json() == run.output
    if output is not None:
        assert answer.json() in ({"sum": 42}, [41], 41)


def test_a_run_that_fails_is_a_problem_with_its_cause():
    wrong = {"id": "divide", "type": "set", "with": {"x": "{{ 1 / inputs.n }}"}}
    hook = make_hook(WAITING, steps=[wrong])

    answer = answered(hook, {"n": 0})

    problem, run = answer.json(), hook.runs()[0]
    assert (answer.status_code, problem["code"]) == (500, "run_failed")
    assert answer["Content-Type"] == "application/problem+json"
    assert (problem["run_id"], answer["X-Run-Id"]) == (str(run.pk), str(run.pk))
    assert problem["error"] == {"code": run.error["code"], "step": "divide"}
    assert problem["detail"].startswith("The run failed: ")


def test_a_run_stopped_as_failed_tells_its_message():
    stop = {"id": "end", "type": "stop", "with": {"status": "failed", "message": "Out of stock: {{ inputs.sku }}"}}
    hook = make_hook(WAITING, steps=[stop])

    problem = answered(hook, {"sku": "B-1"}).json()

    assert (problem["code"], problem["detail"]) == ("run_failed", "The run failed: Out of stock: B-1")


def test_a_cancelled_run_says_so():
    hook = make_hook(WAITING)

    with sending(hook, {}) as future:
        run = first_run(hook)
        cancel(hook, run)
        crank(0.1)
        answer = future.result(20)

    assert (answer.status_code, answer.json()["code"]) == (500, "run_cancelled")


def test_a_run_that_takes_longer_is_accepted_in_time():
    hook = make_hook(WAITING | {"timeout_seconds": 0.2})

    began = time.monotonic()
    answer = hook.post({})

    assert (answer.status_code, answer.json()["status"]) == (202, "queued")
    assert 0.15 < time.monotonic() - began < 5


def test_a_duplicate_never_waits():
    hook = make_hook(WAITING | {"timeout_seconds": 0.2})
    first = hook.post({}, webhook_id="a")

    began = time.monotonic()
    again = hook.post({}, webhook_id="a")

    assert time.monotonic() - began < 0.2
    assert again.json() == {"run_id": first.json()["run_id"], "duplicate": True}


def test_no_transaction_is_open_while_waiting():
    """A sender that waits must not keep rows locked or old versions of them alive."""
    hook = make_hook(WAITING | {"timeout_seconds": 1})

    with sending(hook, {}, webhook_id="a") as future:
        run = first_run(hook)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%%' "
                "AND datname = current_database() AND xact_start < now() - interval '200 milliseconds'"
            )
            assert cursor.fetchone() == (0,)
        future.result(10)

    assert run.status == "queued"


def first_run(hook):
    """Return the run that a delivery in another thread has started."""
    give_up = time.monotonic() + 10
    while not (runs := hook.runs()):
        assert time.monotonic() < give_up
        time.sleep(0.01)
    return runs[0]


def cancel(hook, run):
    from tenants.scope import tenant_scope
    from workflows.engine.cancel import cancel_run

    with tenant_scope(hook.owner.tenant.pk):
        cancel_run(run.pk)
