"""Two that hold one branch, a database that goes away, a cancel in between: what must hold all the same."""

import os
import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import psycopg
import pytest

from tenants.scope import tenant_scope
from tests.engine_room import crank, look, publish, rows, run_to_end, start, steps_of, worker
from tests.integration.engine.test_actions import call
from tests.integration.engine.test_leases import STEPS, checkpoint, crankless_dispatch, expire, lease_of, sql
from tests.integration.engine.test_schedules import fires, late, scheduled
from tests.witness import Witness
from workflows.engine import advance as advancing
from workflows.engine import definitions, rescue, schedules
from workflows.engine import record as recording
from workflows.engine.cancel import cancel_run
from workflows.engine.claim import claim
from workflows.engine.perform import fits
from workflows.engine.record import Answer, Checkpoint, land
from workflows.engine.schedules import fire_due
from workflows.engine.worker import Worker
from workflows.lifecycle.outcome import Done, Finished
from workflows.lifecycle.states import RunStatus

AWAY = psycopg.OperationalError("the database is away")


def heir_of(run_id, lease):
    """Return the lease of the one who takes over after `lease` ran out."""
    expire(run_id)
    rescue.sweep()
    sql("UPDATE work_item SET queue = 'std', state = 'dispatched', dispatched_at = now() WHERE run_id = %s", run_id)
    heir = next(found for found in claim("std", "heir:x:1", 500) if found.claimed.run_id == run_id)
    assert heir.claimed.fence > lease.claimed.fence
    return heir


def never():
    return False


# --- two holders in one process: it was paused, lost its lease, and claimed the branch again -------------------------


def test_a_zombie_writes_nothing_in_the_flush_of_its_own_heir(cast):
    run_id, zombie = lease_of(cast.alice)
    heir = heir_of(run_id, zombie)
    late_end, going_on = checkpoint(zombie, Finished(RunStatus.FAILED)), Checkpoint(heir, [], at=datetime.now(UTC))

    land([late_end, going_on])

    assert (late_end.answer.result(), going_on.answer.result()) == (Answer.LEASE_LOST, Answer.LANDED)
    assert steps_of(cast.alice, run_id) == []
    assert look(cast.alice, run_id).status == "running"
    expire(run_id)


def test_the_heartbeat_tells_the_zombie_and_not_the_heir(cast):
    run_id, zombie = lease_of(cast.alice)
    heir = heir_of(run_id, zombie)
    holder = Worker("heir:x:1", threads=1)
    holder.active = {zombie, heir}

    holder.renew()
    holder.active = set()

    assert (zombie.lost.is_set(), heir.lost.is_set()) == (True, False)
    expire(run_id)


# --- poison ----------------------------------------------------------------------------------------------------------


def test_a_step_that_kills_its_worker_each_time_it_begins_is_held(cast):
    """To begin a step is no progress: a count that starts anew with each beginning never gets to five."""
    run_id, lease = lease_of(cast.alice)
    for _ in range(rescue.MOST_CRASHES + 1):
        begun = Checkpoint(lease, [], at=datetime.now(UTC), step_deadline=datetime.now(UTC) + timedelta(seconds=60))
        assert worker().recorder.record(begun) is Answer.LANDED
        expire(run_id)
        rescue.sweep()
        if look(cast.alice, run_id).status == "held":
            return
        sql("UPDATE work_item SET state = 'dispatched', dispatched_at = now() WHERE run_id = %s", run_id)
        lease = next(found for found in claim("isolate", "next:x:1", 50) if found.claimed.run_id == run_id)
    raise AssertionError(f"still {look(cast.alice, run_id).status} after {rescue.MOST_CRASHES + 1} crashes")


def test_a_step_that_ends_is_progress(cast):
    run_id, lease = lease_of(cast.alice)
    sql("UPDATE work_item SET crashes = 4 WHERE run_id = %s", run_id)

    worker().recorder.record(checkpoint(lease))

    assert sql("SELECT crashes FROM work_item WHERE run_id = %s", run_id) == [(0,)]
    expire(run_id)


# --- neighbours in one flush -----------------------------------------------------------------------------------------


def test_a_value_that_is_no_json_fails_its_own_run_only(cast):
    _, good = lease_of(cast.alice)
    bad_id, bad = lease_of(cast.charlie)
    wrong, right = checkpoint(bad), checkpoint(good, Finished(RunStatus.SUCCEEDED))
    wrong.records[0].output = 2**80

    land([wrong, right])

    assert right.answer.result() is Answer.LANDED
    with pytest.raises(TypeError):
        wrong.answer.result()
    expire(bad_id)


