"""Bad input for expressions: rows X1 to X8 of the threat corpus."""

import time
from typing import Any

import pytest

from tests.unit.workflows.expressions.asking import DATA, MOMENT
from workflows.expressions import ExpressionError, Scope, check, compile_expression, compile_value


def outcome(source: str, **names: Any) -> str:
    """Return the code a bare expression fails with, or `gives …`."""
    try:
        return f"gives {compile_expression(source).evaluate(DATA | names, MOMENT)!r}"
    except ExpressionError as error:
        return error.code


# X1


@pytest.mark.parametrize(
    "source",
    [
        "().__class__.__mro__[1].__subclasses__()",
        "().__class__.__bases__[0].__subclasses__()[59]",
        "constructor.constructor('return process')()",
        "this.constructor.constructor('return this')()",
        "(lambda: 1)()",
        "{}.constructor = 1",
        "__import__('os').system('id')" + "()",
        "[x for x in ().__class__.__base__.__subclasses__()]",
        "(function(){ return this })()",
        "require('child_process').execSync('id')()",
    ],
)
def test_x1_an_escape_is_a_syntax_error(source: str) -> None:
    assert outcome(source) == "expression_syntax"


@pytest.mark.parametrize(
    "text", ["${7*7}", "#{7*7}", "<%= 7*7 %>", "{% debug %}", "{7*7}", "@(7*7)", "[[7*7]]", "%{7*7}"]
)
def test_x1_the_signs_of_other_engines_are_plain_text(text: str) -> None:
    assert compile_value(text).evaluate({}, MOMENT) == text
    assert compile_value(text).is_constant


@pytest.mark.parametrize("data", ["{{7*7}}", "{{ inputs.name }}", "${7*7}", "{% debug %}", "{{ config.SECRET_KEY }}"])
def test_x1_data_is_never_read_as_a_template(data: str) -> None:
    assert compile_value("{{ x }}").evaluate({"x": data}, MOMENT) == data
    assert compile_value("a {{ x }} b").evaluate({"x": data}, MOMENT) == f"a {data} b"
    assert compile_value("{{ '{{' + x }}").evaluate({"x": data}, MOMENT) == "{{" + data


def test_x1_seven_times_seven_is_our_own_arithmetic() -> None:
    assert compile_value("{{7*7}}").evaluate({}, MOMENT) == 49


# X2


@pytest.mark.parametrize(
    "source",
    [
        "'a'.format",
        "'{0.__class__}'.format(1)",
        "'a'.format_map(inputs)",
        "f'{inputs.name}'",
        "f'{inputs.__class__}'",
        "inputs.__class__",
        "inputs.name.__class__.__mro__",
        "inputs['name'].__class__",
        "''.__class__.__mro__[1].__subclasses__()",
        "[].append.__self__",
        "first([1]).__class__",
        "upper.__globals__",
        "now.__call__()",
        "inputs._private",
        "inputs.name.upper()",
        "inputs.keys()",
        "getattr(inputs, '__class__')",
        "eval('1')",
        "exec('1')",
        "open('/etc/passwd')",
        "vars()",
        "globals()",
        "type(1)",
        "print(1)",
    ],
)
def test_x2_no_method_and_no_python_attribute_is_reachable(source: str) -> None:
    assert outcome(source) == "unknown_function"


@pytest.mark.parametrize("path", ["__class__", "__init__.__globals__", "__dict__", "format", "_x", "append"])
def test_x2_a_name_given_as_text_reaches_data_only(path: str) -> None:
    for source in (f"inputs['{path}']", f"get(inputs, '{path}', 'none')", f"default(inputs['{path}'], 'none')"):
        assert outcome(source) in ("value_missing", "gives 'none'")


# X3


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("(" * 10_000 + "1" + ")" * 10_000, "expression_too_deep"),
        ("[" * 10_000 + "]" * 10_000, "expression_too_deep"),
        ("{'a':" * 10_000 + "1" + "}" * 10_000, "expression_too_deep"),
        ("(" * 65 + "1" + ")" * 65, "expression_too_deep"),
        ("not " * 2_500 + "1", "expression_too_deep"),
        ("a + " * 250_000 + "a", "expression_too_long"),
        ("'" + "x" * 1_048_576 + "'", "expression_too_long"),
        ("x" * 10_241, "expression_too_long"),
    ],
)
def test_x3_depth_and_length_are_limited(source: str, code: str) -> None:
    started = time.thread_time()
    assert outcome(source) == code
    assert time.thread_time() - started < 1


# X4


