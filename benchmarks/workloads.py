"""What is measured. W1: runs of ten steps without effect, started in a batch or one by one; and with web calls."""

import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import django
import psycopg

from benchmarks.laboratory import Laboratory

django.setup()

from tenants.scope import tenant_scope
from tests.cast import make_owner
from tests.engine_room import publish
from tests.witness import Witness
from workflows.engine.intake import NewRun, start_run, start_runs

STEPS = 10
Measured = Callable[[str, int, Callable[[], None], Laboratory], Any]


def message_per_step(laboratory: Laboratory, runs: int, measured: Measured) -> Any:
    """Return the baseline: a Celery message and a commit for each step."""
    import os

    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as owner:
        owner.execute("CREATE TABLE baseline_step (run int, step int, output json, PRIMARY KEY (run, step))")
        worker = laboratory.start_worker("benchmarks.celery_baseline")

        def act() -> None:
            from benchmarks.celery_baseline import step

            owner.execute("TRUNCATE baseline_step")
            for run in range(runs):
                step.delay(run, 0)
            wait(lambda: owner.execute("SELECT count(*) FROM baseline_step").fetchone()[0] == runs * STEPS)

        line = measured("baseline: a Celery message and a commit for each step", runs, act, laboratory)
        worker.terminate()
        worker.wait(timeout=30)
        laboratory.processes.remove(worker)
    return line


def ours(laboratory: Laboratory, runs: int, measured: Measured) -> list[Any]:
    """Return our lines."""
    alice = make_owner("Alice")
    laboratory.start_worker()
    with Witness() as service:
        pure = publish(alice, pure_steps(), output={"n": "{{ steps.s9.n }}"})
        calls = publish(alice, web_steps(service.url))
        in_batch = starter(laboratory, alice, pure, runs, one_by_one=False)
        one_by_one = starter(laboratory, alice, pure, runs, one_by_one=True)
        few = max(runs // 5, 20)
        return [
            measured(f"W1: {runs} runs × 10 set steps, batch start", runs, in_batch, laboratory),
            measured(f"W1: {runs} runs × 10 set steps, single starts", runs, one_by_one, laboratory),
            measured(
                f"W1: {few} runs × 10 http.request steps, a commit each",
                few,
                starter(laboratory, alice, calls, few, one_by_one=False),
                laboratory,
            ),
        ]


def starter(laboratory: Laboratory, person: Any, version: Any, runs: int, *, one_by_one: bool) -> Callable[[], None]:
    """Return an act that starts the runs and waits until all have succeeded."""
    connection = laboratory.connect()

    def act() -> None:
        ids = start(person, version, runs, one_by_one)
        sql = "SELECT count(*) FROM run WHERE id = ANY(%s) AND status = 'succeeded'"
        wait(lambda: connection.execute(sql, [ids]).fetchone()[0] == runs)

    return act


def start(person: Any, version: Any, runs: int, one_by_one: bool) -> list[UUID]:
    """Return the ids of new runs, each start with its own commit or all in one."""
    if not one_by_one:
        with tenant_scope(person.tenant.pk):
            return start_runs(version, [NewRun(inputs={"n": i}) for i in range(runs)])
    ids = []
    for i in range(runs):
        with tenant_scope(person.tenant.pk):
            ids.append(start_run(version, NewRun(inputs={"n": i})))
    return ids


def pure_steps() -> list[dict[str, Any]]:
    """Return ten steps, each using the one before it."""
    first = {"id": "s0", "type": "set", "with": {"n": "{{ inputs.n }}"}}
    return [first] + [
        {"id": f"s{i}", "type": "set", "with": {"n": f"{{{{ steps.s{i - 1}.n + 1 }}}}", "text": "run {{ inputs.n }}"}}
        for i in range(1, STEPS)
    ]


def web_steps(url: str) -> list[dict[str, Any]]:
    """Return ten calls of a service on this machine."""
    return [
        {"id": f"s{i}", "type": "http.request", "with": {"method": "POST", "url": f"{url}/{i}", "json": {"i": i}}}
        for i in range(STEPS)
    ]


def wait(is_done: Callable[[], bool]) -> None:
    """Wait until it is done. Raises TimeoutError after two minutes."""
    give_up = time.monotonic() + 120
    while not is_done():
        if time.monotonic() > give_up:
            raise TimeoutError("the workload does not end")
        time.sleep(0.01)
