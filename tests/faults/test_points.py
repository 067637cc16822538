"""A process may die before and after each commit and effect: every run ends once, and effects keep their key."""

import signal

import pytest

from tests.faults.lab import Lab
from tests.witness import Witness
from workflows.engine.faults import POINTS

RUNS = 3
IN_SCHEDULES = [point for point in POINTS if point.startswith("schedule.")]
IN_RUNS = [(point, 1) for point in POINTS if point not in IN_SCHEDULES]
# Those that a run passes again and again are tried later in its life, too.
IN_RUNS += [(point, 3) for point in POINTS if point.startswith(("perform.", "record."))]


def document(url: str) -> dict:
    """Two effects with a wait between them."""

    def call(name: str) -> dict:
        return {
            "id": name,
            "type": "http.request",
            "with": {"method": "POST", "url": f"{url}/{{{{ run.id }}}}/{name}"},
            "retry": {"attempts": 5, "delay_seconds": 0.1},
        }

    steps = [
        {"id": "begin", "type": "set", "with": {"n": "{{ inputs.n }}"}},
        call("first"),
        {"id": "pause", "type": "wait", "with": {"seconds": 0.05}},
        call("second"),
    ]
    return {"schema": 1, "name": "Two effects", "steps": steps}


@pytest.mark.parametrize(("point", "nth"), IN_RUNS)
def test_a_death_at_this_point_loses_and_doubles_nothing(lab: Lab, point: str, nth: int):
    with Witness() as witness:
        ids = lab.seed(document(witness.url), RUNS)
        victim = lab.start("-m", "tests.faults.crank", OWNER="victim:1:1", STELLWERK_FAULT=f"{point}:{nth}")
        assert victim.wait(timeout=30) == -signal.SIGKILL, "the process never came to the point"

        heir = lab.start("-m", "tests.faults.crank", OWNER="heir:1:1", DEAD_OWNERS="victim:1:1")
        lab.wait_for_end(ids, 30)
        lab.kill_group(heir)

        lab.check(ids, witness, steps_per_run=4, calls_per_run=2)
        repeated = len(witness.calls) - 2 * RUNS
        assert 0 <= repeated <= RUNS, "more effects were repeated than the death can explain"
        # At the other points one of the runs may just have been in the middle of an effect.
        if point.startswith(("dispatch.", "claim.")):
            assert repeated == 0


@pytest.mark.parametrize("point", IN_SCHEDULES)
def test_a_death_while_a_schedule_fires_starts_one_run(lab: Lab, point: str):
    trigger = {"id": "each", "type": "schedule", "with": {"every_seconds": 3600}}
    steps = [{"id": "a", "type": "set", "with": {"v": 1}}]
    lab.seed({"schema": 1, "name": point, "steps": steps, "triggers": [trigger]}, 0)
    schedule = lab.sql("SELECT id, workflow_id FROM workflows_schedule ORDER BY id DESC LIMIT 1")[0]
    # A nominal instant: every 3,600 seconds, counted from 1970 UTC.
    due = "UPDATE workflows_schedule SET next_fire_at = date_trunc('hour', now(), 'UTC') WHERE id = %s RETURNING id"
    lab.sql(due, schedule[0])

    victim = lab.start("-m", "tests.faults.crank", OWNER="victim:1:1", STELLWERK_FAULT=point)
    assert victim.wait(timeout=30) == -signal.SIGKILL
    heir = lab.start("-m", "tests.faults.crank", OWNER="heir:1:1", DEAD_OWNERS="victim:1:1")
    ids = wait_for_runs(lab, schedule[1])
    found = lab.wait_for_end(ids, 20)
    lab.kill_group(heir)

    assert found == {"succeeded": 1}
    assert lab.sql("SELECT count(*) FROM schedule_fire WHERE schedule_id = %s", schedule[0]) == [(1,)]


def wait_for_runs(lab: Lab, workflow: str) -> list[str]:
    """Return the runs of the workflow as soon as there are any."""
    import time

    for _ in range(100):
        if rows := lab.sql("SELECT id FROM run WHERE workflow_id = %s", workflow):
            return [str(row[0]) for row in rows]
        time.sleep(0.1)
    raise AssertionError("the schedule never fired")
