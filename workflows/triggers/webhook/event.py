"""What `trigger` is called in expressions, and what a run's inputs are made of."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from tenants.problems import ProblemError
from workflows.definition.model import Trigger as Entry
from workflows.expressions import ExpressionError, Moment
from workflows.triggers.webhook.incoming import Incoming
from workflows.triggers.webhook.parsing import parse_body, parse_query
from workflows.triggers.webhook.schemes import SIGNATURE_HEADERS
from workflows.triggers.webhook.unpacking import unpack

PRIVATE_HEADERS = SIGNATURE_HEADERS | {"authorization", "proxy-authorization", "cookie"}


def names_of(delivery: Incoming, entry: Entry) -> dict[str, Any]:
    """Return the names under `trigger`. Raises JsonRefused and ProblemError for a body that cannot be read."""
    body = unpack(delivery.body, delivery.header("content-encoding"))
    return {
        "id": entry.id,
        "type": entry.type,
        "body": parse_body(body, delivery.header("content-type")),
        "headers": _public_headers(delivery.headers, entry.options),
        "query": parse_query(delivery.query),
        "method": delivery.method,
        "received_at": delivery.received_at.isoformat().replace("+00:00", "Z"),
        "scheduled_at": None,
    }


def inputs_of(entry: Entry, names: Mapping[str, Any], *, pointer: str) -> Any:
    """Return the run's inputs: the trigger's own mapping, else the body, else {}. Raises ProblemError 422."""
    if entry.inputs is None:
        return {} if names["body"] is None else names["body"]
    moment = Moment(instant=datetime.fromisoformat(names["received_at"]), seed=uuid4().hex)
    try:
        return entry.inputs.evaluate({"trigger": names, "vars": {}}, moment)
    except ExpressionError as error:
        place = error.pointer if error.pointer.startswith(pointer) else pointer + error.pointer
        raise inputs_invalid([{**_entry(error), "pointer": place}]) from error


def inputs_invalid(errors: list[dict[str, Any]]) -> ProblemError:
    """Return the refusal of data that makes no valid inputs; no run is started."""
    first = errors[0]
    hint = first["hint"] or "Send what the workflow's inputs ask for, or give the trigger a mapping."
    return ProblemError(422, "inputs_invalid", first["message"], pointer=first["pointer"], hint=hint, errors=errors)


def _entry(error: ExpressionError) -> dict[str, Any]:
    return {
        "code": error.code,
        "message": error.message,
        "hint": error.hint,
        "line": error.line,
        "column": error.column,
    }


def _public_headers(headers: Mapping[str, str], options: Mapping[str, Any]) -> dict[str, str]:
    """Return the headers without what proves or identifies the sender: history never keeps credentials."""
    own = {str(options.get("verify", {}).get("header", "")).lower()}
    return {name: value for name, value in headers.items() if name not in PRIVATE_HEADERS | own}
