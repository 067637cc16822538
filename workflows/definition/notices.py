"""What is valid, but worth a word before publishing: unsigned webhooks, former zone names, rules that surprise."""

from __future__ import annotations

from workflows.definition.model import Definition, Trigger
from workflows.definition.problem import Problem
from workflows.definition.schedule import ScheduleSpec


def notices(definition: Definition) -> list[Problem]:
    """Return remarks on a valid document; none of them keeps it from being published."""
    return [
        notice
        for i, trigger in enumerate(definition.triggers)
        for notice in (_of_webhook(trigger, i) + _of_schedule(trigger, i))
    ]


def _of_webhook(trigger: Trigger, i: int) -> list[Problem]:
    if trigger.type != "webhook" or trigger.options.get("verify", {}).get("scheme") != "none":
        return []
    hint = "Choose a scheme that the sender can sign with."
    message = "Anyone who knows the address can start this workflow: deliveries are not verified."
    return [Problem(f"/triggers/{i}/with/verify", "webhook_unsigned", message, hint)]


def _of_schedule(trigger: Trigger, i: int) -> list[Problem]:
    if trigger.type != "schedule":
        return []
    notes = ScheduleSpec.parse(trigger.options).notes
    return [Problem(f"/triggers/{i}/with", "schedule_note", note) for note in notes]
