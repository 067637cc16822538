"""Who holds a lease: a process that any other process of the same machine can tell alive or gone.

A name is `place:pid:begin`: the place is this boot of this machine and its view of process ids, so that pids compare;
the time at which the process began tells it from a later one with the same pid. Elsewhere than on Linux nothing is
known of other processes, and leases simply run out.
"""

import os
import uuid
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

PROC = Path("/proc")


@lru_cache(maxsize=1)
def place() -> str:
    """Return this boot and process namespace as eight characters; on other systems a name that fits nobody else."""
    try:
        boot = (PROC / "sys/kernel/random/boot_id").read_text()
        namespace = (PROC / "self/ns/pid").stat().st_ino
    except OSError:
        return uuid.uuid4().hex[:8]
    return sha256(f"{boot.strip()}/{namespace}".encode()).hexdigest()[:8]


def began(pid: int) -> str | None:
    """Return when the process began, in ticks since the machine did; None when there is no such process."""
    try:
        stat = (PROC / str(pid) / "stat").read_text()
    except OSError:
        return None
    # The second field is the command in brackets and may hold blanks; proc(5) counts the start time as field 22.
    state, *fields = stat.rpartition(")")[2].split()
    return None if state in "ZX" else fields[18]


def owner_name() -> str:
    """Return the name under which this process holds leases."""
    pid = os.getpid()
    return f"{place()}:{pid}:{began(pid) or '?'}"


def is_gone(owner: str) -> bool:
    """Return whether the owner is a process of this machine that does not live any more."""
    where, _, process = owner.partition(":")
    pid, _, since = process.partition(":")
    return where == place() and pid.isdigit() and since != "?" and began(int(pid)) != since
