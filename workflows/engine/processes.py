"""What each process of a worker holds: the claiming worker in a child, the ticker in the main process."""

import multiprocessing
import os
import signal

from celery import current_app
from django.core.cache import cache

from workflows.engine import database
from workflows.engine.owner import is_gone, owner_name
from workflows.engine.queries import OWNERS
from workflows.engine.ticker import Ticker
from workflows.engine.worker import Worker

# Made before the fork, so that main process and children share them.
SHARED = multiprocessing.get_context("fork")
STOPPING = SHARED.Event()

# A nudge may die with the child that took it: then the next one is sent after so long.
NUDGE_SECONDS = 2

_workers: dict[int, Worker] = {}
_ticker: list[Ticker] = []


def current_worker() -> Worker:
    """Return this process's worker, made at its first nudge."""
    pid = os.getpid()
    if pid not in _workers:
        _workers.clear()
        _workers[pid] = Worker(owner_name())
    return _workers[pid]


def should_stop() -> bool:
    """Return whether the worker is shutting down."""
    return STOPPING.is_set()


def begin_stopping() -> None:
    """Tell the children to give their leases back, and end the ticker."""
    STOPPING.set()
    for ticker in _ticker:
        ticker.stopping.set()


def start_ticker() -> None:
    """Start this main process's ticker."""
    ticker = Ticker(nudge, dead_owners)
    _ticker[:] = [ticker]
    ticker.start()


def nudge_key(queue: str) -> str:
    """Return the cache key that says that a nudge is under way."""
    return f"nudge:{queue}"


def nudge(queue: str) -> None:
    """Wake a worker, unless a nudge is under way already: a worker takes all that is dispatched, so one is enough."""
    if cache.add(nudge_key(queue), 1, timeout=NUDGE_SECONDS):
        current_app.send_task("workflows.advance", [queue], queue="std", ignore_result=True)


def nudge_arrived(queue: str) -> None:
    """Let the next nudge be sent."""
    try:
        cache.delete(nudge_key(queue))
    except Exception:
        # The cache is away: the mark runs out by itself.
        return


def dead_owners() -> list[str]:
    """Return the lease owners on this machine that are gone: their leases need not run out first."""
    with database.transaction() as cursor:
        return [owner for (owner,) in cursor.execute(OWNERS).fetchall() if is_gone(owner)]


def tick_once() -> None:
    """Do one tick: what beat asks for."""
    Ticker(nudge).tick()


def forget_parent() -> None:
    """Begin a child: nothing of the main process's connections is shared."""
    _ticker.clear()
    _workers.clear()
    # Ctrl-C is for the main process; it asks the children to stop.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def end_child() -> None:
    """End a child: leases go back, connections close."""
    worker = _workers.get(os.getpid())
    if worker is not None:
        worker.stop()
    database.close()
