"""Where the language has Python's syntax it has Python's meaning: both give the same answer."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.table import table
from tests.unit.workflows.expressions.asking import MOMENT
from workflows.expressions import ExpressionError, compile_expression

SAME = settings(max_examples=60, deadline=None, database=None, derandomize=True)
NAMES: dict[str, Any] = {"a": 7, "b": -3, "c": 0, "d": 2.5, "s": "abc", "t": "", "xs": [3, 1, 2], "o": {"k": 1}}

NUMBERS = st.recursive(
    st.sampled_from(["a", "b", "c", "d", "1", "2", "10"]),
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from(["+", "-", "*", "/", "//", "%"]), inner),
        st.builds("-{}".format, inner),
        st.builds("({} if {} else {})".format, inner, inner, inner),
        st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or"]), inner),
    ),
    max_leaves=8,
)
TRUTHS = st.builds(
    "{} {} {} {} {}".format,
    NUMBERS,
    st.sampled_from(["<", "<=", "==", "!=", ">"]),
    NUMBERS,
    st.sampled_from(["<", ">=", "==", "and", "or"]),
    NUMBERS,
)
LISTS = st.builds(
    "[{} for x in {} if {} for y in {}]".format,
    st.sampled_from(["x", "x + y", "[x, y]", "(x, [y])", "{'k': x}"]),
    st.sampled_from(["xs", "[1, 2]", "xs[1:]", "[]", "xs + [9]"]),
    st.sampled_from(["x > 1", "True", "x in xs", "not x", "x != 2"]),
    st.sampled_from(["[x]", "xs", "[1, x]", "xs[::-1]"]),
)


def python(source: str) -> Any:
    """Return what Python gives, or the kind of its refusal."""
    try:
        return eval(source, {"__builtins__": {}, **NAMES})
    except ZeroDivisionError:
        return "type_mismatch"


def ours(source: str) -> Any:
    try:
        return compile_expression(source).evaluate(NAMES, MOMENT)
    except ExpressionError as error:
        return error.code


@SAME
@given(source=st.one_of(NUMBERS, TRUTHS))
def test_numbers_and_comparisons_mean_what_they_mean_in_python(source: str) -> None:
    assert repr(ours(source)) == repr(python(source))


@SAME
@given(source=LISTS)
def test_comprehensions_mean_what_they_mean_in_python(source: str) -> None:
    assert ours(source.replace("(x, [y])", "[x, [y]]")) == python(source.replace("(x, [y])", "[x, [y]]"))


@table(
    "source",
    [
        "s + 'd'",
        "s * 2",
        "s[1]",
        "s[-1]",
        "s[1:]",
        "s[::-1]",
        "'b' in s",
        "'z' not in s",
        "s < 'abd'",
        "s or t",
        "t or s",
        "t and s",
        "not t",
        "xs[0]",
        "xs[-1]",
        "xs[5:]",
        "xs + [1]",
        "xs * 2",
        "2 in xs",
        "xs == [3, 1, 2]",
        "xs != xs",
        "o == {'k': 1}",
        "'k' in o",
        "o['k']",
        "{**o, 'j': 2}",
        "[*xs, 4]",
        "{k: 1 for k in o}",
        "[x for x in xs for x in [x, x]]",
        "[[y for y in xs if y > x] for x in xs]",
        "1 < 2 < 3",
        "3 > 2 > 2",
        "1 == 1.0",
        "True + True",
        "True == 1",
        "2 ** 3 ** 2",
        "-2 ** 2",
        "10 - 3 - 2",
        "7 // -2",
        "-7 % 5",
        "0.1 + 0.2",
        "'a' 'b'",
        "None is None",
        "a if b > c else d",
        "not a == b",
        "a or b and c",
    ],
)
def test_this_means_what_it_means_in_python(source: str) -> None:
    assert repr(ours(source)) == repr(python(source))
