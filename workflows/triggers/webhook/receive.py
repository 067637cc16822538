"""The way of one delivery, from the raw request to the answer."""

from tenants.addresses import Place
from tenants.problems import ProblemError
from tenants.scope import tenant_scope
from workflows.models import HeldEvent
from workflows.triggers.webhook import rate
from workflows.triggers.webhook.answers import Answer, answer
from workflows.triggers.webhook.delivery import Outcome, claim, delivery_id, settle
from workflows.triggers.webhook.endpoint import Endpoint, find_endpoint, place_of
from workflows.triggers.webhook.event import names_of
from workflows.triggers.webhook.incoming import Incoming
from workflows.triggers.webhook.loops import next_depth
from workflows.triggers.webhook.start import start
from workflows.triggers.webhook.verify import check_signature

METHODS = ("POST",)


def receive(delivery: Incoming) -> Answer:
    """Return the answer to a delivery; 2xx means that its run or held event is committed.

    1. Find the trigger. 2. Check method, depth and signature over the raw body. 3. Claim the delivery id. 4. Parse.
    5. Start the run, or hold the event. Steps 1 to 5 are one transaction; the answer comes after its commit.
    Raises ProblemError and JsonRefused, and database errors as they come.
    """
    rate.check_calls(delivery.token)
    place = place_of(delivery.token)
    with tenant_scope(place.tenant_id):
        endpoint = _find(place, delivery)
        outcome = take(endpoint, delivery)
    return answer(endpoint, outcome)


def take(endpoint: Endpoint, delivery: Incoming) -> Outcome:
    """Return what the delivery became, not yet committed. Raises ProblemError, JsonRefused."""
    options = endpoint.entry.options
    check_method(delivery.method, options.get("methods", METHODS))
    depth = next_depth(delivery)
    check_signature(delivery, options, endpoint.secret)
    chosen_id = delivery_id(delivery, options)
    earlier = claim(endpoint, delivery, chosen_id) if chosen_id else None
    if earlier is not None:
        return earlier
    outcome = _begin(endpoint, delivery, depth)
    if chosen_id:
        settle(endpoint, chosen_id, outcome)
    return outcome


def check_method(method: str, allowed: tuple[str, ...] | list[str]) -> None:
    """Accept a method that the trigger names, POST where it names none. Raises ProblemError 405."""
    if method not in allowed:
        detail = f"This webhook takes {', '.join(allowed)}."
        raise ProblemError(405, "method_not_allowed", detail, headers={"Allow": ", ".join(allowed)})


def _find(place: Place, delivery: Incoming) -> Endpoint:
    try:
        return find_endpoint(place)
    except ProblemError:
        rate.check_misses(delivery.address)
        raise


def _begin(endpoint: Endpoint, delivery: Incoming, depth: int) -> Outcome:
    """Start a run; of a paused workflow hold the event, whose data is checked when it is released."""
    names = names_of(delivery, endpoint.entry)
    if endpoint.is_paused:
        event = {"trigger": names, "depth": depth}
        held = HeldEvent.objects.create(workflow_id=endpoint.workflow_id, trigger_id=endpoint.trigger_id, event=event)
        return Outcome(event_id=held.pk)
    return Outcome(run_id=start(endpoint, names, depth=depth))
