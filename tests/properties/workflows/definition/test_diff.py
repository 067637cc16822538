"""Any two drafts can be compared."""

from __future__ import annotations

import copy

from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.definition import diff

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "steps", "with", "then", "name", "triggers"]), inner, max_size=4)
    ),
    max_leaves=15,
)


@settings(max_examples=100, deadline=None)
@given(JSON, JSON)
def test_comparing_drafts_never_raises_and_equal_ones_are_equal(one, other):
    assert diff(one, copy.deepcopy(one)) == []
    assert all(change.text for change in diff(one, other))
