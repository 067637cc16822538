"""No value whatsoever makes validation raise."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.workflows.definition.documents import CATALOG
from workflows.definition import DefinitionError, parse, validate

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.floats() | st.text(max_size=8) | st.just("{{ steps.a }}"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
KEYS = st.sampled_from(
    [
        "id",
        "type",
        "with",
        "when",
        "retry",
        "then",
        "else",
        "steps",
        "cases",
        "branches",
        "compensate",
        "default",
        "sample",
    ]
)
TYPES = st.sampled_from(
    ["if", "switch", "parallel", "for_each", "while", "try", "wait", "approval", "set", "stop", "http.request"]
)
STEP = st.recursive(
    st.dictionaries(KEYS, JSON, max_size=5),
    lambda inner: st.fixed_dictionaries(
        {"id": st.sampled_from(["a", "b", "c", 1]), "type": TYPES},
        optional={
            "with": JSON,
            "then": st.lists(inner, max_size=2) | JSON,
            "steps": st.lists(inner, max_size=2),
            "cases": st.lists(st.fixed_dictionaries({"name": JSON, "steps": st.lists(inner, max_size=2)}), max_size=2)
            | JSON,
            "branches": JSON,
        },
    ),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(
    JSON
    | st.fixed_dictionaries(
        {"schema": st.just(1), "name": JSON, "steps": st.lists(STEP, max_size=3)},
        optional={"inputs": JSON, "triggers": JSON, "settings": JSON, "output": JSON, "description": JSON},
    )
)
def test_no_value_makes_validation_raise_and_parse_agrees_with_it(raw):
    found = validate(raw, CATALOG)
    assert all(problem.code and problem.message for problem in found)
    if any(problem.code != "secret_in_definition" for problem in found):
        with pytest.raises(DefinitionError):
            parse(raw, CATALOG)
    else:
        assert parse(raw, CATALOG).raw is raw
