"""The moves as charts for the reference."""

from collections.abc import Mapping
from enum import StrEnum

from workflows.lifecycle.states import FINAL_RUN, ITEM_MOVES, RUN_MOVES, SETTLED_STEP, STEP_MOVES


def chart(moves: Mapping[tuple[StrEnum, StrEnum], str], final: frozenset[StrEnum]) -> str:
    """Return a Mermaid state diagram of the moves."""
    lines = [f"    {old} --> {new}: {why}" for (old, new), why in moves.items()]
    ends = [f"    {state} --> [*]" for state in sorted(final)]
    return "\n".join(["```mermaid", "stateDiagram-v2", *lines, *ends, "```"])


def render_reference() -> str:
    """Return the page `docs/reference/states.md`."""
    parts = [
        "# States and moves",
        "This page is printed from `workflows/lifecycle/states.py`; a test compares the two.",
        "## Run",
        chart(RUN_MOVES, FINAL_RUN),  # type: ignore[arg-type]
        "## Step run",
        chart(STEP_MOVES, SETTLED_STEP),  # type: ignore[arg-type]
        "## Work item",
        "A work item is a live branch of a run in the queue; it goes when the branch ends or begins to wait.",
        chart(ITEM_MOVES, frozenset()),  # type: ignore[arg-type]
    ]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    print(render_reference(), end="")
