"""A child has its own group, and nothing of that group outlives it."""

import os
import signal
import time
from pathlib import Path

import pytest

FOREVER = "import time; print('here', flush=True); time.sleep(600)"
# Forks a grandchild that ignores polite signals, then says its id and ends.
LEAVES_A_CHILD = """
import os, signal, time
if os.fork() == 0:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(600)
"""


def wait_for(is_true, seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def members(group: int) -> list[int]:
    """Return the living processes of a group."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, _, pgrp = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
            except OSError:
                continue
            if int(pgrp) == group and state != "Z":
                found.append(int(entry.name))
    return found


def test_a_child_leads_a_session_of_its_own(start):
    child = start(FOREVER)

    assert os.getsid(child.pid) == child.pid != os.getsid(0)
    assert not child.has_ended()


def test_its_lines_are_in_its_log(start, tmp_path):
    start("print('a line')").process.wait()

    assert (tmp_path / "log" / "child.log").read_text() == "a line\n"
    assert (tmp_path / "log").stat().st_mode & 0o777 == 0o700


def test_a_large_log_is_set_aside_at_the_next_start(start, tmp_path, monkeypatch):
    monkeypatch.setattr("config.launcher.child.LOG_BYTES", 3)
    start("print('first')").process.wait()
    start("print('second')").process.wait()

    assert (tmp_path / "log" / "child.log").read_text() == "second\n"
    assert (tmp_path / "log" / "child.log.1").read_text() == "first\n"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_what_a_dead_child_forked_ends_with_it(start):
    child = start(LEAVES_A_CHILD)
    wait_for(child._is_dead)
    assert members(child.pid)

    assert child.has_ended()

    wait_for(lambda: not members(child.pid))


def test_the_way_it_ended_is_remembered(start):
    child = start("raise SystemExit(7)")

    wait_for(child.has_ended)

    assert child.status == 7


def test_it_is_asked_by_its_own_signal(start, tmp_path):
    child = start(FOREVER)
    child.stop_signal = signal.SIGINT
    wait_for(lambda: "here" in (tmp_path / "log" / "child.log").read_text())

    child.ask_to_stop()

    wait_for(child.has_ended)
    assert child.status == -signal.SIGINT


def test_asking_a_dead_child_to_stop_is_harmless(start):
    child = start("")
    wait_for(child.has_ended)

    child.ask_to_stop()

    assert child.status == 0