# --- the database goes away ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [AWAY, psycopg.InterfaceError("the connection is closed")])
def test_a_run_does_not_fail_because_the_database_was_away(cast, monkeypatch, error):
    run_id, lease = lease_of(cast.alice)

    def away(claim):
        raise error

    monkeypatch.setattr(advancing, "prepare", away)
    with pytest.raises(type(error)):
        advancing.advance(lease, worker().recorder, must_yield=never)
    monkeypatch.undo()

    assert look(cast.alice, run_id).status == "queued"
    expire(run_id)
    rescue.sweep()
    assert run_to_end(cast.alice, run_id).status == "succeeded"


def test_a_run_does_not_fail_because_its_checkpoint_found_no_database(cast, monkeypatch):
    run_id, lease = lease_of(cast.alice)
    ends = []

    def record(checkpoint):
        ends.append(checkpoint.ending)
        raise AWAY

    with pytest.raises(psycopg.OperationalError):
        advancing.advance(lease, SimpleNamespace(record=record), must_yield=never)

    assert [ending.status for ending in ends] == ["succeeded"]  # and no second one that fails the run
    expire(run_id)


def test_a_long_outage_is_waited_for_once_and_not_for_each_checkpoint(cast, monkeypatch):
    leases = [lease_of(cast.alice) for _ in range(3)]
    batch = [checkpoint(lease) for _, lease in leases]
    monkeypatch.setattr(recording, "PATIENCE_SECONDS", 0.2)
    tries = []

    def away(checkpoints):
        tries.append(len(checkpoints))
        raise AWAY

    monkeypatch.setattr(recording, "flush_once", away)
    land(batch)

    assert set(tries) == {3}
    for item in batch:
        with pytest.raises(psycopg.OperationalError):
            item.answer.result()
    for run_id, _ in leases:
        expire(run_id)


def test_a_commit_that_failed_is_done_again_in_full(cast, monkeypatch):
    run_id, lease = lease_of(cast.alice)
    failures = [AWAY]

    def reach(point):
        if point == "record.before_commit" and failures:
            raise failures.pop()

    monkeypatch.setattr(recording, "reach", reach)
    begun = checkpoint(lease)
    land([begun])

    assert begun.answer.result() is Answer.LANDED
    run = look(cast.alice, run_id)
    assert (run.status, run.started_at) == ("running", begun.at)
    expire(run_id)


def test_a_commit_whose_answer_got_lost_is_done_twice_without_harm(cast, monkeypatch):
    run_id, lease = lease_of(cast.alice)
    failures = [AWAY]

    def reach(point):
        if point == "record.after_commit" and failures:
            raise failures.pop()

    monkeypatch.setattr(recording, "reach", reach)
    begun = checkpoint(lease)
    land([begun])

    assert begun.answer.result() is Answer.LANDED
    assert steps_of(cast.alice, run_id) == [("a", [], 1, "succeeded")]
    expire(run_id)


# --- what a run sees does not change between its walks ---------------------------------------------------------------


def test_a_run_sees_one_start_before_and_after_a_wait(cast):
    at = {"at": "{{ run.started_at }}"}
    steps = [{"id": "a", "type": "set", "with": at}, {"id": "w", "type": "wait", "with": {"seconds": 0.05}}]
    steps.append({"id": "b", "type": "set", "with": at})
    run_id = start(cast.alice, publish(cast.alice, steps, output=["{{ steps.a.at }}", "{{ steps.b.at }}"]))
    time.sleep(0.05)

    first, second = run_to_end(cast.alice, run_id).output

    assert first == second


def test_an_output_is_seen_as_it_is_stored():
    command = SimpleNamespace(step=SimpleNamespace(type="test.do", pointer="/steps/0"))

    assert fits({"at": datetime(2027, 1, 1, tzinfo=UTC), "pair": (1, 2)}, command) == Done(
        {"at": "2027-01-01T00:00:00+00:00", "pair": [1, 2]}
    )


# --- cancel ----------------------------------------------------------------------------------------------------------


def cancel(person, run_id):
    with tenant_scope(person.tenant.pk):
        return cancel_run(run_id)


def test_a_step_that_was_never_begun_is_cancelled_and_not_unknown(cast):
    with Witness() as shop:
        run_id, lease = lease_of(cast.alice, publish(cast.alice, [call(shop.url + "/pay")]))
        cancel(cast.alice, run_id)

        advancing.advance(lease, worker().recorder, must_yield=never)

        assert look(cast.alice, run_id).status == "cancelled"
        assert steps_of(cast.alice, run_id) == [("call", [], 1, "cancelled")]
        assert shop.calls == []


def test_a_step_begun_by_a_dead_worker_stays_unknown_when_cancelled(cast, monkeypatch):
    run_id, lease = lease_of(cast.alice, publish(cast.alice, [call("http://127.0.0.1:1/pay")]))
    monkeypatch.setattr(advancing, "perform", dying)
    with pytest.raises(SystemExit):
        advancing.advance(lease, worker().recorder, must_yield=never)
    heir = heir_of(run_id, lease)
    cancel(cast.alice, run_id)

    advancing.advance(heir, worker().recorder, must_yield=never)

    assert look(cast.alice, run_id).status == "cancelled"
    assert steps_of(cast.alice, run_id) == [("call", [], 1, "unknown")]