@pytest.mark.parametrize(
    "source",
    [
        "'a'*10**9",
        "range(10**12)",
        "10**10**10",
        "pad('a', 10**9)",
        "pad('a', 10**9, side='left')",
        "[0]*10**9",
        "9**9**9",
        "10**18 + 1",
        "[x for x in range(10**4) for y in range(10**4)]",
        "sum(x for x in range(10**6))",
        "['x' * 1000000 for n in range(100)]",
        "join(['x' * 1000000, 'x' * 1000000])",
        "replace('x' * 100000, 'x', 'y' * 100000)",
        "regex_replace('x' * 9000, 'x', 'y' * 100000)",
        "merge({text(n): n for n in range(10**6)})",
        "zip(range(10**9), range(10**9))",
    ],
)
def test_x4_what_would_take_long_or_grow_large_fails_fast(source: str) -> None:
    started = time.thread_time()
    assert outcome(source) == "expression_budget"
    assert time.thread_time() - started < 0.5


# X5


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("(a+)+$", "a" * 30 + "!"),
        ("(a+)+$", "a" * 50_000 + "!"),
        ("(a|aa)+$", "a" * 50_000 + "!"),
        ("(.*)*=.*", "x" * 50_000),
        ("^(([a-z])+.)+[A-Z]([a-z])+$", "a" * 50_000),
        ("(x+x+)+y", "x" * 50_000),
    ],
)
def test_x5_a_pattern_takes_linear_time(pattern: str, text: str) -> None:
    started = time.thread_time()
    assert outcome("matches(t, p)", t=text, p=pattern) == "gives False"
    assert time.thread_time() - started < 0.5


@pytest.mark.parametrize("pattern", ["(?=a)", "(?<!a)b", "(a)\\1", "(a", "a{5000}", "((a{500}){500}){500}", "x" * 2000])
def test_x5_a_pattern_that_is_not_linear_or_too_large_is_refused(pattern: str) -> None:
    assert outcome("matches('aaa', p)", p=pattern) == "regex_refused"


# X6


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("inputs.zzz", "value_missing"),
        ("steps.stock.body.zzz", "value_missing"),
        ("inputs.nothing.x", "value_missing"),
        ("inputs.items[9]", "value_missing"),
        ("inputs.name.x", "type_mismatch"),
        ("inputs.nothing + 1", "type_mismatch"),
        ("1 + 'a'", "type_mismatch"),
        ("1 < 'a'", "type_mismatch"),
        ("upper(null)", "type_mismatch"),
        ("1 / 0", "type_mismatch"),
        ("1 % 0", "type_mismatch"),
        ("date('2026-02-30')", "type_mismatch"),
        ("date('yesterday')", "type_mismatch"),
        ("date(10 ** 18)", "type_mismatch"),
        ("add('9999-12-31', days=1)", "type_mismatch"),
        ("int('12x')", "type_mismatch"),
    ],
)
def test_x6_nothing_is_guessed_for_a_missing_or_wrong_value(source: str, code: str) -> None:
    assert outcome(source) == code


def test_x6_the_error_says_which_path_and_where() -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_value({"a": ["x {{ steps.stock.body.zzz }}"]}).evaluate(DATA, MOMENT)
    error = caught.value
    assert "`steps.stock.body.zzz`" in error.message
    assert (error.pointer, error.line, error.column, error.end_column) == ("/a/0", 1, 6, 26)


# X7


@pytest.mark.parametrize("source", ["steps.later", "steps.later.body", "steps['later'].body", "steps.own.output"])
def test_x7_a_step_that_did_not_run_has_no_value(source: str) -> None:
    assert outcome(source) == "step_not_run"


def test_x7_a_step_that_runs_later_is_found_before_publishing() -> None:
    scope = Scope(steps={"stock": None}, later=frozenset({"later", "own"}))
    problems = check(compile_value("{{ steps.later.x }} {{ steps.own.y }} {{ steps.stock.z }}"), scope)
    assert [problem.code for problem in problems] == ["step_not_in_scope", "step_not_in_scope"]


# X8


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("url_encode(x)", "%27%3B%20DROP%20TABLE%20a%3B--%0D%0A%3Cb%3E%2F..%2F"),
        ("html_escape(x)", "&#x27;; DROP TABLE a;--\r\n&lt;b&gt;/../"),
        ("json(x)", '"\'; DROP TABLE a;--\\r\\n<b>/../"'),
        ("slug(x)", "drop-table-a-b"),
    ],
)
def test_x8_a_writer_can_encode_for_where_the_value_goes(source: str, value: str) -> None:
    hostile = "'; DROP TABLE a;--\r\n<b>/../"
    assert compile_expression(source).evaluate({"x": hostile}, MOMENT) == value


def test_x8_the_language_itself_changes_nothing_the_consumer_encodes() -> None:
    hostile = "'; DROP TABLE a;--\r\n<b>/../"
    assert compile_value("{{ x }}").evaluate({"x": hostile}, MOMENT) == hostile
    assert compile_value("a={{ x }}").evaluate({"x": hostile}, MOMENT) == f"a={hostile}"
