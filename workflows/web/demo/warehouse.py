"""The practice warehouse: how much there is of an article, and bookings of it."""

import re
from typing import Any

from django.http import HttpRequest, JsonResponse
from uuid_utils.compat import uuid7

from tenants.problems import ProblemError
from workflows.web.demo import shelf
from workflows.web.demo.bodies import body_like, practice
from workflows.web.demo.stock import STOCK

SKU = re.compile(r"[A-Z]-[0-9]{1,4}")
BOOKING = {
    "type": "object",
    "required": ["sku", "quantity"],
    "additionalProperties": False,
    "properties": {"sku": {"type": "string"}, "quantity": {"type": "integer", "minimum": 1, "maximum": 100_000}},
}


@practice("GET")
def show_stock(request: HttpRequest, sku: str) -> JsonResponse:
    """Answer how much of an article is on the shelf."""
    return JsonResponse({"sku": known(sku), "quantity": STOCK[sku]})


@practice("POST")
def book(request: HttpRequest) -> JsonResponse:
    """Book an article; the same Idempotency-Key gives the same booking, another body with it is refused."""
    wanted = body_like(request, BOOKING)
    known(wanted["sku"])
    booking: dict[str, Any] = {"booking": uuid7().hex[-12:].upper(), **wanted}
    key = request.headers.get("Idempotency-Key", "")
    kept = shelf.keep("booking", key, booking) if key else booking
    if {name: kept[name] for name in wanted} != wanted:
        raise ProblemError(422, "idempotency_mismatch", "This Idempotency-Key stands for another booking.")
    return JsonResponse(kept, status=201)


def known(sku: str) -> str:
    """Return the article's number. Raises ProblemError 404."""
    if not SKU.fullmatch(sku) or sku not in STOCK:
        raise ProblemError(404, "not_found", "The warehouse has no such article.", hint=f"Try {', '.join(STOCK)}.")
    return sku
