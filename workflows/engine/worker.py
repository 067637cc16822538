"""A worker process: it claims branches and advances them side by side, until there is nothing left to do.

Branches that wait on the network overlap in a pool of threads. A heartbeat keeps their leases and hears of cancels; a
thread stuck far past its step's deadline costs the process, for nothing else ends a thread.
"""

import logging
import os
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

from workflows.engine.advance import advance
from workflows.engine.claim import claim
from workflows.engine.database import transaction
from workflows.engine.dispatch import dispatch
from workflows.engine.lease import LEASE, Key, Lease
from workflows.engine.queries import IS_DISPATCHED, RENEW, STILL_HELD
from workflows.engine.record import Recorder

log = logging.getLogger(__name__)

THREADS = 32
QUEUE, ALONE = "std", "isolate"
IDLE_SECONDS = 0.25
PULSE_SECONDS = 3.0
LOOK_FOR_ISOLATED_SECONDS, ISOLATED_SECONDS = 1.0, 1.0
SHORTEST_PAUSE, LONGEST_PAUSE = 0.002, 0.05
SHUTDOWN_SECONDS = 12.0
EXIT_STUCK = 70


class Worker:
    """The claims of one process and the threads that advance them."""

    def __init__(self, owner: str, *, threads: int = THREADS) -> None:
        self.owner = owner
        self.threads = threads
        self.recorder = Recorder()
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="branch")
        self.active: set[Lease] = set()
        self.changed = threading.Condition()
        self.stopping = threading.Event()
        self.parent = os.getppid()
        threading.Thread(target=self.beat, name="heartbeat", daemon=True).start()

    def drive(self, should_stop: Callable[[], bool] = lambda: False) -> int:
        """Advance branches until none is left or `should_stop`; returns how many were advanced."""
        done, looked_at, busy_at, pause = 0, 0.0, time.monotonic(), SHORTEST_PAUSE
        while not self.stopping.is_set() and time.monotonic() - busy_at < IDLE_SECONDS:
            if should_stop():
                self.stopping.set()
                break
            if time.monotonic() - looked_at > LOOK_FOR_ISOLATED_SECONDS:
                looked_at = time.monotonic()
                done += self.take_isolated()
            taken = self.take(QUEUE, self.threads - len(self.active))
            done += taken
            pause = SHORTEST_PAUSE if taken else min(pause * 2, LONGEST_PAUSE)
            busy_at = time.monotonic() if taken or self.active else busy_at
            self.wait(pause)
        self.drain()
        return done

    def take(self, queue: str, most: int) -> int:
        """Claim up to `most` branches and begin them; returns how many."""
        if most <= 0:
            return 0
        leases = claim(queue, self.owner, most)
        if not leases and dispatch(queue, most):
            leases = claim(queue, self.owner, most)
        for lease in leases:
            self.begin(lease)
        return len(leases)

    def take_isolated(self) -> int:
        """Advance branches that crashed a worker, one at a time with nothing else beside; returns how many."""
        done, until = 0, time.monotonic() + ISOLATED_SECONDS
        while not self.stopping.is_set() and time.monotonic() < until and (dispatch(ALONE, 1) or self.has_isolated()):
            self.drain()
            done += self.take(ALONE, 1)
            self.drain()
        return done

    def has_isolated(self) -> bool:
        """Return whether such branches are dispatched."""
        with transaction() as cursor:
            row = cursor.execute(IS_DISPATCHED, [ALONE]).fetchone()
            return bool(row and row[0])

    def begin(self, lease: Lease) -> None:
        """Advance the branch in a thread of the pool."""
        with self.changed:
            self.active.add(lease)
        self.pool.submit(self.advance, lease)

    def advance(self, lease: Lease) -> None:
        """Advance the branch and forget it, whatever happens."""
        try:
            advance(lease, self.recorder, must_yield=self.stopping.is_set)
        except Exception:
            # The lease runs out and another worker goes on from what is recorded.
            log.exception("branch dropped", extra={"run": str(lease.claimed.run_id)})
        finally:
            with self.changed:
                self.active.discard(lease)
                self.changed.notify_all()

    def wait(self, seconds: float) -> None:
        """Wait until a branch ends, or for so long."""
        with self.changed:
            self.changed.wait(seconds)

    def drain(self) -> None:
        """Wait until no branch is active; when stopping, not for long: their leases run out."""
        since = time.monotonic()
        while self.active and not (self.stopping.is_set() and time.monotonic() - since > SHUTDOWN_SECONDS):
            self.wait(0.1)

    def stop(self) -> None:
        """Give every lease back at the next safe place and end."""
        self.stopping.set()
        self.drain()
        self.recorder.stop()
        self.pool.shutdown(wait=False, cancel_futures=True)

    # --- heartbeat ---------------------------------------------------------------------------------------------------

    def beat(self) -> None:
        """Keep the leases while the process lives; end it when it is orphaned or a thread is stuck."""
        while True:
            time.sleep(PULSE_SECONDS)
            if os.getppid() != self.parent:
                os._exit(EXIT_STUCK)
            try:
                self.renew()
            except Exception as error:
                # The database is away: the leases may run out, and then others go on.
                log.warning("heartbeat failed", extra={"cause": str(error)[:200]})

    def renew(self) -> None:
        """Renew the leases held, and mark those that are lost or to be cancelled."""
        with self.changed:
            leases = list(self.active)
        if not leases:
            return
        if any(lease.stuck_at is not None and time.monotonic() > lease.stuck_at for lease in leases):
            log.critical("a step is stuck past its deadline: the worker process is replaced")
            os._exit(EXIT_STUCK)
        claims = [lease.claimed for lease in leases]
        names = {
            "run_id": [claim.run_id for claim in claims],
            "branch": [claim.branch for claim in claims],
            "fence": [claim.fence for claim in claims],
        }
        with transaction() as cursor:
            cursor.execute(RENEW, names | {"lease": LEASE})
            held = {tuple(row[:3]): row[3] for row in cursor.execute(STILL_HELD, names).fetchall()}
        self.mark(leases, held)

    def mark(self, leases: list[Lease], held: Mapping[Key, bool]) -> None:
        """Tell each branch's thread what the database says of its lease."""
        for lease in leases:
            if lease.key not in held:
                # It may just have ended; a branch that has, never looks.
                lease.lost.set()
            elif held[lease.key]:
                lease.cancelled.set()
