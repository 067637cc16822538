"""A bell whose signals are given back afterwards, and processes that are not left behind."""

import signal
import sys
from collections.abc import Iterator

import pytest

from config.launcher.bell import STOP_SIGNALS, Bell
from config.launcher.child import Child, start_child
from config.launcher.places import Places


@pytest.fixture
def bell() -> Iterator[Bell]:
    before = {number: signal.getsignal(number) for number in (*STOP_SIGNALS, signal.SIGCHLD)}
    yield Bell()
    signal.set_wakeup_fd(-1)
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def start(tmp_path) -> Iterator:
    """Start a Python program as a child; whatever still runs at the end is killed."""
    children: list[Child] = []

    def run(program: str, *words: str, name: str = "child", **environment: str) -> Child:
        command = [sys.executable, "-S", "-c", program, *words]
        environment = {"PATH": "/usr/bin:/bin", **environment}
        children.append(start_child(name, command, log=tmp_path / "log" / f"{name}.log", environment=environment))
        return children[-1]

    yield run
    for child in children:
        if not child.has_ended():
            child.kill()


@pytest.fixture
def places(tmp_path) -> Places:
    return Places(tmp_path, tmp_path)
