"""The thread in each worker's main process that keeps work flowing: dispatch, wake, fire, sweep.

Any number of tickers may run; beat's platform ticks do the same at a slower pace.
"""

import logging
import threading
import time
from collections.abc import Callable, Collection

from workflows.engine.dispatch import dispatch, waiting_work
from workflows.engine.rescue import sweep
from workflows.engine.schedules import fire_due
from workflows.engine.waits import promote

log = logging.getLogger(__name__)

BUSY_SECONDS, IDLE_SECONDS = 0.02, 0.03
PROMOTE_SECONDS, FIRE_SECONDS, BURY_SECONDS, SWEEP_SECONDS, RENUDGE_SECONDS = 0.2, 1.0, 1.0, 5.0, 1.0
# A short queue keeps the order ours.
MOST_IN_FLIGHT = 128


class Ticker:
    """Ticks until stopped. `nudge(queue)` wakes a worker; it may fail or be lost without harm."""

    def __init__(self, nudge: Callable[[str], None], dead_owners: Callable[[], Collection[str]] = tuple) -> None:
        self.nudge = nudge
        self.dead_owners = dead_owners
        self.stopping = threading.Event()
        self.last: dict[str, float] = {}
        self.thread = threading.Thread(target=self.run, name="ticker", daemon=True)

    def start(self) -> None:
        """Begin ticking."""
        self.thread.start()

    def stop(self) -> None:
        """End after the current tick."""
        self.stopping.set()
        self.thread.join(timeout=5)

    def run(self) -> None:
        """Tick quickly while there is work, slowly while there is none."""
        while not self.stopping.is_set():
            try:
                pause = BUSY_SECONDS if self.tick() else IDLE_SECONDS
            except Exception as error:
                log.warning("tick failed", extra={"cause": str(error)[:200]})
                pause = 1.0
            self.stopping.wait(pause)

    def tick(self) -> bool:
        """Do what is due; returns whether branches were dispatched."""
        if self.is_due("promote", PROMOTE_SECONDS):
            promote()
        if self.is_due("fire", FIRE_SECONDS):
            fire_due()
        if self.is_due("bury", BURY_SECONDS) and (dead := list(self.dead_owners())):
            sweep(dead)
        if self.is_due("sweep", SWEEP_SECONDS):
            sweep()
        renudge = self.is_due("renudge", RENUDGE_SECONDS)
        work = waiting_work()
        dispatched = 0
        for queue, waiting in work.items():
            room = MOST_IN_FLIGHT - waiting.dispatched
            sent = dispatch(queue, room) if waiting.ready and room > 0 else 0
            # Again now and then: a nudge that got lost costs a second, not the sweep's fifteen.
            if sent or (renudge and waiting.dispatched):
                self.nudge(queue)
            dispatched += sent
        return dispatched > 0

    def is_due(self, what: str, seconds: float) -> bool:
        """Return whether `what` was not done for so long; counts it as done now."""
        at = time.monotonic()
        if at - self.last.get(what, -seconds) < seconds:
            return False
        self.last[what] = at
        return True
