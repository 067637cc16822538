"""The reference of states is what the code says."""

from pathlib import Path

from workflows.lifecycle.chart import render_reference
from workflows.lifecycle.states import ITEM_MOVES, RUN_MOVES, STEP_MOVES

PAGE = Path(__file__).resolve().parents[4] / "docs" / "reference" / "states.md"


def test_the_page_in_the_docs_is_the_printed_one():
    assert PAGE.read_text() == render_reference(), "print it again: python -m workflows.lifecycle.chart > " + str(PAGE)


def test_every_move_is_on_the_page_with_its_reason():
    page = render_reference()

    for (old, new), why in {**RUN_MOVES, **STEP_MOVES, **ITEM_MOVES}.items():
        assert f"    {old} --> {new}: {why}\n" in page


def test_no_reason_breaks_the_diagram():
    reasons = [why for moves in (RUN_MOVES, STEP_MOVES, ITEM_MOVES) for why in moves.values()]

    # Mermaid ends a label at the line's end; a second colon or a semicolon would end it early in older releases.
    assert [why for why in reasons if "\n" in why or "#" in why] == []
