"""One small workflow and its run, as the OpenAPI document shows them for every call."""

from typing import Any

from workflows.api.v1.shapes.pages import whole

WORKFLOW_ID = "01980f2e-5b1c-7c39-9c3e-2f6a4d1b8e70"
RUN_ID = "01980f2e-6a40-7d11-8f4b-91c27e5d3a06"
STEP_RUN_ID = "01980f2e-6a55-7e02-a1d9-04b7c6f8e312"
MEMBER_ID = "01980f2e-0000-7a10-b2c4-6d1e9f3a5b77"
KEY_ID = "01980f2e-0000-7b21-93d5-7e2fa04b6c88"
EARLY, LATE = "2027-03-01T07:30:00.125000Z", "2027-03-01T07:30:00.480000Z"

DOCUMENT: dict[str, Any] = {
    "schema": 1,
    "name": "Order to warehouse",
    "inputs": {"type": "object", "required": ["sku"], "properties": {"sku": {"type": "string"}}},
    "triggers": [{"id": "shop", "type": "webhook", "with": {"verify": {"scheme": "standard"}}}],
    "steps": [
        {
            "id": "stock",
            "type": "http.request",
            "with": {"method": "GET", "url": "https://warehouse.example/stock/{{ inputs.sku }}"},
        }
    ],
    "output": {"quantity": "{{ steps.stock.body.quantity }}"},
}
WORKFLOW: dict[str, Any] = {
    "id": WORKFLOW_ID,
    "name": "Order to warehouse",
    "status": "published",
    "draft": DOCUMENT,
    "draft_revision": 3,
    "published_version": 1,
    "triggers": [
        {
            "id": "shop",
            "type": "webhook",
            "url": "https://stellwerk.example/hooks/3f9c1e0b7a5d48c2b6e4f1a09d8c7b65",
            "next_fire_at": None,
            "enabled": True,
        }
    ],
    "created_at": EARLY,
    "updated_at": LATE,
}
VERSION: dict[str, Any] = {
    "number": 1,
    "definition": DOCUMENT,
    "note": "First one",
    "published_by": {"id": MEMBER_ID, "name": "Alice"},
    "published_at": LATE,
}
PROBLEM_ENTRY: dict[str, Any] = {
    "pointer": "/steps/0/with/url",
    "code": "value_missing",
    "message": "There is no input 'sky'.",
    "hint": "Did you mean 'sku'?",
    "line": 1,
    "column": 41,
}
RUN: dict[str, Any] = {
    "id": RUN_ID,
    "workflow": WORKFLOW_ID,
    "version": 1,
    "status": "succeeded",
    "trigger": {"id": None, "type": "api"},
    "inputs": {"sku": "A-1"},
    "output": {"quantity": 3},
    "error": None,
    "labels": [],
    "retry_of": None,
    "parent": None,
    "held_reason": None,
    "created_at": EARLY,
    "started_at": EARLY,
    "finished_at": LATE,
}
QUEUED: dict[str, Any] = {**RUN, "status": "queued", "output": None, "started_at": None, "finished_at": None}
CANCELLED: dict[str, Any] = {**RUN, "status": "cancelled", "output": None}
RETRIED: dict[str, Any] = {**QUEUED, "id": STEP_RUN_ID, "retry_of": RUN_ID}
STEP_RUN: dict[str, Any] = {
    "id": STEP_RUN_ID,
    "step": "stock",
    "type": "http.request",
    "iteration": [],
    "status": "succeeded",
    "attempt": 1,
    "input": {"method": "GET", "url": "https://warehouse.example/stock/A-1"},
    "output": {"status": 200, "headers": {"content-type": "application/json"}, "body": {"quantity": 3}},
    "error": None,
    "started_at": EARLY,
    "finished_at": LATE,
}
MEMBER: dict[str, Any] = {
    "id": MEMBER_ID,
    "user": {"id": MEMBER_ID, "name": "Alice", "email": "alice@example.org"},
    "role": "owner",
    "created_at": EARLY,
}
KEY: dict[str, Any] = {
    "id": KEY_ID,
    "name": "Web shop",
    "begins": "sw_ab12cd34ef56",
    "scopes": ["run.start"],
    "created_by": MEMBER_ID,
    "created_at": EARLY,
    "expires_at": "2028-02-29T07:30:00Z",
    "last_used_at": None,
    "revoked_at": None,
    "exposed_at": None,
}
CONNECTOR: dict[str, Any] = {
    "key": "http",
    "title": "HTTP",
    "description": "Ask any web service over HTTP.",
    "connection": None,
    "actions": [
        {
            "key": "http.request",
            "title": "Send a request",
            "description": "Sends a request and gives the answer.",
            "fields": {"type": "object", "required": ["url"], "properties": {"url": {"type": "string"}}},
            "output": {"type": "object"},
            "effect": "idempotent",
            "errors": ["rate_limited"],
            "sample": {"url": "https://warehouse.example/stock/A-1"},
            "needs_connection": False,
        }
    ],
}
LIMIT: dict[str, Any] = {
    "key": "page_results",
    "low": 1,
    "high": 200,
    "unit": "results",
    "meaning": "`limit` of a list",
}


def page(example: dict[str, Any]) -> dict[str, Any]:
    """Return a page with this one result."""
    return whole([example])
