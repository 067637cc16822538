"""A lease is held by one worker; who lost it writes nothing; what nobody holds is found again."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from tenants.scope import tenant_scope
from tests.engine_room import crank, look, publish, run_to_end, start, steps_of, worker
from tests.integration.engine.test_actions import call
from tests.witness import Witness, ok
from workflows.engine import rescue
from workflows.engine.claim import claim
from workflows.engine.database import transaction
from workflows.engine.dispatch import dispatch
from workflows.engine.record import Answer, Checkpoint
from workflows.lifecycle.history import StepRecord
from workflows.lifecycle.outcome import Finished
from workflows.lifecycle.states import RunStatus, StepStatus
from workflows.models import StepRun, WorkItem

STEPS = [{"id": "a", "type": "set", "with": {"v": 1}}]


def sql(statement, *values):
    """Run a statement as the engine's login; returns its rows, if any."""
    with transaction() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def lease_of(person, version=None):
    """Return the lease of a fresh run, claimed by somebody else than the test's worker."""
    run_id = start(person, version or publish(person, STEPS))
    crankless_dispatch()
    return run_id, next(lease for lease in claim("std", "somebody:else:1", 500) if lease.claimed.run_id == run_id)


def crankless_dispatch():
    while dispatch("std", 100):
        pass


def expire(run_id):
    sql("UPDATE work_item SET lease_until = now() - interval '1 second' WHERE run_id = %s", run_id)


def checkpoint(lease, ending=None):
    at = datetime.now(UTC)
    record = StepRecord(lease.claimed.run_id, "a", "set", (), 1, StepStatus.SUCCEEDED, at, at, output={"v": 1})
    return Checkpoint(lease, [record], at=at, ending=ending)


def test_a_lost_lease_writes_nothing(cast):
    run_id, lease = lease_of(cast.alice)
    expire(run_id)
    rescue.sweep()

    answer = worker().recorder.record(checkpoint(lease, Finished(RunStatus.SUCCEEDED, output="zombie")))

    assert answer is Answer.LEASE_LOST
    assert steps_of(cast.alice, run_id) == []
    assert run_to_end(cast.alice, run_id).output is None


def test_a_holder_that_is_still_fenced_in_after_a_wait(cast):
    """The fence goes on rising through a wait: an old holder can not write to the branch that woke."""
    steps = [{"id": "w", "type": "wait", "with": {"seconds": 0.1}}, *STEPS]
    run_id, lease = lease_of(cast.alice, publish(cast.alice, steps))
    expire(run_id)
    rescue.sweep()
    crank(0.5)

    assert worker().recorder.record(checkpoint(lease)) is Answer.LEASE_LOST


def test_one_dispatched_branch_is_claimed_once_by_many(cast):
    ids = [start(cast.alice, publish(cast.alice, STEPS)) for _ in range(3)]
    crankless_dispatch()

    with ThreadPoolExecutor(8) as pool:
        claims = [lease for leases in pool.map(lambda i: claim("std", f"w:x:{i}", 10), range(8)) for lease in leases]

    mine = [lease.claimed.run_id for lease in claims if lease.claimed.run_id in ids]
    assert sorted(mine) == sorted(ids)
    for lease in claims:
        expire(lease.claimed.run_id)


def test_what_nobody_claims_is_dispatched_again(cast):
    run_id = start(cast.alice, publish(cast.alice, STEPS))
    crankless_dispatch()
    sql("UPDATE work_item SET dispatched_at = now() - interval '20 seconds' WHERE run_id = %s", run_id)

    assert rescue.sweep().redispatched >= 1
    assert run_to_end(cast.alice, run_id).status == "succeeded"


def test_leases_of_a_worker_known_to_be_dead_end_at_once(cast):
    run_id, _ = lease_of(cast.alice)

    rescue.sweep(["somebody:else:1"])

    assert run_to_end(cast.alice, run_id).status == "succeeded"


def test_work_that_crashes_five_workers_alone_is_held(cast):
    run_id, _ = lease_of(cast.alice)
    for _ in range(rescue.MOST_CRASHES + 1):
        sql(
            "UPDATE work_item SET state = 'leased', lease_owner = 'x', lease_until = now() - interval '1 s' "
            "WHERE run_id = %s",
            run_id,
        )
        rescue.sweep()

    run = look(cast.alice, run_id)
    assert (run.status, bool(run.held_reason)) == ("held", True)


def test_the_limit_of_a_tenant_holds_under_many_dispatchers(cast):
    version = publish(cast.alice, STEPS)
    sql("UPDATE tenant_queue SET max_running = 3 WHERE tenant_id = %s", cast.alice.tenant.pk)
    ids = [start(cast.alice, version) for _ in range(12)]

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: dispatch("std", 100), range(16)))

    with tenant_scope(cast.alice.tenant.pk):
        assert WorkItem.objects.filter(state="dispatched").count() == 3
    assert all(run_to_end(cast.alice, run_id).status == "succeeded" for run_id in ids)


def test_a_checkpoint_that_the_database_refuses_does_not_spoil_its_neighbours(cast):
    _, good = lease_of(cast.alice)
    bad_id, bad = lease_of(cast.bob)
    wrong = checkpoint(bad)
    wrong.records[0].attempt = 99_999  # beyond a smallint
    right = checkpoint(good, Finished(RunStatus.SUCCEEDED))

    with ThreadPoolExecutor(2) as pool:
        refused = pool.submit(worker().recorder.record, wrong)
        landed = pool.submit(worker().recorder.record, right)

        with pytest.raises(Exception, match=r"smallint|range"):
            refused.result()
        assert landed.result() is Answer.LANDED
    expire(bad_id)


def test_an_at_most_once_step_whose_worker_died_is_never_repeated_unasked(cast):
    gate, began = threading.Event(), threading.Event()

    def answer(call):
        began.set()
        gate.wait(20)
        return ok({})

    with Witness(answer) as bank:
        step = call(bank.url + "/pay", effect="at_most_once")
        run_id = start(cast.alice, publish(cast.alice, [step]))
        zombie = threading.Thread(target=crank)
        zombie.start()
        assert began.wait(10)
        expire(run_id)
        rescue.sweep()
        look_until_held(cast.alice, run_id)
        gate.set()
        zombie.join()

        assert steps_of(cast.alice, run_id) == [("call", [], 1, "unknown")]
        assert len(bank.calls) == 1


def look_until_held(person, run_id):
    from workflows.engine.worker import Worker

    other = Worker("test:other:1", threads=2)
    for _ in range(100):
        other.drive()
        if look(person, run_id).status == "held":
            return
    raise AssertionError(look(person, run_id).status)


def test_an_end_state_never_changes(cast):
    run_id = start(cast.alice, publish(cast.alice, STEPS))
    run_to_end(cast.alice, run_id)

    with pytest.raises(Exception, match="final"):
        sql("UPDATE run SET status = 'failed' WHERE id = %s", run_id)
    with pytest.raises(Exception, match="final"):
        sql("UPDATE step_run SET output = '{}' WHERE run_id = %s", run_id)
    with tenant_scope(cast.alice.tenant.pk):
        assert StepRun.objects.get(run_id=run_id).output == {"v": 1}
