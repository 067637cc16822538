"""Named points at which a test may kill this process: how the crash promises are proven with real processes.

`STELLWERK_FAULT=record.before_commit:3` ends the process with SIGKILL when it reaches that point for the third time.
Without the variable a point costs one comparison.
"""

import os
import signal
from itertools import count

POINTS = (
    "claim.after_commit",
    "perform.before_effect",
    "perform.after_effect",
    "record.before_commit",
    "record.after_commit",
    "dispatch.before_commit",
    "dispatch.after_commit",
    "promote.before_commit",
    "promote.after_commit",
    "schedule.before_commit",
    "schedule.after_commit",
)

_wanted, _, _nth = os.environ.get("STELLWERK_FAULT", "").partition(":")
_visits = count(1)


def reach(point: str) -> None:
    """Do nothing, unless the environment asks to die here."""
    if point == _wanted and next(_visits) == int(_nth or 1):
        os.kill(os.getpid(), signal.SIGKILL)
