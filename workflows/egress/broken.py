"""Say what broke on the wire in our words, by what was already sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpcore

from workflows.contract.errors import ConnectorError
from workflows.egress.call import Call
from workflows.egress.problems import (
    answer_invalid,
    connection_failed,
    connection_lost,
    header_not_allowed,
    response_too_large,
)


@contextmanager
def translated(call: Call) -> Iterator[None]:
    """Turn httpcore's errors into ours, by what was already sent."""
    try:
        yield
    except httpcore.RemoteProtocolError as error:
        raise _protocol_error(call.host, error.args[0] if error.args else "") from error
    except httpcore.LocalProtocolError as error:
        raise header_not_allowed("(all)", "together they do not make a valid request") from error
    except (httpcore.NetworkError, httpcore.TimeoutException) as error:
        if call.was_sent:
            raise connection_lost(call.host) from error
        raise connection_failed(call.host, "it closed the connection") from error


def _protocol_error(host: str, cause: object) -> ConnectorError:
    """Return what a broken answer means; `cause` is h11's error, or a text where the answer did not even begin."""
    if getattr(cause, "error_status_hint", 0) == 431:
        return response_too_large(host, "its headers have no end")
    if isinstance(cause, str) or str(cause).startswith("peer "):
        return connection_lost(host)
    return answer_invalid(host, "it does not follow the rules of HTTP")
