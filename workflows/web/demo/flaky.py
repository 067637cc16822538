"""A practice service that fails at first: to see retries at work."""

from django.http import HttpRequest, HttpResponseBase, JsonResponse

from tenants.api.problems import plain_response
from tenants.problems import ProblemError
from workflows.web.demo import shelf
from workflows.web.demo.bodies import practice

MOST = 20


@practice("GET", "POST")
def answer_in_the_end(request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer 503 to the first `fail` calls of each key (Idempotency-Key, else `key`), then 200."""
    fail = wanted(request.GET.get("fail", "2"))
    key = request.headers.get("Idempotency-Key") or request.GET.get("key", "")
    call = shelf.count("flaky", f"{name}\n{key}")
    if call <= fail:
        return plain_response(ProblemError(503, "practice_failure", f"Call {call} of {fail} that fail on purpose."))
    return JsonResponse({"name": name, "call": call})


def wanted(text: str) -> int:
    """Return how many calls are to fail. Raises ProblemError 400."""
    if not (text.isascii() and text.isdigit() and len(text) < 3 and int(text) <= MOST):
        raise ProblemError(400, "out_of_range", f"`fail` is a number from 0 to {MOST}.")
    return int(text)
