"""Functions on numbers. Rounding is the merchant's: a half goes away from zero, in decimal digits."""

import math
import re
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from typing import Any

from workflows.expressions.comparison import check_order
from workflows.expressions.errors import Code, Fault
from workflows.expressions.functions.lookup import fields
from workflows.expressions.functions.registry import function
from workflows.expressions.limits import CHARACTERS_SHIFT, NUMBERS, Budget, fit
from workflows.expressions.values import kind_of

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_LOCALES = {"en": (",", "."), "de": (".", ","), "ch": ("’", "."), "fr": (" ", ",")}
_MAX_DIGITS = 15
_WIDE = Context(prec=60)


@function("number", "number('1.234,50', locale='de')", 1234.5, also=("float",))
def number(value: Any, locale: str = "en") -> int | float:
    """The value as a number; text may have separators as written in the locale: en, de, ch, fr."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | float):
        return value
    if not isinstance(value, str):
        raise Fault(Code.TYPE, f"There is no number in {kind_of(value)}.")
    return parse_number(value, locale)


@function("number", "int('42')", 42, name="int", also=("integer",))
def int_of(value: Any) -> int:
    """The value as a whole number; what stands after the point is cut off."""
    found = number(value)
    return int(fit(found))


@function("number", "round(2.675, 2)", 2.68, name="round")
def round_of(number: float, digits: int = 0) -> int | float:
    """The number rounded to so many decimal digits, a half away from zero."""
    return _rounded(number, digits, ROUND_HALF_UP)


@function("number", "floor(2.9)", 2)
def floor(number: float, digits: int = 0) -> int | float:
    """The number rounded down."""
    return _rounded(number, digits, ROUND_FLOOR)


@function("number", "ceil(2.1)", 3)
def ceil(number: float, digits: int = 0) -> int | float:
    """The number rounded up."""
    return _rounded(number, digits, ROUND_CEILING)


@function("number", "abs(-3)", 3, name="abs")
def abs_of(number: float) -> int | float:
    """The number without its sign."""
    return abs(number)


@function("number", "sqrt(9)", 3.0)
def sqrt(number: float) -> float:
    """The square root."""
    if number < 0:
        raise Fault(Code.TYPE, "A root of a negative number is no number here.")
    return math.sqrt(number)


@function("number", "clamp(120, 0, 100)", 100)
def clamp(number: float, low: float, high: float) -> int | float:
    """The number, kept between `low` and `high`."""
    return max(low, min(number, high))


@function("number", "min([3, 1, 2])", 1, name="min")
def min_of(*values: Any, budget: Budget) -> Any:
    """The smallest of the values, or of the items of one list."""
    return min(_comparable(values, budget))


@function("number", "max(3, 1, 2)", 3, name="max")
def max_of(*values: Any, budget: Budget) -> Any:
    """The largest of the values, or of the items of one list."""
    return max(_comparable(values, budget))


@function("number", "sum([{'price': 2}, {'price': 3}], 'price')", 5, name="sum")
def sum_of(list_: list[Any], by: str | None = None, *, budget: Budget) -> int | float:
    """The sum of the items, or of one field of each; 0 for an empty list. For money see `money_sum`."""
    total: int | float = fit(sum(_numbers(list_, by, budget)))
    return total


@function("number", "avg([1, 2, 3, 4])", 2.5)
def avg(list_: list[Any], by: str | None = None, *, budget: Budget) -> float:
    """The mean of the items, or of one field of each."""
    numbers = _numbers(list_, by, budget)
    if not numbers:
        raise Fault(Code.MISSING, "The list is empty, so it has no mean.", "Write default(avg(…), 0).")
    return sum(numbers) / len(numbers)


@function("number", "format_number(1234567.5, 2, locale='de')", "1.234.567,50")
def format_number(number: float, digits: int = 2, locale: str = "en", *, budget: Budget) -> str:
    """The number as people write it: en 1,234.50 · de 1.234,50 · ch 1’234.50 · fr 1 234,50."""
    _check_digits(digits, low=0)
    budget.charge(1)
    return grouped(_quantized(number, digits, ROUND_HALF_UP), digits, locale)


def grouped(amount: Decimal, digits: int, locale: str) -> str:
    """Return a decimal with the separators of a locale."""
    group, point = _separators(locale)
    plain = f"{amount:,.{digits}f}"
    return plain.translate({ord(","): group, ord("."): point})


def parse_number(text: str, locale: str) -> int | float:
    """Return the number written in a text. Raises Fault for anything that is none, `inf` and `nan` included."""
    group, point = _separators(locale)
    if len(text) > 100:
        raise Fault(Code.TYPE, "This text is not a number.")
    plain = text.strip()
    if point != "." or group in plain:
        plain = _without_separators(plain, group, point)
    if not _NUMBER.fullmatch(plain):
        raise Fault(Code.TYPE, "This text is not a number.", "A locale helps with separators: number(x, locale='de').")
    return int(fit(int(plain))) if plain.lstrip("+-").isdigit() else float(fit(float(plain)))


def _without_separators(text: str, group: str, point: str) -> str:
    """Return the number with a plain point; `` where a separator stands in the wrong place, as in 1,5 for `en`."""
    form = rf"[+-]?(?:\d{{1,3}}(?:{re.escape(group)}\d{{3}})+|\d+)(?:{re.escape(point)}\d*)?"
    return text.replace(group, "").replace(point, ".") if re.fullmatch(form, text, re.ASCII) else ""


def _separators(locale: str) -> tuple[str, str]:
    found = _LOCALES.get(locale)
    if found is None:
        raise Fault(Code.TYPE, "This locale is not known.", f"There are {', '.join(_LOCALES)}.")
    return found


def _rounded(number: int | float, digits: int, rounding: str) -> int | float:
    _check_digits(digits, low=-_MAX_DIGITS)
    if isinstance(number, float) and digits > 0 and abs(number) >= 1e15:
        return number
    exact = _quantized(number, digits, rounding)
    return float(exact) if digits > 0 and isinstance(number, float) else int(exact)


def _quantized(number: int | float, digits: int, rounding: str) -> Decimal:
    if abs(number) > 10**18:
        raise Fault(Code.BUDGET, "This number is out of range.")
    # The shortest decimal that reads as this float: 2.675 is rounded as it is written, not as it is stored.
    return Decimal(repr(number)).quantize(Decimal(1).scaleb(-digits), rounding=rounding, context=_WIDE)


def _check_digits(digits: int, low: int) -> None:
    if not low <= digits <= _MAX_DIGITS:
        raise Fault(Code.TYPE, f"`digits` lies between {low} and {_MAX_DIGITS}.")


def _numbers(items: list[Any], by: str | None, budget: Budget) -> list[int | float]:
    values = fields(items, by, budget)
    for value in values:
        if type(value) not in NUMBERS:
            raise Fault(Code.TYPE, f"Every item must be a number; one is {kind_of(value)}.")
    return values


def _comparable(values: tuple[Any, ...], budget: Budget) -> list[Any]:
    items = values[0] if len(values) == 1 and isinstance(values[0], list) else list(values)
    if not items:
        raise Fault(Code.MISSING, "The list is empty.", "Write default(…, 0).")
    for item in items:
        check_order(items[0], item)
        budget.charge(len(item) >> CHARACTERS_SHIFT if isinstance(item, str) else 0)
    return items
