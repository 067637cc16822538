"""Let go of an event that came while its workflow was paused."""

from django.db import connection, transaction
from django.utils import timezone

from tenants.addresses import Place
from tenants.roles import Operation
from workflows.authoring.permission import Acting, require
from workflows.models import HeldEvent
from workflows.triggers.webhook.endpoint import find_endpoint
from workflows.triggers.webhook.start import start

# Let later copies of the delivery hear of the run.
NOTE_RUN = "UPDATE webhook_delivery SET run_id = %s WHERE trigger_id = %s AND event_id = %s"


@transaction.atomic
def release_event(*, member: Acting, event: HeldEvent) -> HeldEvent:
    """Return the event with its run, started on the version published now; releasing twice changes nothing.

    Raises NotAllowed, ProblemError 422 when its data does not fit the inputs, and 404 when the trigger is gone.
    """
    require(member, Operation.EVENT_RELEASE)
    held: HeldEvent = HeldEvent.objects.select_for_update().get(pk=event.pk)
    if held.released_at is not None:
        return held
    endpoint = find_endpoint(Place(held.tenant_id, held.trigger_id))
    held.run_id = start(endpoint, held.event["trigger"], depth=held.event["depth"])
    held.released_at = timezone.now()
    held.save(update_fields=["run_id", "released_at"])
    with connection.cursor() as cursor:
        cursor.execute(NOTE_RUN, [held.run_id, held.trigger_id, held.pk])
    return held
