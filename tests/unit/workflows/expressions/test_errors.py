"""An error carries what a person and a program need: code, message, hint and place."""

import pytest

from workflows.expressions.errors import Code, ExpressionError, Fault, Place

CODES = {
    "expression_syntax",
    "unknown_function",
    "unknown_name",
    "unknown_step",
    "unknown_field",
    "step_not_in_scope",
    "expression_too_deep",
    "expression_too_long",
    "expression_budget",
    "regex_refused",
    "value_missing",
    "type_mismatch",
    "step_not_run",
}


def test_the_codes_are_the_ones_that_were_promised() -> None:
    assert {str(code) for code in Code} == CODES


def test_a_place_makes_an_error_that_stands_there() -> None:
    error = Place("/with/url", 2, 3, 9).error(Code.MISSING, "No field `a`.", "Write b.")
    assert isinstance(error, ExpressionError)
    assert (error.code, error.message, error.hint) == ("value_missing", "No field `a`.", "Write b.")
    assert (error.pointer, error.line, error.column, error.end_column) == ("/with/url", 2, 3, 9)
    assert str(error) == "No field `a`."
    assert type(error.code) is str


def test_a_fault_becomes_an_error_without_a_trail() -> None:
    with pytest.raises(ExpressionError) as caught:
        Place("", 1, 2, 3).fail(Fault(Code.TYPE, "No.", "Yes."))
    assert caught.value.__cause__ is None
    assert (caught.value.code, caught.value.column) == ("type_mismatch", 2)


def test_an_error_stands_at_the_start_unless_told_otherwise() -> None:
    error = ExpressionError("value_missing", "Gone.")
    assert (error.line, error.column, error.end_column, error.pointer, error.hint) == (1, 1, 1, "", "")


def test_an_error_shows_itself_in_one_line() -> None:
    assert repr(ExpressionError("a", "b", pointer="/x", line=2)) == "ExpressionError('a', 'b', '/x', 2:1)"
