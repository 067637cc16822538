"""Money is exact: no cent gets lost, whatever is added up."""

from typing import Any

from tests.table import table
from tests.unit.workflows.expressions.asking import error_of, value_of


@table(
    ("source", "value"),
    [
        ("money(0.125)", "0.13"),
        ("money('-0.005')", "-0.01"),
        ("money(1.005)", "1.01"),
        ("money(5)", "5.00"),
        ("money('1e2')", "100.00"),
        ("money('12.3456', 3)", "12.346"),
        ("money(1.5, 0)", "2"),
        ("money_add(0.1, 0.2)", "0.30"),
        ("money_add('0.001', '0.002')", "0.003"),
        ("money_add()", "0.00"),
        ("money_subtract('0.30', 0.1)", "0.20"),
        ("money_multiply(19.99, 3)", "59.97"),
        ("money_multiply('0.10', '0.10')", "0.0100"),
        ("money_divide(1, 3)", "0.33"),
        ("money_divide(2, 3, 4)", "0.6667"),
        ("money_sum([0.1] * 10)", "1.00"),
        ("money_sum([])", "0.00"),
        ("money_sum([{'p': '1.10'}, {'p': 2}], by='p')", "3.10"),
        ("format_money('1234567.891', 'EUR', 'de')", "1.234.567,89 EUR"),
        ("format_money(1234.5, 'USD')", "USD 1,234.50"),
        ("format_money(1234.5)", "1,234.50"),
        ("format_money('999999999999999999.99')", "999,999,999,999,999,999.99"),
        ("number(money(0.1)) == 0.1", True),
    ],
)
def test_money_is_exact(source: str, value: Any) -> None:
    assert value_of(source) == value


@table(
    ("source", "code"),
    [
        ("money('12,50')", "type_mismatch"),
        ("money('')", "type_mismatch"),
        ("money('1e99')", "expression_budget"),
        ("money('1e999999999')", "type_mismatch"),
        ("money('9' * 1000)", "type_mismatch"),
        ("money('nan')", "type_mismatch"),
        ("money(1e300)", "expression_budget"),
        ("money(huge)", "expression_budget"),
        ("money(1, 21)", "type_mismatch"),
        ("money(true)", "type_mismatch"),
        ("money_divide(1, 0)", "type_mismatch"),
        ("money_divide(1, '1e-99')", "expression_budget"),
        ("money_multiply('1e18', '1e18')", "expression_budget"),
        ("money_sum(['a'])", "type_mismatch"),
        ("money_sum([null])", "type_mismatch"),
    ],
)
def test_money_refuses_what_is_no_amount(source: str, code: str) -> None:
    assert error_of(source, {"huge": 10**400}).code == code
