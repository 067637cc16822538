"""What the HTTP connector offers: one action, `http.request`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflows.connectors.http.answer import read_answer
from workflows.connectors.http.prepare import prepare
from workflows.contract import Action, Connector, Context, Effect, Json, check_inputs

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))
MAX_RESPONSE_BYTES = 10 * 1024 * 1024
PLAIN = ["string", "number", "boolean", "null"]

FIELDS: Mapping[str, Any] = {
    "type": "object",
    "required": ["url"],
    "additionalProperties": False,
    "properties": {
        "method": {"type": "string", "title": "Method", "enum": list(METHODS), "default": "GET"},
        "url": {
            "type": "string",
            "title": "Address",
            "minLength": 1,
            "maxLength": 8192,
            "description": "https://… ; with a connection that has an address, a path such as /stock is enough.",
        },
        "query": {
            "type": "object",
            "title": "Query",
            "description": "Added to the address and encoded for you. A list repeats its name; null leaves it out.",
            "additionalProperties": {"type": [*PLAIN, "array"], "items": {"type": PLAIN}},
        },
        "headers": {
            "type": "object",
            "title": "Headers",
            "description": "Null leaves a header out. Sign-ins belong into a connection.",
            "additionalProperties": {"type": PLAIN},
        },
        "json": {"title": "JSON body", "description": "Any value, sent as application/json."},
        "form": {
            "type": "object",
            "title": "Form body",
            "description": "Sent as application/x-www-form-urlencoded.",
            "additionalProperties": {"type": [*PLAIN, "array"], "items": {"type": PLAIN}},
        },
        "body": {"type": ["string", "null"], "title": "Text body", "description": "Sent as it is, in UTF-8."},
        "content_type": {
            "type": "string",
            "title": "Content type of the text body",
            "default": "text/plain; charset=utf-8",
            "maxLength": 200,
        },
        "follow_redirects": {"type": "boolean", "title": "Follow redirects", "default": True},
        "max_response_bytes": {
            "type": "integer",
            "title": "Largest answer in bytes",
            "minimum": 1,
            "maximum": MAX_RESPONSE_BYTES,
            "default": MAX_RESPONSE_BYTES,
        },
        "read_as": {
            "type": "string",
            "title": "Read the answer as",
            "description": "auto goes by the answer's content type.",
            "enum": ["auto", "json", "text", "base64"],
            "default": "auto",
        },
        "effect": {
            "type": "string",
            "title": "When the outcome is unclear",
            "description": "idempotent: try again with the same key. at_most_once: never repeat, ask a person.",
            "enum": ["idempotent", "at_most_once"],
            "default": "idempotent",
        },
        "idempotency_header": {
            "type": "string",
            "title": "Header of the idempotency key",
            "description": "Sent with POST, PUT, PATCH and DELETE, the same over all attempts. Empty sends none.",
            "default": "Idempotency-Key",
            "maxLength": 100,
        },
    },
}
OUTPUT: Mapping[str, Any] = {
    "type": "object",
    "required": ["status", "headers", "body"],
    "properties": {
        "status": {"type": "integer"},
        "headers": {"type": "object", "additionalProperties": {"type": "string"}},
        "body": {"description": "JSON as its value, text as text, nothing as null, else {base64, size_bytes}."},
    },
}
CONNECTION: Mapping[str, Any] = {
    "type": "object",
    "required": ["auth"],
    "additionalProperties": False,
    "properties": {
        "auth": {"type": "string", "title": "Sign in with", "enum": ["bearer", "basic", "header", "none"]},
        "address": {
            "type": "string",
            "title": "Address",
            "description": "https://warehouse.example: the sign-in is sent there and nowhere else.",
        },
        "token": {"type": "string", "title": "Token or key", "writeOnly": True},
        "username": {"type": "string", "title": "User name"},
        "password": {"type": "string", "title": "Password", "writeOnly": True},
        "header": {"type": "string", "title": "Name of the key's header", "default": "X-API-Key"},
    },
}


def effect_of(inputs: Mapping[str, Any]) -> Effect:
    """Return what a repeat would change: reading methods change nothing, others are what the step says."""
    if inputs.get("method", "GET") in SAFE_METHODS:
        return Effect.IDEMPOTENT
    return Effect(inputs.get("effect", Effect.IDEMPOTENT))


def request(inputs: Mapping[str, Any], ctx: Context) -> Json:
    """Return `{status, headers, body}` of a successful answer. Raises ConnectorError with a declared code."""
    check_inputs(REQUEST, inputs)
    effect = effect_of(inputs)
    sent = prepare(inputs, secrets=ctx.secrets, idempotency_key=ctx.idempotency_key)
    follow_redirects = bool(inputs.get("follow_redirects", True))
    answer = ctx.http.request(
        sent.method,
        sent.url,
        headers=sent.headers,
        content=sent.content,
        timeout_seconds=ctx.deadline.remaining(),
        max_response_bytes=inputs.get("max_response_bytes", MAX_RESPONSE_BYTES),
        follow_redirects=follow_redirects,
        safe_to_repeat=effect is not Effect.AT_MOST_ONCE,
    )
    return read_answer(
        answer, sent=sent, effect=effect, read_as=inputs.get("read_as", "auto"), keeps_redirects=not follow_redirects
    )


REQUEST = Action(
    key="http.request",
    title="Ask a web service",
    description="Send a request to an address and use its answer in later steps.",
    fields=FIELDS,
    output=OUTPUT,
    effect=Effect.IDEMPOTENT,
    effect_of=effect_of,
    run=request,
    errors=(
        *("input_invalid", "url_not_allowed", "header_not_allowed", "destination_blocked", "method_not_allowed"),
        *("dns_error", "connection_failed", "connection_lost", "deadline_exceeded", "cancelled"),
        *("tls_error", "answer_invalid", "answer_not_json", "response_too_large", "too_many_redirects"),
        *("rate_limited", "service_unavailable", "outcome_unclear", "auth_failed", "forbidden", "http_rejected"),
    ),
    sample={"method": "GET", "url": "https://warehouse.example/stock/A-1", "query": {"unit": "piece"}},
)
CONNECTOR = Connector(
    key="http",
    title="HTTP",
    description="Any web service with an address: REST, JSON, forms.",
    actions=(REQUEST,),
    connection=CONNECTION,
)