def dying(command, lease):
    raise SystemExit


def test_a_step_that_ended_while_it_was_cancelled_keeps_its_result(cast, monkeypatch):
    steps = [call("http://127.0.0.1:1/pay"), call("http://127.0.0.1:1/next", "after")]
    run_id, lease = lease_of(cast.alice, publish(cast.alice, steps))

    def perform(command, held):
        cancel(cast.alice, run_id)
        held.cancelled.set()
        return Done({"paid": True})

    monkeypatch.setattr(advancing, "perform", perform)
    advancing.advance(lease, worker().recorder, must_yield=never)

    assert look(cast.alice, run_id).status == "cancelled"
    assert [(row.step, row.status, row.output) for row in rows(cast.alice, run_id)] == [
        ("call", "succeeded", {"paid": True})
    ]


@pytest.mark.parametrize("seconds", [0.0, 3600.0])
def test_a_cancel_meets_a_branch_that_begins_to_wait(cast, seconds):
    """The branch is in the queue, in the wait or on its way between them: each time the run ends."""
    for _ in range(5):
        run_id, lease = lease_of(
            cast.alice, publish(cast.alice, [{"id": "w", "type": "wait", "with": {"seconds": 60}}])
        )
        advancing.advance(lease, worker().recorder, must_yield=never)
        sql("UPDATE wait SET wake_at = now() + make_interval(secs => %s) WHERE run_id = %s", seconds, run_id)
        crank()
        cancel(cast.alice, run_id)

        assert run_to_end(cast.alice, run_id).status in ("cancelled", "succeeded")
        left = (
            "SELECT (SELECT count(*) FROM work_item WHERE run_id = %s) + (SELECT count(*) FROM wait WHERE run_id = %s)"
        )
        assert sql(left, run_id, run_id) == [(0,)]


# --- an end leaves nothing open --------------------------------------------------------------------------------------


def test_no_step_of_an_ended_run_is_left_running(cast):
    end = {"id": "end", "type": "stop", "with": {"status": "succeeded"}}
    inside = {"id": "inside", "type": "if", "with": {"condition": True}, "then": [end]}
    stopped = run_to_end(cast.alice, start(cast.alice, publish(cast.alice, [inside])))
    pause = {"id": "pause", "type": "wait", "with": {"seconds": 3600}}
    version = publish(cast.alice, [inside | {"then": [pause]}], settings={"timeout_seconds": 1})
    timed_out = run_to_end(cast.alice, start(cast.alice, version))

    assert [row[3] for row in steps_of(cast.alice, stopped.id)] == ["succeeded", "succeeded"]
    assert (timed_out.status, timed_out.error["code"]) == ("failed", "run_timeout")
    assert [row[3] for row in steps_of(cast.alice, timed_out.id)] == ["cancelled", "cancelled"]


def test_a_run_that_the_platform_cannot_go_on_with_leaves_no_step_running(cast, monkeypatch):
    run_id, lease = lease_of(cast.alice, publish(cast.alice, [call("http://127.0.0.1:1/pay")]))

    def broken(command, held):
        raise ZeroDivisionError

    monkeypatch.setattr(advancing, "perform", broken)
    advancing.advance(lease, worker().recorder, must_yield=never)

    assert look(cast.alice, run_id).error["code"] == "engine_error"
    assert steps_of(cast.alice, run_id) == [("call", [], 1, "unknown")]


# --- schedules -------------------------------------------------------------------------------------------------------


def test_a_schedule_that_breaks_does_not_stop_the_others(cast, monkeypatch):
    broken, whole = scheduled(cast.alice), scheduled(cast.charlie)
    late(broken, 1)
    instant = late(whole, 0)
    known = schedules.definition_of

    def definition_of(version_id):
        if version_id == broken.version_id:
            raise ValueError("a document of a later release")
        return known(version_id)

    monkeypatch.setattr(schedules, "definition_of", definition_of)
    fire_due()

    assert fires(cast.charlie, whole) == [(instant, "started")]
    assert fires(cast.alice, broken) == []
    sql("UPDATE workflows_schedule SET enabled = false WHERE id = %s", broken.pk)


def test_what_nobody_holds_any_more_is_not_in_the_way(cast):
    run_id = start(cast.alice, publish(cast.alice, STEPS))
    crankless_dispatch()

    assert run_to_end(cast.alice, run_id).status == "succeeded"


# --- forks -----------------------------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_child_forked_while_a_thread_looks_up_a_definition_is_not_stuck():
    with definitions._lock:
        pid = os.fork()
        if pid == 0:
            os._exit(0 if definitions._lock.acquire(timeout=2) else 1)

    assert os.waitpid(pid, 0)[1] == 0
