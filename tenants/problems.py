"""What the outside is told when something cannot be done: one shape for every error (RFC 9457)."""

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from tenants.errors import TenantError
from tenants.request_ids import current_request_id

CONTENT_TYPE = "application/problem+json"
EXCERPT = 200


class ProblemError(Exception):
    """A request that cannot be done, with all that is told about it."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        pointer: str = "",
        hint: str = "",
        errors: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail, self.pointer, self.hint = status, code, detail, pointer, hint
        self.errors, self.headers, self.extra = list(errors), dict(headers or {}), dict(extra or {})

    def as_dict(self) -> dict[str, Any]:
        """Return the body of the answer."""
        return {
            "type": f"urn:stellwerk:problem:{self.code}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
            "pointer": self.pointer,
            "hint": self.hint,
            "request_id": current_request_id(),
            "errors": self.errors,
            **self.extra,
        }


def excerpt(value: object) -> str:
    """Return at most 200 printable characters of what someone sent, safe in any message or log.

    >>> excerpt("one\\ntwo")
    'one\\\\ntwo'
    """
    plain = str(value)[: EXCERPT + 1].encode("unicode_escape").decode("ascii")
    return plain if len(plain) <= EXCERPT else plain[: EXCERPT - 1] + "…"


def error_entry(*, pointer: str, code: str, message: str, hint: str = "") -> dict[str, Any]:
    """Return one member of a problem's `errors`."""
    return {"pointer": pointer, "code": code, "message": message, "hint": hint, "line": None, "column": None}


Translation = Callable[[Any], ProblemError]
_translations: dict[type[Exception], Translation] = {}


def translates(kind: type[Exception]) -> Callable[[Translation], Translation]:
    """Let a room above say how its own errors read outside: `@translates(DefinitionError)`."""

    def register(translation: Translation) -> Translation:
        _translations[kind] = translation
        return translation

    return register


def translate(error: Exception) -> ProblemError | None:
    """Return the problem that stands for an error, by its nearest registered class; None for an unknown one."""
    if isinstance(error, ProblemError):
        return error
    for kind in type(error).__mro__:
        if kind in _translations:
            return _translations[kind](error)
    return None


@translates(TenantError)
def tenant_problem(error: TenantError) -> ProblemError:
    """Return the problem of a refused change."""
    return ProblemError(error.status, error.code, error.message, pointer=error.pointer, hint=error.hint)
