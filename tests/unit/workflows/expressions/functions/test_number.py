"""Functions on numbers and money: rounding as merchants do, and no cent lost."""

from typing import Any

from tests.table import table
from tests.unit.workflows.expressions.asking import error_of, value_of


@table(
    ("source", "value"),
    [
        ("number('12')", 12),
        ("number(' -1.50 ')", -1.5),
        ("number('1e3')", 1000.0),
        ("number('1,234,567.5')", 1234567.5),
        ("number('1.234,5', 'de')", 1234.5),
        ("number('12,5', locale='de')", 12.5),
        ("number('1234,5', 'de')", 1234.5),
        ("number('1’234.5', 'ch')", 1234.5),
        ("number('1 234,5', 'fr')", 1234.5),
        ("number(true)", 1),
        ("number(2.5)", 2.5),
        ("number('.5')", 0.5),
        ("number('5.')", 5.0),
        ("number('+5')", 5),
        ("int('42')", 42),
        ("int(-2.9)", -2),
        ("int('2.9')", 2),
        ("float('1.5')", 1.5),
        ("round(0.5)", 1),
        ("round(1.5)", 2),
        ("round(2.5)", 3),
        ("round(-2.5)", -3),
        ("round(1.005, 2)", 1.01),
        ("round(2.675, 2)", 2.68),
        ("round(1234, -2)", 1200),
        ("round(1250, -2)", 1300),
        ("round(7, 2)", 7),
        ("round(1e17, 2)", 1e17),
        ("round(0.1 + 0.2, 10)", 0.3),
        ("floor(-1.5)", -2),
        ("floor(1.29, 1)", 1.2),
        ("ceil(-1.5)", -1),
        ("ceil(1.21, 1)", 1.3),
        ("abs(-2.5)", 2.5),
        ("sqrt(2) > 1.414", True),
        ("clamp(-5, 0, 10)", 0),
        ("clamp(5, 0, 10)", 5),
        ("min(1, 2.5)", 1),
        ("min(['b', 'a'])", "a"),
        ("max([1, 3, 2])", 3),
        ("max(5)", 5),
        ("sum([])", 0),
        ("sum([1, 2.5, true])", 4.5),
        ("sum([{'a': {'b': 2}}, {'a': {'b': 3}}], 'a.b')", 5),
        ("avg([1, 2])", 1.5),
        ("avg([{'n': 1}, {'n': 3}], by='n')", 2.0),
        ("format_number(1234567.891)", "1,234,567.89"),
        ("format_number(-1234.5, 1, 'de')", "-1.234,5"),
        ("format_number(0.005)", "0.01"),
        ("format_number(1234, 0)", "1,234"),
        ("format_number(1234.5, locale='ch')", "1’234.50"),
        ("format_number(1234.5, locale='fr')", "1 234,50"),
        ("format_number(10 ** 18, 0)", "1,000,000,000,000,000,000"),
    ],
)
def test_number_functions(source: str, value: Any) -> None:
    result = value_of(source)
    assert result == value
    assert type(result) is type(value)


@table(
    ("source", "code"),
    [
        ("number('')", "type_mismatch"),
        ("number('abc')", "type_mismatch"),
        ("number('1,5')", "type_mismatch"),
        ("number('1.2.3')", "type_mismatch"),
        ("number('1,23,4')", "type_mismatch"),
        ("number('1.5', 'de')", "type_mismatch"),
        ("number('1_000')", "type_mismatch"),
        ("number('nan')", "type_mismatch"),
        ("number('inf')", "type_mismatch"),
        ("number('0x10')", "type_mismatch"),
        ("number('١٢')", "type_mismatch"),
        ("number('9' * 200)", "type_mismatch"),
        ("number('9' * 20)", "expression_budget"),
        ("number('1e999')", "expression_budget"),
        ("number(null)", "type_mismatch"),
        ("number([])", "type_mismatch"),
        ("number('1', 'xx')", "type_mismatch"),
        ("int(1e300)", "expression_budget"),
        ("round(1, 16)", "type_mismatch"),
        ("round(1, -16)", "type_mismatch"),
        ("round(1e300)", "expression_budget"),
        ("floor(huge)", "expression_budget"),
        ("sqrt(-1)", "type_mismatch"),
        ("min()", "value_missing"),
        ("max([])", "value_missing"),
        ("min([1, 'a'])", "type_mismatch"),
        ("min([[1], [2]])", "type_mismatch"),
        ("sum(['1'])", "type_mismatch"),
        ("sum([{}], 'n')", "value_missing"),
        ("sum([10 ** 18, 1])", "expression_budget"),
        ("sum([1e308, 1e308])", "expression_budget"),
        ("avg([])", "value_missing"),
        ("format_number(1.5, -1)", "type_mismatch"),
        ("format_number(1.5, locale='xx')", "type_mismatch"),
        ("format_number(1e300)", "expression_budget"),
    ],
)
def test_number_functions_refuse_what_is_no_number_in_range(source: str, code: str) -> None:
    assert error_of(source, {"huge": 10**400}).code == code
