"""Rounding is never far from the number."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.workflows.expressions.asking import value_of


@settings(max_examples=50, deadline=None, database=None, derandomize=True)
@given(number=st.floats(-1e9, 1e9), digits=st.integers(0, 6))
def test_rounding_moves_a_number_by_half_a_digit_at_most(number: float, digits: int) -> None:
    rounded = value_of("round(n, d)", {"n": number, "d": digits})
    assert abs(Decimal(repr(rounded)) - Decimal(repr(number))) <= Decimal(5).scaleb(-digits - 1)
