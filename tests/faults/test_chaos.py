"""Runs while workers are killed each second, the broker is emptied and PostgreSQL restarts: none is lost."""

import random
import time

from tests.faults.lab import Lab
from tests.witness import Witness, ok

RUNS, STEPS = 200, 10
SEED = 20_270_101


def answer(call):
    time.sleep(0.02)
    return ok({"path": call["path"]})


def document(url: str) -> dict:
    steps = [
        {
            "id": f"s{i}",
            "type": "http.request",
            "with": {"method": "POST", "url": f"{url}/{{{{ run.id }}}}/{i}", "json": {"n": "{{ inputs.n }}"}},
            "retry": {"attempts": 5, "delay_seconds": 0.2},
        }
        for i in range(STEPS)
    ]
    return {"schema": 1, "name": "Ten effects", "steps": steps}


def test_kills_a_flush_and_a_restart_lose_nothing_and_complete_nothing_twice(lab: Lab):
    chance = random.Random(SEED)
    with Witness(answer, ledger=lab.services.folder / "ledger.jsonl") as witness:
        worker = lab.start_worker()
        ids = lab.seed(document(witness.url), RUNS)
        began, kills, done = time.monotonic(), 0, set()
        while time.monotonic() - began < 150:
            time.sleep(1)
            second = int(time.monotonic() - began)
            found = lab.statuses(ids)
            if found["succeeded"] == RUNS:
                break
            kills += lab.kill_child(worker, chance) is not None
            if second >= 3 and "flush" not in done:
                lab.flush_broker()
                done.add("flush")
            if second >= 5 and "restart" not in done:
                lab.restart_postgres()
                done.add("restart")
        seconds = time.monotonic() - began
        lab.kill_group(worker)

        print(f"seed {SEED}: {RUNS} runs × {STEPS} in {seconds:.0f} s, {kills} kills, {len(witness.calls)} calls")
        assert done == {"flush", "restart"}, "the faults did not happen"
        assert kills >= 3
        lab.check(ids, witness, steps_per_run=STEPS, calls_per_run=STEPS)
