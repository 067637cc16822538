"""The practice shop: its latest orders."""

from django.http import HttpRequest, JsonResponse

from workflows.web.demo.bodies import practice
from workflows.web.demo.stock import ORDERS


@practice("GET")
def show_orders(request: HttpRequest) -> JsonResponse:
    """Answer the latest orders."""
    return JsonResponse({"orders": list(ORDERS)})
