"""Schedules fire: one row for each nominal instant, however many processes tick."""

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from workflows.definition import ScheduleSpec, Trigger, missed_instants, next_fire
from workflows.engine.database import AWAY, transaction
from workflows.engine.definitions import definition_of
from workflows.engine.faults import reach
from workflows.engine.intake import Follows, NewRun, parameters, problems_of
from workflows.engine.queries import DUE_SCHEDULES, NEXT_FIRE, RECORD_FIRE, START_RUNS

log = logging.getLogger(__name__)


def fire_due() -> int:
    """Start the runs of all schedules whose instant has come; returns how many started.

    The instants, their runs and the next instant are one transaction: after a crash none is lost and none doubled.
    """
    with transaction() as cursor:
        due = cursor.execute(DUE_SCHEDULES).fetchall()
        started = sum(fire_alone(cursor, row) for row in due)
        reach("schedule.before_commit") if due else None
    reach("schedule.after_commit") if due else None
    return started


def fire_alone(cursor: Any, row: tuple[Any, ...]) -> int:
    """Return how many runs a schedule started. One that breaks stays due, and does not stop the others."""
    try:
        with cursor.connection.transaction():
            return fire(cursor, *row)
    except AWAY:
        raise
    except Exception:
        log.exception("schedule cannot fire", extra={"schedule": str(row[0])})
        return 0


def fire(
    cursor: Any, schedule: UUID, tenant: UUID, workflow: UUID, version: UUID, name: str, since: datetime, now: datetime
) -> int:
    """Start the runs of one schedule; returns how many. Missed instants are recorded as skipped, by its rule."""
    follows = Follows(tenant, workflow, version, definition_of(version))
    trigger = next((trigger for trigger in follows.definition.triggers if trigger.id == name), None)
    if trigger is None:
        cursor.execute(NEXT_FIRE, [None, schedule])
        return 0
    spec = ScheduleSpec.parse(trigger.options)
    # The instant that is due counts as missed too: it is after anything a hair before it.
    missed = missed_instants(spec, since - timedelta(microseconds=1), now)
    started = sum(start(cursor, follows, trigger, schedule, instant) for instant in missed.run)
    for instant in missed.skipped:
        cursor.execute(RECORD_FIRE, [schedule, instant, tenant, None, "skipped", f"misfire: {spec.misfire}"])
    cursor.execute(NEXT_FIRE, [next_fire(spec, now), schedule])
    return started


def start(cursor: Any, follows: Follows, trigger: Trigger, schedule: UUID, instant: datetime) -> int:
    """Start the run of one instant; returns 0 if the instant was recorded before, or its inputs do not fit."""
    inputs = trigger.options.get("inputs", {})
    problems = problems_of(follows.definition, inputs, "/inputs")
    run_id = None if problems else uuid7()
    outcome = ("refused", problems[0].message) if problems else ("started", None)
    recorded = cursor.execute(RECORD_FIRE, [schedule, instant, follows.tenant, run_id, *outcome]).fetchone()
    if recorded is None or run_id is None:
        return 0
    facts = {"id": trigger.id, "type": "schedule", "scheduled_at": instant.isoformat().replace("+00:00", "Z")}
    new = NewRun(inputs=inputs, trigger_id=trigger.id, trigger_type="schedule", trigger=facts)
    cursor.execute(START_RUNS, parameters(follows, [(run_id, new)]))
    return 1
