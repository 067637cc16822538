"""An installation of its own whose processes may be killed: services, workers, and what the database says of them."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import psycopg
import redis

from config.launcher.account import settle
from config.launcher.installation import Installation
from config.launcher.keys import load_keys
from config.launcher.postgres import start_postgres, wait_for_postgres
from config.launcher.programs import postgres_programs
from tests.services import FAST, Services
from tests.witness import Witness

REPOSITORY = Path(__file__).resolve().parents[2]


class Lab:
    """Everything that a fault test starts and breaks."""

    def __init__(self) -> None:
        self.services = Services()
        self.services.start()
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "STELLWERK_FAULT"},
            **self.services.environment(),
            "EGRESS_ALLOW": "127.0.0.0/8",
            "DEMO": "0",
            "PYTHONPATH": str(REPOSITORY),
        }
        self.run_command("manage.py", "migrate", "--database", "owner", "-v0")
        self.processes: list[subprocess.Popen[bytes]] = []

    def close(self) -> None:
        """Leave nothing."""
        for process in self.processes:
            self.kill_group(process)
        self.services.stop()

    # --- processes ---------------------------------------------------------------------------------------------------

    def run_command(self, *words: str) -> str:
        """Return what a command of ours prints."""
        done = subprocess.run(
            [sys.executable, *words], cwd=REPOSITORY, env=self.environment, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def start(self, *words: str, **environment: str) -> subprocess.Popen[bytes]:
        """Start a process of ours in a session of its own; its log goes to the services' folder."""
        log = (self.services.folder / f"{words[1].split('.')[-1]}-{len(self.processes)}.log").open("ab")
        process = subprocess.Popen(
            [sys.executable, *words],
            cwd=REPOSITORY,
            env={**self.environment, **environment},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.processes.append(process)
        return process

    def start_worker(self, children: int = 2, **environment: str) -> subprocess.Popen[bytes]:
        """Start a worker as in production."""
        words = ["-m", "celery", "-A", "config", "worker", "--pool", "prefork", "-c", str(children)]
        return self.start(*words, "--without-gossip", "--without-mingle", **environment)

    @staticmethod
    def kill_group(process: subprocess.Popen[bytes]) -> None:
        """Kill a process and all it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=10)

    @staticmethod
    def kill_child(process: subprocess.Popen[bytes], chance: random.Random) -> int | None:
        """Kill one child of a worker; returns its pid, None if it has none just now."""
        listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True)
        children = [int(word) for word in listed.stdout.split()]
        if not children:
            return None
        victim = chance.choice(children)
        try:
            os.kill(victim, signal.SIGKILL)
        except ProcessLookupError:
            return None
        return victim

    def flush_broker(self) -> None:
        """Lose everything that the broker and the cache hold."""
        redis.Redis.from_url(self.environment["REDIS_URL"]).flushall()

    def restart_postgres(self) -> None:
        """Stop PostgreSQL as an operator in a hurry would, and start it again with its data."""
        old = self.services.children[0]
        os.kill(old.pid, signal.SIGINT)
        old.process.wait(timeout=30)
        places, account = settle(self.services.folder)
        keys = load_keys(places.keys)
        here = Installation(
            places=places,
            account=account,
            keys=keys,
            environment={"PATH": os.environ.get("PATH", ""), "VAR_DIR": str(places.folder)},
        )
        postgres = start_postgres(here, postgres_programs(account), FAST)
        wait_for_postgres(postgres, here).close()
        self.services.children[0] = postgres

    # --- work --------------------------------------------------------------------------------------------------------

    def seed(self, document: Mapping[str, Any], runs: int) -> list[str]:
        """Publish the document for a new tenant and start the runs in one batch; returns their ids."""
        words = json.dumps({"document": document, "runs": runs})
        return json.loads(self.run_command("-m", "tests.faults.seed", words))

    # --- verdict: from the database and the witness, never from the engine's own counters -----------------------------

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a statement, as the engine's login."""
        for _ in range(40):
            try:
                with psycopg.connect(self.environment["ENGINE_DATABASE_URL"]) as connection:
                    return connection.execute(statement, values).fetchall()
            except psycopg.OperationalError:
                time.sleep(0.25)
        raise AssertionError("PostgreSQL does not come back")

    def statuses(self, ids: Sequence[str]) -> Counter[str]:
        """Return how many runs have which status."""
        return Counter(row[0] for row in self.sql("SELECT status FROM run WHERE id = ANY(%s::uuid[])", list(ids)))

    def wait_for_end(self, ids: Sequence[str], seconds: float) -> Counter[str]:
        """Return the statuses when all runs have ended, or when time is up."""
        give_up = time.monotonic() + seconds
        while True:
            found = self.statuses(ids)
            ended = found["succeeded"] + found["failed"] + found["cancelled"]
            if ended == len(ids) or time.monotonic() > give_up:
                return found
            time.sleep(0.2)

    def check(self, ids: Sequence[str], witness: Witness, steps_per_run: int, calls_per_run: int) -> None:
        """Assert what must hold after any fault: all ended once, nothing left behind, one key for each effect."""
        assert self.statuses(ids) == {"succeeded": len(ids)}
        done = self.sql(
            "SELECT count(*), count(DISTINCT (run_id, step, iteration)) FROM step_run "
            "WHERE run_id = ANY(%s::uuid[]) AND status = 'succeeded' AND attempt > 0",
            list(ids),
        )
        assert done == [(len(ids) * steps_per_run, len(ids) * steps_per_run)]
        left = self.sql(
            "SELECT (SELECT count(*) FROM work_item WHERE run_id = ANY(%s::uuid[])) "
            "+ (SELECT count(*) FROM wait WHERE run_id = ANY(%s::uuid[]))",
            list(ids),
            list(ids),
        )
        assert left == [(0,)]
        keys = witness.keys()
        assert len(keys) == len(ids) * calls_per_run
        assert all(len(found) == 1 for found in keys.values()), "an effect was repeated with another key"
