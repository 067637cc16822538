"""Schedules fire: one row for each nominal instant, however many processes tick."""

import logging
from datetime import datetime
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from workflows.definition import Definition, ScheduleSpec, Trigger, missed_instants, next_fire
from workflows.engine.database import transaction
from workflows.engine.definitions import definition_of
from workflows.engine.faults import reach
from workflows.engine.inputs import input_problems
from workflows.engine.intake import text
from workflows.engine.queries import DUE_SCHEDULES, NEXT_FIRE, RECORD_FIRE, START_RUNS

log = logging.getLogger(__name__)


def fire_due() -> int:
    """Start the runs of all schedules whose instant has come; returns how many started.

    The instants, their runs and the next instant are one transaction: after a crash none is lost and none doubled.
    """
    with transaction() as cursor:
        due = cursor.execute(DUE_SCHEDULES).fetchall()
        started = sum(fire(cursor, *row) for row in due)
        reach("schedule.before_commit") if due else None
    reach("schedule.after_commit") if due else None
    return started


def fire(
    cursor: Any, schedule: UUID, tenant: UUID, workflow: UUID, version: UUID, name: str, since: datetime, now: datetime
) -> int:
    """Start the runs of one schedule; returns how many. Missed instants are recorded as skipped, by its rule."""
    definition = definition_of(version)
    trigger = next((trigger for trigger in definition.triggers if trigger.id == name), None)
    if trigger is None:
        cursor.execute(NEXT_FIRE, [None, schedule])
        return 0
    spec = ScheduleSpec.parse(trigger.options)
    missed = missed_instants(spec, since, now)
    started = 0
    for instant in missed.run:
        started += start(cursor, definition, trigger, schedule, tenant, workflow, version, instant)
    for instant in missed.skipped:
        cursor.execute(RECORD_FIRE, [schedule, instant, tenant, None, "skipped", f"misfire: {spec.misfire}"])
    cursor.execute(NEXT_FIRE, [next_fire(spec, now), schedule])
    return started


def start(
    cursor: Any,
    definition: Definition,
    trigger: Trigger,
    schedule: UUID,
    tenant: UUID,
    workflow: UUID,
    version: UUID,
    instant: datetime,
) -> int:
    """Start the run of one instant; returns 0 if the instant was recorded before, or its inputs do not fit."""
    inputs = trigger.options.get("inputs", {})
    problems = input_problems(definition, inputs, pointer="/inputs")
    run_id = None if problems else uuid7()
    outcome = ("refused", problems[0].message) if problems else ("started", None)
    if cursor.execute(RECORD_FIRE, [schedule, instant, tenant, run_id, *outcome]).fetchone() is None or problems:
        return 0
    facts = {"id": trigger.id, "type": "schedule", "scheduled_at": instant.isoformat().replace("+00:00", "Z")}
    settings = definition.settings
    cursor.execute(
        START_RUNS,
        {
            "tenant": tenant,
            "workflow": workflow,
            "version": version,
            "retention": settings.retention_days,
            "timeout": settings.timeout_seconds,
            "priority": settings.priority,
            "trigger_id": trigger.id,
            "trigger_type": "schedule",
            "labels": [],
            "retry_of": None,
            "id": [run_id],
            "trigger": [text(facts)],
            "inputs": [text(inputs)],
            "depth": [0],
        },
    )
    return 1
