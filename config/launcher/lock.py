"""One supervisor a folder: a lock that the kernel drops when its holder ends, however it ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from config.launcher.failure import LaunchError


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock. Raises LaunchError at once where another supervisor has it. Children do not inherit it."""
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        claim(descriptor, path)
        yield
    finally:
        os.close(descriptor)


def claim(descriptor: int, path: Path) -> None:
    """Take the lock and leave our process id in it for the next one's message."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(descriptor, 20, 0).decode(errors="replace").strip()
        raise LaunchError(
            f"Stellwerk already runs from {path.parent} (process {holder or 'unknown'}). Stop it first, or choose "
            "another VAR_DIR and PORT."
        ) from error
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
