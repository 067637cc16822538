"""One process that we started: in a session of its own, its lines in a log, its end noticed before it is reaped."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config.launcher.places import make_folder

LOG_BYTES = 20_000_000


@dataclass(slots=True)
class Child:
    """A started process. Its process group is its own, so that a signal to the group reaches all that it forked."""

    name: str
    process: subprocess.Popen[bytes]
    stop_signal: signal.Signals = signal.SIGTERM
    status: int | None = field(default=None)

    @property
    def pid(self) -> int:
        return self.process.pid

    def has_ended(self) -> bool:
        """Return whether the process has ended; what is left of its group is killed before its id can be reused."""
        if self.status is None and self._is_dead():
            if self.process.returncode is None:
                self.signal_group(signal.SIGKILL)
            self.status = self.process.wait()
        return self.status is not None

    def _is_dead(self) -> bool:
        if self.process.returncode is not None or not hasattr(os, "waitid"):
            return self.process.poll() is not None
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def ask_to_stop(self) -> None:
        """Send the process its own polite signal."""
        if not self.has_ended():
            self.process.send_signal(self.stop_signal)

    def signal_group(self, number: signal.Signals) -> None:
        """Send the signal to the process and all that it forked."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, number)

    def kill(self) -> None:
        """End the whole group now and reap it."""
        self.signal_group(signal.SIGKILL)
        self.status = self.process.wait()


def start_child(
    name: str,
    command: Sequence[str | Path],
    *,
    log: Path,
    environment: Mapping[str, str],
    as_user: Mapping[str, Any] | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
    folder: Path | None = None,
) -> Child:
    """Return the started process. Its output is appended to `log`, which is set aside once when it has grown large."""
    make_folder(log.parent, mode=0o700)
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))
    with log.open("ab") as output:
        process = subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(environment),
            cwd=folder,
            start_new_session=True,
            **(as_user or {}),
        )
    return Child(name, process, stop_signal)
