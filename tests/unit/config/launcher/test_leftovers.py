"""A leftover is known by its folder and its command line; whatever only looks like one is let alone."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config.launcher import leftovers as module
from config.launcher.leftovers import (
    Process,
    firm_signal,
    is_server_of,
    last_signal,
    leftovers,
    polite_signal,
    stop_leftovers,
    without_children,
)
from config.launcher.places import Places

pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")

FOREVER = "import time; time.sleep(600)"
WEB = Process(10, 1, "gunicorn config.wsgi", is_postgres=False)
POSTGRES = Process(20, 1, "postgres -D /x/pg", is_postgres=True)


def pids(places: Places) -> set[int]:
    return {process.pid for process in leftovers(places)}


def test_only_our_command_lines_with_our_folder_count(start, places, tmp_path):
    ours = start(FOREVER, "gunicorn config.wsgi", VAR_DIR=str(tmp_path))
    elsewhere = start(FOREVER, "gunicorn config.wsgi", VAR_DIR=str(tmp_path / "other"))
    shell = start(FOREVER, "an operator's shell", VAR_DIR=str(tmp_path))
    nameless = start(FOREVER, "gunicorn config.wsgi")

    found = pids(places)

    assert ours.pid in found
    assert found.isdisjoint({elsewhere.pid, shell.pid, nameless.pid})


def test_another_spelling_of_the_folder_is_the_same_folder(start, tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    child = start(FOREVER, "celery -A config worker", VAR_DIR=str(tmp_path / "link"))

    assert child.pid in pids(Places(tmp_path / "real", tmp_path / "real"))


def test_leftovers_are_stopped_and_named(start, places, tmp_path):
    child = start(FOREVER, "celery -A config beat", VAR_DIR=str(tmp_path))
    bystander = start(FOREVER, "bystander", VAR_DIR=str(tmp_path))

    found = stop_leftovers(places)

    assert [process.pid for process in found] == [child.pid]
    assert child.has_ended()
    assert not bystander.has_ended()


def test_a_deaf_leftover_is_killed(start, places, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "FACES_SECONDS", 0.1)
    deaf = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); {FOREVER}"
    child = start(deaf, "gunicorn config.wsgi", VAR_DIR=str(tmp_path))
    while "deaf" not in (tmp_path / "log" / "child.log").read_text():
        time.sleep(0.02)

    stop_leftovers(places)

    assert child.has_ended()
    assert child.status == -signal.SIGKILL


@pytest.mark.parametrize(
    ("process", "signals"),
    [
        (WEB, (signal.SIGTERM, signal.SIGKILL, signal.SIGKILL)),
        (POSTGRES, (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL)),  # fast stop, immediate stop, last resort
    ],
)
def test_each_kind_is_asked_in_its_own_way(process, signals):
    assert (polite_signal(process), firm_signal(process), last_signal(process)) == signals


def test_only_the_heads_are_asked():
    child = Process(11, 10, "gunicorn config.wsgi", is_postgres=False)

    assert without_children([child, WEB, POSTGRES]) == [WEB, POSTGRES]


def test_a_process_that_works_in_the_data_folder_but_is_no_postgres_is_no_server(tmp_path):
    editor = subprocess.Popen([sys.executable, "-S", "-c", FOREVER, "postgresql.conf"], cwd=tmp_path)
    try:
        assert not is_server_of(editor.pid, tmp_path)
        assert not is_server_of(os.getpid(), tmp_path)
    finally:
        editor.kill()
        editor.wait()


def test_without_proc_the_saved_ids_are_believed_only_while_the_command_is_the_same(start, places, tmp_path):
    ours, reused = start(FOREVER, "one"), start(FOREVER, "two")
    places.pids.mkdir()
    (places.pids / "web.pid").write_text(f"{ours.pid} {' '.join(ours.process.args)}")
    (places.pids / "worker.pid").write_text(f"{reused.pid} celery -A config worker")
    (places.pids / "beat.pid").write_text("not a number")

    found = module.from_pid_files(places)

    assert [(process.pid, process.is_postgres) for process in found] == [(ours.pid, False)]
