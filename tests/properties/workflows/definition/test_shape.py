"""No size of a document makes the first look at it fail or take long."""

from __future__ import annotations

import time

from tests.unit.workflows.definition.test_shape import nested, told


def test_a_flood_of_bad_texts_hides_nothing_that_would_break_the_walk():
    flood = {"texts": ["\x00"] * 150, "later": {"deep": nested(2_000), "odd": object()}}
    found = told(flood)
    assert len(found) == 100
    assert {code for _, code in found} == {"invalid_text"}


def test_a_hundred_thousand_levels_are_refused_without_recursing():
    assert told(nested(100_000)) == [("", "definition_too_large")]


def test_a_value_that_multiplies_is_refused_at_once():
    bomb = ["x"] * 10
    for _ in range(40):
        bomb = [bomb] * 10
    started = time.process_time()
    assert told({"steps": bomb}) == [("", "definition_too_large")]
    assert time.process_time() - started < 3
