"""Whatever is written, the answer is a JSON value or an ExpressionError with a place: never another exception."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.workflows.expressions.asking import MOMENT
from workflows.expressions import FUNCTIONS, Code, ExpressionError, Scope, check, compile_expression, compile_value

SMALL = settings(
    max_examples=40, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
SCALARS = st.none() | st.booleans() | st.integers(-(10**19), 10**19) | st.floats(allow_nan=False) | st.text(max_size=8)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
ATOMS = st.sampled_from(
    [
        "a",
        "b",
        "a.x",
        "b[0]",
        "b.y.z",
        "0",
        "1",
        "-1",
        "2.5",
        "10**18",
        "'x'",
        "''",
        "null",
        "true",
        "[]",
        "{}",
        "[1, 2]",
        "{'x': 1}",
        "'2026-03-01'",
        "range(5)",
        "1e308",
    ]
)
BINARY = st.sampled_from(
    ["+", "-", "*", "/", "//", "%", "**", "==", "!=", "<", ">", "<=", ">=", "and", "or", "in", "not in"]
)
NAMES = st.sampled_from(sorted(FUNCTIONS))


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} {} {})".format, inner, BINARY, inner),
        st.builds("[{} for v in {} if {}]".format, inner, inner, inner),
        st.builds("[v for v, w in {} for u in {}]".format, inner, inner),
        st.builds("{{{}: {}, **{}}}".format, inner, inner, inner),
        st.builds("({} if {} else {})".format, inner, inner, inner),
        st.builds("{}[{}]".format, inner, inner),
        st.builds("{}[{}:{}:{}]".format, inner, inner, inner, inner),
        st.builds("({}).x".format, inner),
        st.builds("-({})".format, inner),
        st.builds(lambda name, values: f"{name}({', '.join(values)})", NAMES, st.lists(inner, max_size=4)),
    )


EXPRESSIONS = st.recursive(ATOMS, grown, max_leaves=6)


def answer(source: str, names: dict[str, Any], *, is_template: bool = False) -> Any:
    """Return the value or the error; anything else that is raised fails the test."""
    try:
        compiled = compile_value(source) if is_template else compile_expression(source)
        check(compiled, Scope(names={"a": {"type": "object", "properties": {"x": {}}}}))
        return compiled.evaluate(names, MOMENT)
    except ExpressionError as error:
        return well_placed(error, source)


def well_placed(error: ExpressionError, source: str) -> ExpressionError:
    """Return the error if it is one of our own and its place lies in the source."""
    assert error.__cause__ is None, f"the last net caught {error.__cause__!r}"
    assert error.code in set(Code)
    assert error.message
    assert 1 <= error.line <= source.count("\n") + source.count("\r") + 1
    assert 1 <= error.column <= error.end_column <= len(source) + 2
    return error


@SMALL
@given(source=EXPRESSIONS, a=JSON, b=JSON)
def test_any_expression_gives_json_or_an_error_with_a_place(source: str, a: Any, b: Any) -> None:
    result = answer(source, {"a": a, "b": b})
    if not isinstance(result, ExpressionError):
        assert len(json.dumps(result, ensure_ascii=False)) < 3_000_000


@SMALL
@given(name=NAMES, values=st.lists(JSON, max_size=4))
def test_any_function_takes_any_values(name: str, values: list[Any]) -> None:
    names = {f"v{index}": value for index, value in enumerate(values)}
    answer(f"{name}({', '.join(names)})", names)


@SMALL
@given(source=st.text(max_size=40))
def test_any_text_is_read_or_refused(source: str) -> None:
    answer(source, {})


@SMALL
@given(source=st.text(alphabet="{}'\"\\ab.[]()#\n\r1+,:ü_", max_size=30))
def test_any_heap_of_signs_is_read_or_refused(source: str) -> None:
    answer(source, {"a": {"b": 1}, "b": [1]})
    answer(source, {"a": {"b": 1}, "b": [1]}, is_template=True)


@SMALL
@given(before=st.text(alphabet="ab\n ü", max_size=6), source=EXPRESSIONS, after=st.text(alphabet="ab }", max_size=6))
def test_an_expression_inside_text_ends_where_it_ends(before: str, source: str, after: str) -> None:
    alone = answer(source, {"a": {"x": 1}, "b": [1]})
    inside = answer(f"{before}{{{{ {source} }}}}{after}", {"a": {"x": 1}, "b": [1]}, is_template=True)
    if isinstance(alone, ExpressionError):
        assert inside.code == alone.code
    elif not isinstance(inside, ExpressionError) and (before or after):
        assert inside.startswith(before)
        assert inside.endswith(after)


@SMALL
@given(source=EXPRESSIONS, a=JSON)
def test_the_same_moment_gives_the_same_again(source: str, a: Any) -> None:
    names = {"a": a, "b": [1]}
    first, second = answer(source, names), answer(source, names)
    assert repr(first) == repr(second)


@SMALL
@given(value=JSON)
def test_a_value_without_braces_comes_out_as_it_went_in(value: Any) -> None:
    if "{{" not in json.dumps(value):
        assert compile_value(value).evaluate({}, MOMENT) == value
