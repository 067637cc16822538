"""Short words for the tests of this room: evaluate a source, or catch how it fails."""

from datetime import UTC, datetime
from typing import Any

import pytest

from workflows.expressions import ExpressionError, Moment, compile_expression, compile_value

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MOMENT = Moment(NOON, "run-1/step-2")

DATA: dict[str, Any] = {
    "inputs": {
        "name": "Ada",
        "age": 36,
        "price": 2.5,
        "nothing": None,
        "yes": True,
        "items": [3, 1, 2],
        "empty": [],
        "from": "ada@example.com",
        "e-mail": "x@example.com",
        "_id": "hidden",
        "long": "x" * 1_000_000,
    },
    "steps": {
        "stock": {
            "status": 200,
            "body": {
                "total": 3,
                "items": [{"sku": "A-1", "price": 10, "tags": ["new"]}, {"sku": "B-2", "price": 30, "tags": []}],
            },
        },
        "skipped": None,
    },
    "vars": {},
    "trigger": {"type": "webhook"},
}


def value_of(source: str, names: dict[str, Any] | None = None, moment: Moment = MOMENT) -> Any:
    """Return what a bare expression gives for the names above, or for these."""
    return compile_expression(source).evaluate(DATA if names is None else DATA | names, moment)


def filled(value: Any, names: dict[str, Any] | None = None) -> Any:
    """Return what a JSON value with `{{ … }}` in it gives."""
    return compile_value(value).evaluate(DATA if names is None else DATA | names, MOMENT)


def error_of(source: str, names: dict[str, Any] | None = None) -> ExpressionError:
    """Return how a bare expression fails, compiling or running; it must fail by one of our own rules."""
    with pytest.raises(ExpressionError) as caught:
        value_of(source, names)
    assert caught.value.__cause__ is None, f"the last net caught {caught.value.__cause__!r}"
    return caught.value


def error_in(value: Any) -> ExpressionError:
    """Return how a JSON value with `{{ … }}` in it fails."""
    with pytest.raises(ExpressionError) as caught:
        filled(value)
    return caught.value


def place_of(error: ExpressionError) -> tuple[int, int, int]:
    """Return line, column and end column of an error."""
    return error.line, error.column, error.end_column
