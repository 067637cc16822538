"""The machine under measurement: real services with every safety on, and workers as in production."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import psycopg

from tests.services import Services

REPOSITORY = Path(__file__).resolve().parents[1]


class Laboratory:
    """Services, workers and a tenant of their own; everything is gone afterwards."""

    def __init__(self) -> None:
        self.services = Services(settings={})
        self.services.start()
        os.environ.update(self.services.environment(), EGRESS_ALLOW="127.0.0.0/8", DEMO="0")
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        self.processes: list[subprocess.Popen[bytes]] = []
        self.run("manage.py", "migrate", "--database", "owner", "-v0")

    def close(self) -> None:
        """Stop the workers, then the services."""
        for process in self.processes:
            process.terminate()
            process.wait(timeout=30)
        self.services.stop()

    def run(self, *words: str) -> None:
        """Run a command of ours."""
        subprocess.run([sys.executable, *words], cwd=REPOSITORY, check=True, stderr=subprocess.DEVNULL)

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """Start a process of ours; its output goes nowhere."""
        quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen([sys.executable, *words], cwd=REPOSITORY, start_new_session=True, **quiet)
        self.processes.append(process)
        return process

    def start_worker(self, application: str = "config", children: int = 2) -> subprocess.Popen[bytes]:
        """Start a worker with the default settings, and give it time to come up."""
        words = ["-m", "celery", "-A", application, "worker", "--pool", "prefork", "-c", str(children)]
        process = self.start(*words, "--without-gossip", "--without-mingle")
        time.sleep(5)
        return process

    def connect(self) -> "psycopg.Connection[Any]":
        """Return a connection as the engine's login."""
        return psycopg.connect(os.environ["ENGINE_DATABASE_URL"], autocommit=True)

    def cpu_seconds(self) -> float:
        """Return the processor time used so far by workers and servers, children included."""
        roots = [process.pid for process in self.processes] + [child.pid for child in self.services.children]
        return sum(tree_seconds(psutil.Process(pid)) for pid in roots)


def tree_seconds(root: psutil.Process) -> float:
    """Return the processor time of a process and all below it, also of those that ended."""
    total = 0.0
    for process in [root, *root.children(recursive=True)]:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    waited = root.cpu_times()
    return total + waited.children_user + waited.children_system
