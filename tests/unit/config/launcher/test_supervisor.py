"""The supervisor brings back what dies, ever more rarely, and leaves nothing when it goes."""

import os
import signal
import threading
import time

import pytest

from config.launcher import supervisor as module
from config.launcher.bell import Stopped
from config.launcher.failure import LaunchError
from config.launcher.supervisor import Supervisor, meaning

FOREVER = "import time; time.sleep(600)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(places, bell, said) -> Supervisor:
    return Supervisor(places=places, bell=bell, say=said.append)


def wait_until(is_true) -> None:
    deadline = time.monotonic() + 10
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_dead_child_is_planned_and_started_again_when_it_is_due(supervisor, start, said):
    first = supervisor.keep("web", lambda: start(FOREVER, name="web"))
    kept = supervisor.kept[0]
    first.kill()

    supervisor.look_after(kept, now=100.0)
    assert (kept.child, kept.due_at) == (None, 100.5)
    supervisor.look_after(kept, now=100.4)
    assert kept.child is None
    supervisor.look_after(kept, now=100.5)

    assert kept.child.pid != first.pid
    log = supervisor.places.log("web")
    assert said[0] == f"web ended (killed by SIGKILL); next start in 0.5 s; see {log}"


def test_waits_grow_while_it_keeps_failing_and_shrink_after_health(supervisor, start):
    supervisor.keep("web", lambda: start("", name="web"))
    kept, now, waits = supervisor.kept[0], 0.0, []
    kept.started_at = now
    for _ in range(4):
        wait_until(kept.child.has_ended)
        supervisor.look_after(kept, now=now)
        waits.append(kept.due_at - now)
        now = kept.due_at
        supervisor.look_after(kept, now=now)

    assert waits == [0.5, 1.0, 2.0, 4.0]
    wait_until(kept.child.has_ended)
    supervisor.look_after(kept, now=now + 30)
    assert kept.due_at - (now + 30) == 0.5


def test_a_start_that_fails_is_said_and_tried_later(supervisor, start, said):
    supervisor.keep("postgres", lambda: start("", name="postgres"))
    kept = supervisor.kept[0]

    def refuse():
        raise LaunchError("no room")

    kept.start = refuse
    wait_until(kept.child.has_ended)
    supervisor.look_after(kept, now=0.0)
    supervisor.look_after(kept, now=1.0)

    assert kept.child is None
    assert kept.failures == 2
    assert said[-1] == "postgres could not be started: no room"


def test_all_stop_in_reverse_order_and_the_servers_last(supervisor, start, monkeypatch):
    asked = []
    monkeypatch.setattr(module.Child, "ask_to_stop", lambda child: (asked.append(child.name), child.kill()))
    for name in ("postgres", "valkey", "web", "worker", "beat"):
        supervisor.keep(name, lambda name=name: start(FOREVER, name=name))

    supervisor.stop()

    assert asked == ["beat", "worker", "web", "valkey", "postgres"]
    assert list(supervisor.places.pids.iterdir()) == []


def test_a_deaf_child_is_ended_when_its_time_is_over(supervisor, start, said, tmp_path):
    child = supervisor.keep("worker", lambda: start(DEAF, name="worker"))
    wait_until(lambda: "deaf" in (tmp_path / "log" / "worker.log").read_text())

    supervisor.stop_these([child], seconds=0.2)

    assert child.status == -signal.SIGKILL
    assert said == ["worker did not stop within 0.2 s and is ended"]


def test_a_whole_stop_fits_into_twenty_seconds():
    assert module.FACES_SECONDS + 1 + module.SERVERS_SECONDS + 1 <= 20


def test_a_request_to_stop_ends_a_running_step(supervisor, start):
    steps = []
    threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGTERM)).start()

    with pytest.raises(Stopped):
        supervisor.run_once(lambda: steps.append(start(FOREVER, name="migrate")) or steps[0])

    assert steps[0].status == -signal.SIGTERM


def test_a_step_returns_its_exit_status(supervisor, start):
    assert supervisor.run_once(lambda: start("raise SystemExit(3)")) == 3


def test_watching_goes_on_until_somebody_asks_to_stop(supervisor, start, said):
    child = supervisor.keep("web", lambda: start(FOREVER, name="web"))
    threading.Timer(0.1, child.signal_group, (signal.SIGKILL,)).start()
    threading.Timer(1.2, os.kill, (os.getpid(), signal.SIGINT)).start()

    with pytest.raises(Stopped, match="SIGINT"):
        supervisor.watch()

    assert supervisor.kept[0].child.pid != child.pid
    assert said[-1].startswith("web started again")


def test_orphans_handed_to_us_are_reaped(supervisor):
    orphan = os.fork()
    if orphan == 0:
        os._exit(0)
    os.waitid(os.P_PID, orphan, os.WEXITED | os.WNOWAIT)

    supervisor.reap_strangers()

    with pytest.raises(ChildProcessError):
        os.waitpid(orphan, os.WNOHANG)


def test_our_own_dead_are_left_to_their_keeper(supervisor, start):
    ours = supervisor.keep("web", lambda: start("raise SystemExit(5)", name="web"))
    wait_until(ours._is_dead)

    supervisor.reap_strangers()

    assert ours.has_ended()
    assert ours.status == 5


@pytest.mark.parametrize(("status", "words"), [(0, "exit status 0"), (3, "exit status 3"), (-11, "killed by SIGSEGV")])
def test_an_end_is_said_in_words(status, words):
    assert meaning(status) == words
