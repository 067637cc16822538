"""Arithmetic and logic read as in Python, on JSON values only, and never grow out of bounds."""

from typing import Any

from tests.table import table
from tests.unit.workflows.expressions.asking import error_of, place_of, value_of


@table(
    ("source", "value"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("7 / 2", 3.5),
        ("7 // 2", 3),
        ("-7 // 2", -4),
        ("7 % 3", 1),
        ("-7 % 3", 2),
        ("2 ** 10", 1024),
        ("2 ** -1", 0.5),
        ("2 ** 0.5 > 1.41", True),
        ("0.5 ** 10 ** 6", 0.0),
        ("(-1) ** 10 ** 18", 1),
        ("10 ** 18", 10**18),
        ("-10 ** 18", -(10**18)),
        ("1e300 * 10", 1e301),
        ("0.1 + 0.2", 0.1 + 0.2),
        ("-inputs.age", -36),
        ("+inputs.age", 36),
        ("--1", 1),
        ("true + 1", 2),
        ("'a' + 'b'", "ab"),
        ("[1] + [2]", [1, 2]),
        ("'ab' * 3", "ababab"),
        ("3 * 'ab'", "ababab"),
        ("[0] * 3", [0, 0, 0]),
        ("'ab' * 0", ""),
        ("'ab' * -3", ""),
        ("not inputs.empty", True),
        ("not not inputs.name", True),
        ("1 and 2", 2),
        ("0 and 2", 0),
        ("1 or 2", 1),
        ("'' or 0 or []", []),
        ("'' or 'x' or inputs.zzz", "x"),
        ("null and inputs.zzz", None),
        ("inputs.yes and inputs.age > 18 and 'adult'", "adult"),
        ("'a' if inputs.age > 18 else inputs.zzz", "a"),
        ("inputs.zzz if false else 'b'", "b"),
        ("1 if {} else 2", 2),
    ],
)
def test_operators_compute_as_in_python(source: str, value: Any) -> None:
    result = value_of(source)
    assert result == value
    assert type(result) is type(value)


@table(
    ("source", "says"),
    [
        ("1 + 'a'", "Cannot add a number and text."),
        ("'a' + 1", "Cannot add text and a number."),
        ("null + 1", "Cannot add null and a number."),
        ("{} + {}", "Cannot add an object and an object."),
        ("[1] + 'a'", "Cannot add a list and text."),
        ("'a' - 'b'", "Cannot subtract text and text."),
        ("'a' * 'b'", "Cannot multiply text and text."),
        ("'a' * 1.5", "Cannot multiply text and a number."),
        ("'a' * true", "Cannot multiply text and true/false."),
        ("{} * 2", "Cannot multiply an object and a number."),
        ("'%s' % 1", "Cannot divide text and a number."),
        ("'a' / 2", "Cannot divide text and a number."),
        ("'a' ** 2", "Cannot raise text and a number."),
        ("-'a'", "A sign needs a number, not text."),
        ("+null", "A sign needs a number, not null."),
        ("1 / 0", "Cannot divide by zero."),
        ("1 // 0", "Cannot divide by zero."),
        ("1 % 0", "Cannot divide by zero."),
        ("1.5 / 0.0", "Cannot divide by zero."),
        ("0 ** -1", "Cannot divide by zero."),
        ("(-8) ** 0.5", "A root of a negative number is no number here."),
    ],
)
def test_values_that_do_not_fit_are_a_type_mismatch(source: str, says: str) -> None:
    error = error_of(source)
    assert (error.code, error.message) == ("type_mismatch", says)


@table(
    "source",
    [
        "10 ** 18 + 1",
        "10 ** 18 * 10",
        "-10 ** 18 - 1",
        "10 ** 10 ** 10",
        "10 ** 19",
        "2 ** 1000000",
        "(-2) ** 1000001",
        "1.5 ** 10 ** 9",
        "1e-300 ** -2",
        "1e308 * 10",
        "1e308 + 1e308",
        "-1e308 - 1e308",
        "1e308 / 1e-308",
        "huge + 1",
        "huge * 1.5",
        "huge / 3",
        "huge ** 2",
        "huge - 0.5",
        "'a' * 10 ** 9",
        "10 ** 9 * 'a'",
        "[1] * 10 ** 9",
        "[] + [0] * 10001",
        "inputs.long + inputs.long",
        "inputs.long * 2",
    ],
)
def test_what_would_grow_too_large_fails_before_it_is_built(source: str) -> None:
    assert error_of(source, {"huge": 10**4000}).code == "expression_budget"


@table(
    ("source", "hint"),
    [
        ("inputs.name | upper", "upper(x)"),
        ("1 & 2", ""),
        ("1 ^ 2", ""),
        ("1 << 2", ""),
        ("1 >> 2", ""),
        ("1 @ 2", ""),
        ("~1", "`not`"),
    ],
)
def test_other_operators_are_not_part_of_the_language(source: str, hint: str) -> None:
    error = error_of(source)
    assert error.code == "expression_syntax"
    assert hint in error.hint


def test_the_place_is_the_operation_that_failed() -> None:
    assert place_of(error_of("1 + (2 * null) + 3")) == (1, 6, 14)
