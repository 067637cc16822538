"""Turn an answer into the step's output, or into the failure that says what helps."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from workflows.connectors.http.prepare import Prepared
from workflows.connectors.http.reading import decode_text, read_body
from workflows.contract import (
    AuthFailed,
    ConnectorError,
    Effect,
    HttpAnswer,
    Json,
    RateLimited,
    Rejected,
    Retryable,
    Unclear,
)

MAX_EXCERPT_CHARACTERS = 2000
MAX_AFTER_SECONDS = 3600.0
SHOWN_HEADERS = ("content-type", "retry-after", "x-request-id", "request-id", "location", "allow")
# Sent again these change nothing (408, 425, 429, 503 were not worked on); after the others the work may be done.
NOT_WORKED_ON = frozenset((425, 429, 503))
HINTS = {
    400: "Compare the step's values with what the service's documentation asks for.",
    403: "Ask for the permission in the service, or use a connection that has it.",
    404: "Check the address: its path, or an id in it, may be wrong.",
    405: "Use another method; the service does not take this one here.",
    409: "The service says this contradicts what it has already. Look there before you try again.",
    410: "What the address named was removed for good.",
    413: "Send less at a time.",
    415: "Use another kind of body, or set the content type.",
    422: "The service understood the request but refuses a value. Its answer below says which.",
}


def read_answer(
    answer: HttpAnswer, *, sent: Prepared, effect: Effect, read_as: str, keeps_redirects: bool
) -> dict[str, Json]:
    """Return `{status, headers, body}`. Raises the failure that the status stands for."""
    is_wanted_redirect = keeps_redirects and 300 <= answer.status < 400
    if not (200 <= answer.status < 300 or is_wanted_redirect):
        raise failure(answer, sent=sent, effect=effect)
    body = None if sent.method == "HEAD" else read_body(answer, read_as=read_as, host=sent.host)
    return {"status": answer.status, "headers": header_map(answer), "body": body}


def header_map(answer: HttpAnswer) -> dict[str, str]:
    """Return the headers by lower-case name. Several lines are joined by a comma, cookies by a line break."""
    joined: dict[str, str] = {}
    for name, value in answer.headers:
        joint = "\n" if name == "set-cookie" else ", "
        joined[name] = f"{joined[name]}{joint}{value}" if name in joined else value
    return joined


def failure(answer: HttpAnswer, *, sent: Prepared, effect: Effect) -> ConnectorError:
    """Return what an unsuccessful answer means: wait, try again, look there first, or give up."""
    status, after = answer.status, retry_after(answer)
    message = f"The service at {sent.host} answered {status}{_phrase(status)}."
    details = _details(answer, sent)
    if status == 429 or (status == 503 and after is not None):
        return RateLimited(message, details=details, after=after)
    if status in (408, 425) or status >= 500:
        if effect is Effect.AT_MOST_ONCE and status not in NOT_WORKED_ON:
            return Unclear(message, details=details)
        return Retryable(message, details=details, after=after)
    if status == 401:
        return AuthFailed(message, details=details)
    code = "forbidden" if status == 403 else "http_rejected"
    return Rejected(message, code=code, hint=HINTS.get(status, ""), details=details)


def _phrase(status: int) -> str:
    try:
        return f" ({HTTPStatus(status).phrase.lower()})"
    except ValueError:
        return ""


def retry_after(answer: HttpAnswer) -> float | None:
    """Return for how many seconds the service asks to wait, at most an hour; None if it does not say.

    A date is read against the answer's own Date, so that a wrong clock on either side does not matter.
    """
    value = (answer.header("retry-after") or "").strip()
    if not value:
        return None
    if value.isdecimal() and value.isascii():
        return min(float(value[:9]), MAX_AFTER_SECONDS)
    then = _instant(value)
    if then is None:
        return None
    now = _instant(answer.header("date") or "") or datetime.now(UTC)
    return min(max((then - now).total_seconds(), 0.0), MAX_AFTER_SECONDS)


def _instant(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _details(answer: HttpAnswer, sent: Prepared) -> dict[str, Json]:
    """Return what helps to understand the failure, without the secrets a service may have echoed."""
    shown = {name: hidden(value, sent)[:500] for name, value in answer.headers if name in SHOWN_HEADERS}
    # Cut after hiding: a secret across the cut would leave its first half.
    excerpt = hidden(decode_text(answer), sent)[:MAX_EXCERPT_CHARACTERS]
    return {"status": answer.status, "headers": shown, "body": excerpt}


def hidden(text: str, sent: Prepared) -> str:
    """Return `text` with every secret of the request replaced."""
    for secret in sent.secrets:
        text = text.replace(secret, "•••")
    return text
