"""The id of the request being answered: in every problem, every log line, and the header `X-Request-Id`."""

import re
from contextvars import ContextVar

from uuid_utils.compat import uuid7

HEADER = "X-Request-Id"
ACCEPTED = re.compile(r"[A-Za-z0-9._-]{1,64}")

_request_id: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """Return the id of the request being answered, or "" outside of one."""
    return _request_id.get()


def begin(offered: str | None) -> str:
    """Return and set the id: the caller's own if it is short and plain, else a new one."""
    chosen = offered if offered and ACCEPTED.fullmatch(offered) else str(uuid7())
    _request_id.set(chosen)
    return chosen
