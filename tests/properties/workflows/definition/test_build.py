"""Building is quick, and so is the start."""

from __future__ import annotations

import subprocess
import sys
import time

from tests.unit.workflows.definition.documents import CATALOG, ask, document
from workflows.definition import parse


def test_ten_steps_are_parsed_in_a_moment():
    """2 ms is the promise on a quiet machine; the best of many tries is what this one can do."""
    steps = [
        ask(f"s{i}", **{"with": {"url": f"https://x.example/{{{{ inputs.a{i} }}}}", "json": {"b": "{{ vars.c }}"}}})
        for i in range(10)
    ]
    raw = document(*steps)
    best = min(_seconds(lambda: parse(raw, CATALOG)) for _ in range(20))
    assert best < 0.01


def _seconds(act) -> float:
    started = time.process_time()
    act()
    return time.process_time() - started


def test_importing_the_room_loads_nothing_heavy():
    heavy = ("yaml", "holidays", "jsonschema", "django")
    code = f"import sys, workflows.definition; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
