"""Waiting that a signal ends at once: a request to stop, or the end of a child."""

import select
import signal
import socket
from types import FrameType

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Stopped(Exception):
    """Somebody asked the supervisor to stop."""


class Bell:
    """Rings when a signal arrives. `pause` is the only way the launcher waits, so that nothing makes it deaf."""

    def __init__(self) -> None:
        self.reason: signal.Signals | None = None
        self.is_stopping = False
        self._ear, self._mouth = socket.socketpair()
        self._ear.setblocking(False)
        self._mouth.setblocking(False)
        signal.set_wakeup_fd(self._mouth.fileno(), warn_on_full_buffer=False)
        for number in STOP_SIGNALS:
            signal.signal(number, self._hear)
        # Without a handler of its own the end of a child would not ring.
        signal.signal(signal.SIGCHLD, lambda number, frame: None)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self.reason = self.reason or signal.Signals(number)

    def pause(self, seconds: float) -> None:
        """Wait until the time is over or a signal arrives. Raises Stopped once somebody asked to stop."""
        self.check()
        ready, _, _ = select.select([self._ear], [], [], seconds)
        if ready:
            self._ear.recv(4096)
        self.check()

    def check(self) -> None:
        """Raise Stopped where somebody asked to stop and stopping has not begun."""
        if self.reason is not None and not self.is_stopping:
            raise Stopped(self.reason.name)
