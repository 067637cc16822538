"""Declaring a function is all it takes: signature, checks and page come from the Python function."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.table import table
from tests.unit.workflows.expressions.asking import error_of, value_of
from workflows.expressions.functions.registry import FUNCTIONS, function
from workflows.expressions.limits import Budget


@pytest.fixture(autouse=True)
def _own_functions() -> Iterator[None]:
    """Declare two functions for one test."""

    @function("text", "twice('a')", "aa", also=("double",))
    def twice(text: str, times: int = 2, *, budget: Budget) -> str:
        """The text
        again and again."""
        budget.charge(7)
        return text * times

    @function("lists", "broken()", None)
    def broken(*values: Any) -> None:
        """It fails."""
        raise values[0]

    yield
    for name in ("twice", "double", "broken"):
        del FUNCTIONS[name]


def test_the_signature_and_the_sentence_come_from_the_python_function() -> None:
    assert (FUNCTIONS["twice"].signature, FUNCTIONS["twice"].doc) == (
        "twice(text, times=2)",
        "The text again and again.",
    )
    assert FUNCTIONS["broken"].signature == "broken(values, …)"


def test_another_name_is_the_same_function() -> None:
    double = FUNCTIONS["double"]
    assert (double.signature, double.doc, double.example) == (
        "double(text, times=2)",
        "The same as `twice`.",
        "double('a')",
    )
    assert value_of("double('a', times=3)") == "aaa"


def test_the_budget_is_filled_in_and_cannot_be_given() -> None:
    assert value_of("twice('a')") == "aa"
    assert error_of("twice('a', budget=1)").code == "expression_syntax"
    assert error_of("[twice('a') for n in range(2000)]").code == "expression_budget"


@table("error", [ValueError("secret"), TypeError(), KeyError("x"), ZeroDivisionError(), OverflowError()])
def test_what_a_function_lets_slip_is_a_type_mismatch_that_tells_nothing(error: Exception) -> None:
    from workflows.expressions import ExpressionError

    with pytest.raises(ExpressionError) as caught:
        value_of("1 + broken(x)", {"x": error})
    assert caught.value.code == "type_mismatch"
    assert "secret" not in caught.value.message + caught.value.hint
    assert (caught.value.column, caught.value.end_column) == (5, 14)
