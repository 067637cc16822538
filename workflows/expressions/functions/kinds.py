"""What a function takes: each annotation has a check that says in plain words what is needed instead."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from workflows.expressions.errors import Code, Fault
from workflows.expressions.limits import CHARACTERS_SHIFT, ITEMS_SHIFT, MAX_INTEGER, Budget
from workflows.expressions.values import kind_of

Take = Callable[[Any, Budget], Any]

_SHORT = 1 << CHARACTERS_SHIFT


def take_any(value: Any, budget: Budget) -> Any:
    """Return any value; text and lists cost what reading them costs."""
    if isinstance(value, str):
        budget.charge(len(value) >> CHARACTERS_SHIFT)
    elif isinstance(value, list | dict):
        budget.charge(len(value) >> ITEMS_SHIFT)
    return value


def take_text(value: Any, budget: Budget) -> str:
    """Return text; raises Fault for anything else."""
    if not isinstance(value, str):
        raise _needs("text", value, "Use text(…) to make text of it.")
    if len(value) >= _SHORT:
        budget.charge(len(value) >> CHARACTERS_SHIFT)
    return value


def take_number(value: Any, budget: Budget) -> int | float:
    """Return a number; true and false are none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _needs("a number", value, "Use number(…) to make a number of it.")
    return value


def take_whole(value: Any, budget: Budget) -> int:
    """Return a whole number; 2.0 counts as 2."""
    if isinstance(value, float) and value.is_integer() and abs(value) <= MAX_INTEGER:
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise _needs("a whole number", value)
    if abs(value) > MAX_INTEGER:
        raise Fault(Code.BUDGET, "This number is out of range.", "Whole numbers go up to 10^18.")
    return value


def take_truth(value: Any, budget: Budget) -> bool:
    """Return true or false; raises Fault for anything else."""
    if not isinstance(value, bool):
        raise _needs("true or false", value)
    return value


def take_list(value: Any, budget: Budget) -> list[Any]:
    """Return a list, charged by its length."""
    if not isinstance(value, list):
        raise _needs("a list", value)
    budget.charge(len(value) >> ITEMS_SHIFT)
    return value


def take_object(value: Any, budget: Budget) -> Mapping[str, Any]:
    """Return an object, charged by its number of fields."""
    if not isinstance(value, Mapping):
        raise _needs("an object", value)
    budget.charge(len(value) >> ITEMS_SHIFT)
    return value


def take_text_or_list(value: Any, budget: Budget) -> str | list[Any]:
    """Return text or a list; raises Fault for anything else."""
    if isinstance(value, str):
        return take_text(value, budget)
    if isinstance(value, list):
        return take_list(value, budget)
    raise _needs("text or a list", value)


def take_date(value: Any, budget: Budget) -> str | int | float:
    """Return what can be read as a date: text, or seconds since 1970."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise _needs("a date", value, "Dates are text such as 2026-03-01T12:00:00Z, or seconds since 1970.")
    return take_text(value, budget) if isinstance(value, str) else value


def take_decimal(value: Any, budget: Budget) -> str | int | float:
    """Return a number or text that holds one."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise _needs("a number or a number written as text", value)
    return value


def _or_null(take: Take) -> Take:
    return lambda value, budget: None if value is None else take(value, budget)


Date = Annotated[str | int | float, "date"]
Amount = Annotated[str | int | float, "amount"]
TAKERS: dict[Any, Take] = {
    Any: take_any,
    str: take_text,
    int: take_whole,
    float: take_number,
    bool: take_truth,
    list[Any]: take_list,
    Mapping[str, Any]: take_object,
    str | list[Any]: take_text_or_list,
    Date: take_date,
    Amount: take_decimal,
    str | None: _or_null(take_text),
    int | None: _or_null(take_whole),
}


def _needs(wanted: str, value: Any, hint: str = "") -> Fault:
    return Fault(Code.TYPE, f"This must be {wanted}, not {kind_of(value)}.", hint)
