"""Any JSON value goes through YAML and comes back the same."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.definition import dump_yaml, load_yaml

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    [
        "on",
        "1e3",
        "010",
        "~",
        "",
        " a",
        "a ",
        "\n",
        "a\n\nb",
        "  x\ny",
        "x: y",
        "- a",
        "#",
        "{{ a }}",
        "a\r\nb",
        "\ufeff",
        "\x85",
        "a\tb\nc",
    ]
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**18), 10**18)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=15,
)


@settings(max_examples=200, deadline=None)
@given(VALUES)
def test_whatever_is_written_reads_back_the_same(value):
    back = load_yaml(dump_yaml(value))
    assert back == value
    assert list(back) == list(value) if isinstance(value, dict) else True
