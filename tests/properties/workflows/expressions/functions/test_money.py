"""Money is exact, whatever is added up."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.workflows.expressions.asking import value_of


@settings(max_examples=50, deadline=None, database=None, derandomize=True)
@given(cents=st.lists(st.integers(-(10**9), 10**9), max_size=20))
def test_a_sum_of_prices_is_exact_to_the_cent(cents: list[int]) -> None:
    prices = [float(Decimal(cent) / 100) for cent in cents]
    assert Decimal(value_of("money_sum(prices)", {"prices": prices})) == Decimal(sum(cents)) / 100
