"""Actions are tried as the policy says, with one key over all attempts, and never again when that would be wrong."""

import threading
import time

from tenants.scope import tenant_scope
from tests.engine_room import crank, look, play, publish, rows, run_to_end, start, steps_of
from tests.witness import Witness, failing, ok
from workflows.engine.cancel import cancel_run

QUICK = {"attempts": 3, "delay_seconds": 0.05, "backoff": "fixed"}


def call(url, name="call", method="POST", **more):
    return {"id": name, "type": "http.request", "with": {"method": method, "url": url} | more, "retry": QUICK}


def test_a_service_that_fails_twice_is_asked_three_times_with_one_key(cast):
    with Witness(failing(2, lambda call: ok({"booked": True}))) as shop:
        run = play(cast.alice, [call(shop.url + "/book")], output="{{ steps.call.body.booked }}")

        assert (run.status, run.output) == ("succeeded", True)
        assert steps_of(cast.alice, run.id) == [
            ("call", [], 1, "failed"),
            ("call", [], 2, "failed"),
            ("call", [], 3, "succeeded"),
        ]
        assert len(shop.keys()["/book"]) == 1


def test_a_refusal_is_not_repeated(cast):
    with Witness(lambda call: ok({"error": "no"}, 422)) as shop:
        run = play(cast.alice, [call(shop.url + "/book")])

        assert (run.status, run.error["step"]) == ("failed", "call")
        assert len(shop.calls) == 1


def test_retry_after_is_honoured(cast):
    def answer(call):
        return (429, {"Retry-After": "1"}, b"") if len(shop.calls) == 1 else ok({})

    with Witness(answer) as shop:
        play(cast.alice, [call(shop.url + "/x")])

        assert 0.95 <= shop.calls[1]["at"] - shop.calls[0]["at"] < 5


def test_the_attempts_and_their_errors_stay_visible(cast):
    with Witness(lambda call: ok({}, 500)) as shop:
        run = play(cast.alice, [call(shop.url + "/x")])

        attempts = rows(cast.alice, run.id)
        assert [row.attempt for row in attempts] == [1, 2, 3]
        assert all(row.error["code"] and row.error["message"] for row in attempts)
        assert run.error["code"] == attempts[-1].error["code"]


def test_a_retry_waits_as_a_row_and_not_in_a_worker(cast):
    with Witness(failing(1, lambda call: ok({}))) as shop:
        slow = call(shop.url + "/x") | {"retry": {"attempts": 2, "delay_seconds": 3600, "jitter": False}}
        run_id = start(cast.alice, publish(cast.alice, [slow]))
        crank()
        crank()

        assert look(cast.alice, run_id).status == "waiting"
        assert len(shop.calls) == 1


def test_cancelling_a_waiting_run_ends_it_at_once(cast):
    run_id = start(cast.alice, publish(cast.alice, [{"id": "w", "type": "wait", "with": {"seconds": 3600}}]))
    crank()

    with tenant_scope(cast.alice.tenant.pk):
        run = cancel_run(run_id)

    assert run.status == "cancelled"
    assert steps_of(cast.alice, run_id) == [("w", [], 1, "cancelled")]


def test_cancelling_a_running_step_stops_it_and_starts_no_other(cast):
    gate = threading.Event()

    def answer(call):
        gate.wait(20)
        return ok({})

    with Witness(answer) as shop:
        steps = [call(shop.url + "/slow"), call(shop.url + "/next", "after")]
        run_id = start(cast.alice, publish(cast.alice, steps))
        engine = threading.Thread(target=crank)
        engine.start()
        while not shop.calls:
            time.sleep(0.01)
        with tenant_scope(cast.alice.tenant.pk):
            cancel_run(run_id)
        run = run_to_end(cast.alice, run_id)
        gate.set()
        engine.join()

        assert run.status == "cancelled"
        assert [seen["path"] for seen in shop.calls] == ["/slow"]
        assert steps_of(cast.alice, run_id)[0][3] in ("unknown", "cancelled")
