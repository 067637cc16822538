"""Deliveries to `/hooks/<token>`: read, verify, parse, merge, and start a run in one transaction."""

from workflows.triggers.webhook.answers import Answer
from workflows.triggers.webhook.incoming import Incoming
from workflows.triggers.webhook.receive import receive

__all__ = ["Answer", "Incoming", "receive"]
