"""Nothing an expression says can make it run long or grow large."""

import time

import pytest

from tests.table import table
from tests.unit.workflows.expressions.asking import error_in, error_of, filled, place_of, value_of
from workflows.expressions import ExpressionError, compile_expression
from workflows.expressions.errors import Code, Fault
from workflows.expressions.limits import MAX_RESULT, Budget, admit, fit

DEEP = [
    ("brackets", "(" * 65 + "1" + ")" * 65),
    ("lists", "[" * 65 + "]" * 65),
    ("ten thousand brackets", "(" * 10_000 + ")" * 10_000),
    ("ten thousand open brackets", "[" * 10_000),
    ("not", "not " * 2000 + "1"),
    ("minus", "-" * 9000 + "1"),
    ("sum", "1" + "+1" * 4000),
    ("power", "2" + "**2" * 3000),
    ("path", "a" + ".a" * 5000),
    ("subscripts", "a" + "[0]" * 3000),
    ("choice", "1 if 1 else " * 800 + "1"),
    ("lambda", "lambda:" * 1400 + "1"),
    ("loops", f"[1 {'for x in [1] ' * 65}]"),
    ("calls", "upper(" * 64 + "'a'" + ")" * 64),
]


@table(("kind", "source"), DEEP)
def test_deep_nesting_is_refused_quickly_and_without_a_crash(kind: str, source: str) -> None:
    started = time.thread_time()
    assert error_of(source).code == "expression_too_deep"
    assert time.thread_time() - started < 0.5


@table(
    "source",
    ["(" * 60 + "1" + ")" * 60, "1" + " + 1" * 60, "a" + ".a" * 60, "not " * 60 + "1", "[" * 60 + "]" * 60],
)
def test_nesting_below_the_limit_compiles(source: str) -> None:
    assert compile_expression(source).source == source


@table(
    ("source", "code"),
    [
        ("'" + "x" * 10_300 + "'", "expression_too_long"),
        ("1, " * 4000, "expression_too_long"),
        ("a " * 500_000, "expression_too_long"),
        (" " * 10_300, "expression_too_long"),
        ("'" + "x" * 1_000_000, "expression_too_long"),
    ],
)
def test_a_source_beyond_10_kb_is_refused(source: str, code: str) -> None:
    assert error_of(source).code == code


def test_the_length_limit_counts_the_expression_and_not_the_text_around_it() -> None:
    assert filled("x" * 50_000 + "{{ 1 }}" + "y" * 50_000) == "x" * 50_000 + "1" + "y" * 50_000
    assert error_in("x{{ '" + "y" * 10_300 + "' }}").code == "expression_too_long"


@table(
    "source",
    [
        "'a' * 10 ** 9",
        "range(10 ** 12)",
        "10 ** 10 ** 10",
        "pad('a', 10 ** 9)",
        "pad('a', 10 ** 9, side='center')",
        "[0] * 10 ** 9",
        "range(0, 10 ** 18, 1)",
        "range(10 ** 18, 0, -1)",
        "range(-10 ** 18, 10 ** 18)",
        "range(10 ** 18, null, 10 ** 9)",
        "replace(inputs.long, 'x', 'yyyy')",
        "replace(inputs.long, '', 'yyyy')",
        "join([inputs.long, inputs.long])",
        "join(range(9000), inputs.long)",
        "inputs.long * 10 ** 9",
        "regex_replace(inputs.long, '', 'yyyyyyyyyy')",
        "regex_replace(inputs.long[:9000], 'x', inputs.long[:9000])",
        "[inputs.long for n in range(5000)]",
        "{text(n): inputs.long for n in range(5000)}",
        "json([inputs.long for n in range(5000)])",
        "zip(range(3000), range(3000), range(3000), range(3000))",
        "flatten([range(3000), range(3000), range(3000), range(3000)])",
        "split(inputs.long, 'x')",
        "parse_json('[' * 100000)",
        "parse_json('9' * 5000)",
        "sort([t + text(n) for n in range(2000)])",
        "unique([t + text(n) for n in range(2000)])",
        "matches(inputs.long, '(a?){1000}b')",
        "regex_all(inputs.long, 'x')",
        "upper(url_encode('ü' * 300000))",
    ],
)
def test_what_would_take_long_or_grow_large_fails_fast(source: str) -> None:
    started = time.thread_time()
    error = error_of(source, {"t": "x" * 50_000})
    assert error.code == "expression_budget"
    assert time.thread_time() - started < 0.5


def test_a_result_of_one_megabyte_is_the_largest() -> None:
    assert len(value_of("'x' * 1000000")) == 1_000_000
    assert error_of("['x' * 600000, 'y' * 600000]").code == "expression_budget"
    assert error_of("['ü' * 600000]").code == "expression_budget"


def test_one_value_shares_one_budget_among_its_expressions() -> None:
    one = "{{ len([x for x in range(4000)]) }}"
    assert filled([one]) == [4000]
    error = error_in([one, one, one])
    assert (error.code, error.pointer) == ("expression_budget", "/1")


def test_text_made_of_many_large_pieces_runs_out() -> None:
    assert error_in("{{ inputs.long }}" * 3).code == "expression_budget"


def test_data_that_nests_very_deep_is_no_crash() -> None:
    deep: list = []
    for _ in range(2_000):
        deep = [deep]
    for source in ("json(x)", "x == y", "x in [y]", "x", "[x]", "unique([x])"):
        with pytest.raises(ExpressionError) as caught:
            value_of(source, {"x": deep, "y": [[deep]]})
        assert caught.value.code == "expression_budget"


def test_the_place_of_an_exhausted_budget_is_the_part_that_used_it() -> None:
    assert place_of(error_of("1 + len(range(10 ** 9))")) == (1, 9, 23)


@table("number", [0, 1.5, True, 10**18, -(10**18), 1.7e308, -1.7e308])
def test_numbers_in_range_fit(number: float) -> None:
    assert fit(number) == number


@table("number", [10**18 + 1, -(10**18) - 1, float("inf"), float("-inf"), float("nan"), 10**400])
def test_numbers_out_of_range_do_not_fit(number: float) -> None:
    with pytest.raises(Fault) as caught:
        fit(number)
    assert caught.value.code is Code.BUDGET


@table("value", [None, True, 1, 1.5, "x", [], {}, [1, {"a": [None]}], "ü" * 10])
def test_json_is_admitted_as_it_is(value: object) -> None:
    assert admit(value) is value


@table("value", [object(), {"a": object()}, [b"x"], [{1, 2}], "\ud800", {"\ud800": 1}])
def test_what_is_no_json_is_not_admitted(value: object) -> None:
    with pytest.raises(Fault) as caught:
        admit(value)
    assert caught.value.code is Code.TYPE


def test_a_budget_counts_down_to_nothing() -> None:
    budget = Budget(None)
    budget.charge(10_000)
    with pytest.raises(Fault):
        budget.charge(1)


def test_text_beyond_the_result_limit_is_refused_whatever_is_left() -> None:
    with pytest.raises(Fault):
        Budget(None).charge_text(MAX_RESULT + 1)
