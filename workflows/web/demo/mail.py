"""The practice mail catcher: takes messages and shows the latest, but sends none."""

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, JsonResponse
from uuid_utils.compat import uuid7

from workflows.web.demo.bodies import body_like, practice
from workflows.web.demo.shelf import DAY_SECONDS, place

KEPT = 50
BOX = place("mail", "box")
MESSAGE = {
    "type": "object",
    "required": ["to", "subject"],
    "additionalProperties": False,
    "properties": {
        "to": {"type": "string", "maxLength": 254},
        "subject": {"type": "string", "maxLength": 998},
        "text": {"type": "string", "maxLength": 20_000},
    },
}


@practice("GET", "POST")
def mailbox(request: HttpRequest) -> JsonResponse:
    """Take a message (POST), or show the latest ones, newest first (GET)."""
    if request.method == "POST":
        return JsonResponse(caught(body_like(request, MESSAGE)), status=201)
    return JsonResponse({"messages": cache.get(BOX, [])})


def caught(message: dict[str, Any]) -> dict[str, Any]:
    """Return the message as it is kept, with an id."""
    kept = {"id": str(uuid7()), **message}
    # Two messages at the same moment may push one out: a catcher for practice needs no lock.
    cache.set(BOX, [kept, *cache.get(BOX, [])][:KEPT], DAY_SECONDS)
    return kept
