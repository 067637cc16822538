"""Errors carry the decision and are data."""

import json

from tests.table import table
from workflows import contract
from workflows.contract import (
    AuthFailed,
    Cancelled,
    ConnectorError,
    InvalidInput,
    RateLimited,
    Rejected,
    Retryable,
    Unclear,
)

KINDS = [ConnectorError, Retryable, RateLimited, Rejected, AuthFailed, InvalidInput, Unclear, Cancelled]


@table(
    ("kind", "code", "retryable", "is_unclear"),
    [
        (ConnectorError, "step_failed", False, False),
        (Retryable, "service_unavailable", True, False),
        (RateLimited, "rate_limited", True, False),
        (Rejected, "rejected", False, False),
        (AuthFailed, "auth_failed", False, False),
        (InvalidInput, "input_invalid", False, False),
        (Unclear, "outcome_unclear", True, True),
        (Cancelled, "cancelled", False, False),
    ],
)
def test_the_class_says_what_happens_next(kind, code, retryable, is_unclear):
    error = kind()
    assert (error.code, error.retryable, error.is_unclear) == (code, retryable, is_unclear)


@table("kind", KINDS)
def test_every_error_has_words_and_is_data(kind):
    error = kind(details={"status": 500})
    data = json.loads(json.dumps(error.as_dict()))
    assert data.keys() == {"code", "message", "hint", "details"}
    assert data["message"] == str(error) == kind.__doc__.split("\n")[0]
    assert data["hint"].endswith((".", "!"))
    assert data["details"]["status"] == 500


def test_every_part_can_be_given():
    error = RateLimited("Slow down.", code="too_fast", hint="Wait.", details={"a": 1}, after=7.5, retryable=False)
    assert error.as_dict() == {"code": "too_fast", "message": "Slow down.", "hint": "Wait.", "details": {"a": 1}}
    assert (error.after, error.retryable) == (7.5, False)


def test_an_error_keeps_its_own_copy_of_the_details():
    details = {"a": 1}
    error = Rejected(details=details)
    details["b"] = 2
    assert error.details == {"a": 1}


def test_invalid_input_names_its_field():
    error = InvalidInput("Too long.", field="/url")
    assert (error.field, error.details) == ("/url", {"field": "/url"})


def test_the_room_exports_what_it_promises():
    assert all(hasattr(contract, name) for name in contract.__all__)
    assert all(kind.__name__ in contract.__all__ for kind in KINDS)
