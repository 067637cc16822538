"""How an action fails. The class carries the decision, the code names the cause, the hint says what helps."""

from __future__ import annotations

from typing import Any, ClassVar


class ConnectorError(Exception):
    """The step could not do its work."""

    default_code: ClassVar[str] = "step_failed"
    default_hint: ClassVar[str] = "Look at the step's details, then run it again."
    default_retryable: ClassVar[bool] = False
    is_unclear: ClassVar[bool] = False

    def __init__(
        self,
        message: str = "",
        *,
        code: str = "",
        hint: str = "",
        details: dict[str, Any] | None = None,
        retryable: bool | None = None,
        after: float | None = None,
    ) -> None:
        self.message = message or str(type(self).__doc__).split("\n", 1)[0]
        self.code = code or self.default_code
        self.hint = hint or self.default_hint
        self.details = dict(details or {})
        self.retryable = self.default_retryable if retryable is None else retryable
        self.after = after
        super().__init__(self.message)

    def as_dict(self) -> dict[str, Any]:
        """Return the error as data: it is stored, shown and sent, and readable by any later version."""
        return {"code": self.code, "message": self.message, "hint": self.hint, "details": self.details}


class Retryable(ConnectorError):
    """The service cannot answer just now; nothing was changed or it may be asked again."""

    default_code = "service_unavailable"
    default_hint = "This often passes by itself. If it stays like this, ask the service."
    default_retryable = True


class RateLimited(Retryable):
    """The service asks to slow down. `after` says for how many seconds."""

    default_code = "rate_limited"
    default_hint = "It is tried again when the service allows it. Lower the step's concurrency if this happens often."


class Rejected(ConnectorError):
    """The service, or a rule, refuses this request; asking again would not help."""

    default_code = "rejected"
    default_hint = "Change the step's values, then run it again."


class AuthFailed(Rejected):
    """The service does not accept the sign-in."""

    default_code = "auth_failed"
    default_hint = "Check the step's connection: its key may have expired or lack a permission."


class InvalidInput(Rejected):
    """A field of the step has a value that cannot be used. `field` is its JSON Pointer inside `with`."""

    default_code = "input_invalid"

    def __init__(self, message: str = "", *, field: str = "", **more: Any) -> None:
        super().__init__(message, **more)
        self.field = field
        self.details.setdefault("field", field)


class Unclear(ConnectorError):
    """The request was sent, but no clear answer came: the effect may have happened.

    An idempotent step is tried again with the same key; an at-most-once step waits for a person.
    """

    default_code = "outcome_unclear"
    default_hint = "Look in the other service whether it took effect."
    default_retryable = True
    is_unclear = True


class Cancelled(ConnectorError):
    """The step was stopped on request. `details.sent` says whether an effect may have happened."""

    default_code = "cancelled"
    default_hint = "Start the run again when you want it to go on."
