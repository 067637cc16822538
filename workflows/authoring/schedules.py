"""When the schedule triggers of the published version fire next."""

from datetime import datetime

from django.db.models import F

from workflows.definition import Definition
from workflows.definition.model import Trigger as TriggerEntry
from workflows.definition.schedule import ScheduleSpec, next_fire
from workflows.models import Schedule, Trigger, Version, Workflow


def set_schedules(version: Version, definition: Definition, *, now: datetime) -> None:
    """Bring the workflow's schedules in line with the version; those it does not have fire no more."""
    entries = [entry for entry in definition.triggers if entry.type == "schedule"]
    stop_schedules(version.workflow, besides=[entry.id for entry in entries])
    triggers = {trigger.name: trigger for trigger in Trigger.objects.filter(workflow=version.workflow)}
    for entry in entries:
        _set_schedule(version, entry, triggers[entry.id], now)


def stop_schedules(workflow: Workflow, *, besides: list[str] | None = None) -> None:
    """Let the workflow's schedules fire no more, but for the named ones."""
    gone = Schedule.objects.filter(workflow=workflow, enabled=True).exclude(name__in=besides or [])
    gone.update(enabled=False, next_fire_at=None, revision=F("revision") + 1)


def _set_schedule(version: Version, entry: TriggerEntry, trigger: Trigger, now: datetime) -> None:
    """Write the schedule, whose id is its trigger's, with its next instant. A new revision forgets missed instants."""
    following = next_fire(ScheduleSpec.parse(entry.options), now) if entry.enabled else None
    values = {"version": version, "enabled": entry.enabled, "next_fire_at": following}
    schedule, is_new = Schedule.objects.get_or_create(
        id=trigger.pk, defaults={**values, "workflow": version.workflow, "name": entry.id}
    )
    if not is_new:
        Schedule.objects.filter(pk=schedule.pk).update(**values, revision=F("revision") + 1)
