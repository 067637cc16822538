"""Exact decimals for money: numbers or numbers written as text in, text out, so that no cent gets lost."""

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from workflows.expressions.errors import Code, Fault
from workflows.expressions.functions.kinds import Amount
from workflows.expressions.functions.lookup import fields
from workflows.expressions.functions.number import grouped
from workflows.expressions.functions.registry import function
from workflows.expressions.limits import Budget
from workflows.expressions.values import kind_of

_DECIMAL = re.compile(r"[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][+-]?\d{1,2})?", re.ASCII)
_EXACT = Context(prec=100)
_MAX_PLACES = 20
_LARGEST = Decimal(10) ** 18


@function("money", "money(19.995)", "20.00")
def money(amount: Amount, places: int = 2) -> str:
    """The amount as text with so many decimal places, a half rounded away from zero."""
    return _fixed(decimal_of(amount), places)


@function("money", "money_add('0.10', 0.2)", "0.30")
def money_add(*amounts: Amount) -> str:
    """The exact sum of the amounts."""
    return _plain(_total(list(amounts)))


@function("money", "money_subtract('10.00', 0.01)", "9.99")
def money_subtract(amount: Amount, less: Amount) -> str:
    """The exact difference of two amounts."""
    return _plain(_EXACT.subtract(decimal_of(amount), decimal_of(less)))


@function("money", "money_multiply('19.99', 3)", "59.97")
def money_multiply(amount: Amount, factor: Amount) -> str:
    """The exact product; round it with money(…)."""
    return _plain(_EXACT.multiply(decimal_of(amount), decimal_of(factor)))


@function("money", "money_divide('100.00', 3)", "33.33")
def money_divide(amount: Amount, divisor: Amount, places: int = 2) -> str:
    """The quotient, rounded to so many places."""
    by = decimal_of(divisor)
    if not by:
        raise Fault(Code.TYPE, "Cannot divide by zero.")
    return _fixed(_EXACT.divide(decimal_of(amount), by), places)


@function("money", "money_sum([{'price': '1.10'}, {'price': 2.2}], 'price')", "3.30")
def money_sum(list_: list[Any], by: str | None = None, *, budget: Budget) -> str:
    """The exact sum of the items, or of one field of each."""
    return _plain(_total(fields(list_, by, budget)))


@function("money", "format_money(1234.5, 'EUR', locale='de')", "1.234,50 EUR")
def format_money(amount: Amount, currency: str = "", locale: str = "en", places: int = 2) -> str:
    """The amount as people write it, with the currency before it in English and after it elsewhere."""
    text = grouped(_quantized(decimal_of(amount), places), places, locale)
    if not currency:
        return text
    return f"{currency} {text}" if locale in ("en", "ch") else f"{text} {currency}"


def decimal_of(value: Any) -> Decimal:
    """Return the exact decimal of a number or a number written as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Fault(Code.TYPE, f"An amount is a number or a number as text, not {kind_of(value)}.")
    text = value.strip() if isinstance(value, str) and len(value) < 100 else value
    if isinstance(text, str) and not _DECIMAL.fullmatch(text):
        raise Fault(Code.TYPE, "This text is not an amount.", "Write it with a point: '12.50'. See number(…, locale).")
    if not isinstance(text, str) and abs(text) > 10**18:
        raise Fault(Code.BUDGET, "This amount is out of range.")
    return _bounded(Decimal(text if isinstance(text, str) else repr(text)))


def _total(amounts: list[Any]) -> Decimal:
    total = Decimal(0)
    for amount in amounts:
        total = _EXACT.add(total, decimal_of(amount))
    return total


def _bounded(amount: Decimal) -> Decimal:
    if abs(amount) > _LARGEST or int(amount.as_tuple().exponent) < -100:
        raise Fault(Code.BUDGET, "This amount is out of range.")
    return amount


def _fixed(amount: Decimal, places: int) -> str:
    return f"{_quantized(amount, places):f}"


def _quantized(amount: Decimal, places: int) -> Decimal:
    if not 0 <= places <= _MAX_PLACES:
        raise Fault(Code.TYPE, f"`places` lies between 0 and {_MAX_PLACES}.")
    return _bounded(amount).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=_EXACT)


def _plain(amount: Decimal) -> str:
    """Return an exact amount with at least the two places of a price."""
    places = max(2, -int(_bounded(amount).as_tuple().exponent))
    return f"{amount:.{places}f}"
