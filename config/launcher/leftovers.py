"""What an earlier supervisor left running for this very folder: found in the system's own records, then stopped."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from config.launcher.places import Places

# A leftover must look like one of ours as well: a shell that exported VAR_DIR is nobody's leftover.
OURS = (
    "gunicorn config.wsgi",
    "celery -A config ",
    "valkey-server ",
    "manage.py migrate",
    "manage.py seed_demo",
)
FACES_SECONDS = 8.0
SERVERS_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Process:
    """A process as the system shows it."""

    pid: int
    parent: int
    command: str
    is_postgres: bool

    @property
    def is_server(self) -> bool:
        return self.is_postgres or "valkey-server " in self.command


def leftovers(places: Places) -> list[Process]:
    """Return the processes of this folder, by their environment and folder; without /proc by the saved ids."""
    if not Path("/proc/self/environ").exists():
        return from_pid_files(places)
    found = (read_process(int(entry.name), places) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [process for process in found if process is not None and process.pid != os.getpid()]


def read_process(pid: int, places: Places) -> Process | None:
    """Return the process if it belongs to this folder. PostgreSQL's own are known by the folder they work in."""
    home = Path(f"/proc/{pid}")
    try:
        command = (home / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        is_postgres = any(is_server_of(pid, cluster) for cluster in (places.cluster, places.new_cluster))
        if not command or not (is_postgres or belongs(home, command, places)):
            return None
        # The name in brackets may hold blanks and brackets of its own: what counts is after the last one.
        parent = int((home / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:  # ended meanwhile, or somebody else's
        return None
    return Process(pid, parent, command, is_postgres)


def is_server_of(pid: int, cluster: Path) -> bool:
    """Return whether that process is a PostgreSQL (its main process or a backend) that works on this cluster."""
    try:
        program = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0", 1)[0].split(b" ", 1)[0]
        is_postgres = os.path.basename(program).rstrip(b":") == b"postgres"
        return is_postgres and os.readlink(f"/proc/{pid}/cwd") == str(cluster.resolve())
    except OSError:
        if Path("/proc/self").exists():
            return False
    shown = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return f"-D {cluster}" in shown.stdout


def belongs(home: Path, command: str, places: Places) -> bool:
    """Return whether the process carries our VAR_DIR and one of our command lines."""
    if not any(words in command for words in OURS):
        return False
    for word in (home / "environ").read_bytes().split(b"\0"):
        name, _, value = word.partition(b"=")
        if name == b"VAR_DIR":
            return os.path.realpath(value) == os.path.realpath(os.fsencode(places.folder))
    return False


def from_pid_files(places: Places) -> list[Process]:
    """Return the processes whose saved ids still name what was started (macOS has no /proc)."""
    found = []
    for file in places.pids.glob("*.pid"):
        with suppress(OSError, ValueError):
            pid, _, started = file.read_text().partition(" ")
            asked = subprocess.run(["ps", "-o", "command=", "-p", pid], capture_output=True, text=True, check=False)
            if asked.stdout.strip() and asked.stdout.strip()[:80] == started.strip()[:80]:
                found.append(Process(int(pid), 1, asked.stdout, file.stem == "postgres"))
    return found


def stop_leftovers(places: Places, *, pause: Callable[[float], None] = time.sleep) -> list[Process]:
    """Stop what is left of this folder, faces before servers, and return what there was. Data is never at risk:
    PostgreSQL is asked for a fast stop, then an immediate one, and recovers by itself from either."""
    found = leftovers(places)
    end(places, lambda process: not process.is_server, seconds=FACES_SECONDS, pause=pause)
    end(places, lambda process: process.is_server, seconds=SERVERS_SECONDS, pause=pause)
    return found


def stop_backends(places: Places) -> None:
    """End what a dead PostgreSQL left: a backend in the middle of a long query outlives its main process, and no new
    server may start beside it."""
    end(places, lambda process: process.is_postgres, seconds=1.0, pause=time.sleep)


def end(places: Places, concerns: Callable[[Process], bool], *, seconds: float, pause: Callable[[float], None]) -> None:
    """Ask, wait, insist: polite signals to the heads, then SIGQUIT for PostgreSQL, then SIGKILL for all."""

    def remaining() -> list[Process]:
        return [process for process in leftovers(places) if concerns(process)]

    for wait, choose in ((seconds, polite_signal), (3.0, firm_signal), (5.0, last_signal)):
        left = remaining()
        heads = without_children(left) if choose is polite_signal else left
        for process in heads:
            with suppress(ProcessLookupError):
                os.kill(process.pid, choose(process))
        deadline = time.monotonic() + wait
        while (left := remaining()) and time.monotonic() < deadline:
            pause(0.05)
        if not left:
            return


def without_children(processes: Iterable[Process]) -> list[Process]:
    """Return those whose parent is not among them."""
    pids = {process.pid for process in processes}
    return [process for process in processes if process.parent not in pids]


def polite_signal(process: Process) -> signal.Signals:
    return signal.SIGINT if process.is_postgres else signal.SIGTERM


def firm_signal(process: Process) -> signal.Signals:
    return signal.SIGQUIT if process.is_postgres else signal.SIGKILL


def last_signal(process: Process) -> signal.Signals:
    return signal.SIGKILL
