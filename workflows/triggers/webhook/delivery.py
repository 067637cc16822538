"""Merge repeated deliveries: a delivery id stands for one run, even when two copies race.

The row is written in the run's own transaction. A second copy waits at the unique key until the first commits, and
then finds its run; when the first rolls back, the second takes its place.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import connection

from tenants.problems import ProblemError
from workflows.triggers.webhook.endpoint import Endpoint
from workflows.triggers.webhook.incoming import Incoming

# Claim a delivery id for one trigger, or count one more copy of it.
CLAIM = """
INSERT INTO webhook_delivery AS known (trigger_id, delivery, tenant_id, body_sha256)
VALUES (%s, %s, %s, %s)
ON CONFLICT (trigger_id, delivery) DO UPDATE SET hits = known.hits + 1
RETURNING hits > 1, run_id, event_id, body_sha256
"""
# Write down what the claimed delivery became.
SETTLE = "UPDATE webhook_delivery SET run_id = %s, event_id = %s WHERE trigger_id = %s AND delivery = %s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a delivery became: a run, or an event that is held; `is_duplicate` when an earlier copy made it."""

    run_id: UUID | None = None
    event_id: UUID | None = None
    is_duplicate: bool = False


def delivery_id(delivery: Incoming, options: Mapping[str, Any]) -> str:
    """Return the sender's id of the delivery, "" when there is none and nothing is merged."""
    names = ("webhook-id", options.get("delivery_header", ""), "idempotency-key")
    return next((found for name in names if name and (found := delivery.header(name))), "")


def claim(endpoint: Endpoint, delivery: Incoming, chosen_id: str) -> Outcome | None:
    """Return what an earlier copy became; None when this is the first. Raises ProblemError 409."""
    body = sha256(delivery.body).digest()
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [endpoint.trigger_id, _key(chosen_id), endpoint.tenant_id, body])
        is_known, run_id, event_id, first_body = cursor.fetchone()
    if not is_known:
        return None
    if bytes(first_body) != body:
        detail = "This delivery id came before with another body."
        raise ProblemError(409, "delivery_id_reused", detail, hint="Give each delivery an id of its own.")
    return Outcome(run_id=run_id, event_id=event_id, is_duplicate=True)


def settle(endpoint: Endpoint, chosen_id: str, outcome: Outcome) -> None:
    """Write down what the claimed delivery became."""
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, [outcome.run_id, outcome.event_id, endpoint.trigger_id, _key(chosen_id)])


def _key(chosen_id: str) -> bytes:
    """Return the id as it is kept: of one length, whatever the sender chose."""
    return sha256(chosen_id.encode("utf-8", "surrogateescape")).digest()
