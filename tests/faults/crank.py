"""One process that ticks and works, to be killed at a named point: `python -m tests.faults.crank`.

Leases of the owners in DEAD_OWNERS, comma-separated, end at once: so a test need not wait until they run out.
"""

import os
import threading
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from workflows.engine.ticker import Ticker
from workflows.engine.worker import Worker


def main() -> None:
    """Work until killed."""
    dead = [owner for owner in os.environ.get("DEAD_OWNERS", "").split(",") if owner]
    Ticker(nudge=lambda queue: None, dead_owners=lambda: dead).start()
    worker = Worker(os.environ["OWNER"], threads=4)
    while threading.main_thread().is_alive():
        worker.drive()
        time.sleep(0.01)


if __name__ == "__main__":
    main()
