"""Keeps children running: starts them in order, restarts the dead, stops all in reverse order. It leaves no process."""

import os
import signal
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass

from config.launcher.backoff import delay_seconds, failures_after
from config.launcher.bell import Bell
from config.launcher.child import Child
from config.launcher.failure import LaunchError
from config.launcher.places import Places, make_folder

# Together below the 20 s that a stop may take: requests and running steps first, then the servers under them.
FACES_SECONDS = 14.0
SERVERS_SECONDS = 4.0
SERVERS = ("postgres", "valkey")


@dataclass(slots=True)
class Kept:
    """A child and how to start it again. `child` is None while it waits for its next start."""

    name: str
    start: Callable[[], Child]
    child: Child | None
    started_at: float
    failures: int = 0
    due_at: float = 0.0


class Supervisor:
    """The children of one folder, in the order they were started."""

    def __init__(self, *, places: Places, bell: Bell, say: Callable[[str], None]) -> None:
        self.places = places
        self.bell = bell
        self.say = say
        self.kept: list[Kept] = []

    def keep(self, name: str, start: Callable[[], Child]) -> Child:
        """Return the started child; from now on it is restarted when it ends."""
        child = start()
        self.kept.append(Kept(name, start, child, time.monotonic()))
        self.note(child)
        return child

    def note(self, child: Child) -> None:
        """Save the process id, for systems that cannot show a process's environment."""
        file = make_folder(self.places.pids, mode=0o700) / f"{child.name}.pid"
        file.write_text(f"{child.pid} {' '.join(str(word) for word in child.process.args)}")  # type: ignore[union-attr]

    def run_once(self, start: Callable[[], Child]) -> int:
        """Return the exit status of a step. It is ended when somebody asks to stop meanwhile."""
        child = start()
        try:
            while not child.has_ended():
                self.bell.pause(0.2)
        finally:
            if not child.has_ended():
                self.stop_these([child], seconds=3.0)
        return child.status if child.status is not None else -1

    def watch(self) -> None:
        """Restart what ends, until somebody asks to stop: then Stopped is raised."""
        while True:
            for kept in self.kept:
                self.look_after(kept, now=time.monotonic())
            self.reap_strangers()
            self.bell.pause(self.next_wait(now=time.monotonic()))

    def look_after(self, kept: Kept, *, now: float) -> None:
        """Plan a restart for a dead child, carry out one that is due."""
        if kept.child is not None and kept.child.has_ended():
            kept.failures = failures_after(kept.failures, lived_seconds=now - kept.started_at)
            kept.due_at = now + delay_seconds(kept.failures)
            again = f"next start in {delay_seconds(kept.failures):g} s; see {self.places.log(kept.name)}"
            self.say(f"{kept.name} ended ({meaning(kept.child.status)}); {again}")
            kept.child = None
        if kept.child is None and now >= kept.due_at:
            kept.child, kept.started_at = self.start_again(kept), now

    def start_again(self, kept: Kept) -> Child | None:
        """Return the child's next life, or None and a later try where not even the start succeeds."""
        try:
            child = kept.start()
        except (OSError, LaunchError) as error:
            kept.failures += 1
            kept.due_at = time.monotonic() + delay_seconds(kept.failures)
            self.say(f"{kept.name} could not be started: {error}")
            return None
        self.note(child)
        self.say(f"{kept.name} started again (process {child.pid})")
        return child

    def next_wait(self, *, now: float) -> float:
        """Return the seconds until the next planned restart, at most one: a missed signal costs no more."""
        waits = [kept.due_at - now for kept in self.kept if kept.child is None]
        return max(0.01, min([1.0, *waits]))

    def reap_strangers(self) -> None:
        """Reap processes that were handed to us when their parent died (as process 1 of a container we get them)."""
        ours = {kept.child.pid for kept in self.kept if kept.child is not None}
        with suppress(ChildProcessError, AttributeError):
            while (ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)) is not None:
                if ended.si_pid in ours:
                    return
                os.waitid(os.P_PID, ended.si_pid, os.WEXITED | os.WNOHANG)

    def stop(self) -> None:
        """Stop all children, the last started first; the servers only when nothing needs them any more."""
        self.bell.is_stopping = True
        living = [kept.child for kept in reversed(self.kept) if kept.child is not None]
        self.stop_these([child for child in living if child.name not in SERVERS], seconds=FACES_SECONDS)
        self.stop_these([child for child in living if child.name in SERVERS], seconds=SERVERS_SECONDS)
        for kept in self.kept:
            (self.places.pids / f"{kept.name}.pid").unlink(missing_ok=True)

    def stop_these(self, children: list[Child], *, seconds: float) -> None:
        """Ask each to stop, in this order; end the groups of those that are still there when the time is over."""
        was_stopping, self.bell.is_stopping = self.bell.is_stopping, True
        for child in children:
            child.ask_to_stop()
        if not self.wait_for_end(children, seconds=seconds):
            for child in living(children):
                self.say(f"{child.name} did not stop within {seconds:g} s and is ended")
                # PostgreSQL takes SIGQUIT as an immediate stop: it takes its backends with it.
                child.signal_group(signal.SIGQUIT if child.name == "postgres" else signal.SIGKILL)
            self.wait_for_end(children, seconds=1.0)
        for child in living(children):
            child.kill()
        self.bell.is_stopping = was_stopping

    def wait_for_end(self, children: list[Child], *, seconds: float) -> bool:
        """Return whether all ended within the time."""
        deadline = time.monotonic() + seconds
        while list(living(children)):
            if time.monotonic() > deadline:
                return False
            self.bell.pause(0.1)
        return True


def living(children: Iterable[Child]) -> Iterable[Child]:
    """Return those that have not ended."""
    return [child for child in children if not child.has_ended()]


def meaning(status: int | None) -> str:
    """Return how a process ended, in words."""
    if status is not None and status < 0:
        return f"killed by {signal.Signals(-status).name}"
    return f"exit status {status}"
