"""When a `wait` step is over."""

from datetime import UTC, datetime, timedelta
from typing import Any

from workflows.definition import WaitStep
from workflows.lifecycle.outcome import Failure, Place
from workflows.lifecycle.scope import Scope
from workflows.lifecycle.walk import StepFailed, Walk

LONGEST = timedelta(days=400)


def wake_time(walk: Walk, step: WaitStep, scope: Scope, place: Place, since: datetime) -> datetime:
    """Return the instant, aware UTC, until which the step waits. Raises StepFailed when it is none or too far."""
    until = instant_of(walk, step, scope, place, since)
    if until - since > LONGEST:
        raise refused(step, place, "out_of_range", f"A wait may last at most {LONGEST.days} days.")
    return until


def instant_of(walk: Walk, step: WaitStep, scope: Scope, place: Place, since: datetime) -> datetime:
    """Return the instant that the step's one option names."""
    if step.seconds is not None:
        seconds = walk.value(step.seconds, scope, place, since)
        return since + timedelta(seconds=number(step, place, seconds))
    if step.until is not None:
        return instant(step, place, walk.value(step.until, scope, place, since))
    days = number(step, place, walk.value(step.working_days, scope, place, since)) if step.working_days else 0
    from workflows.definition import add_working_days

    return add_working_days(since, int(days), step.calendar)


def number(step: WaitStep, place: Place, value: Any) -> float:
    """Return the value as a number of at least 0. Raises StepFailed."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LONGEST.total_seconds():
        raise refused(step, place, "out_of_range", f"A wait needs a number from 0 to 400 days, and got {value!r:.60}.")
    return float(value)


def instant(step: WaitStep, place: Place, value: Any) -> datetime:
    """Return RFC 3339 text as an aware instant. Raises StepFailed."""
    try:
        found = datetime.fromisoformat(value.replace("Z", "+00:00"))
        return found.astimezone(UTC) if found.tzinfo else refuse(step, place, value)
    except (AttributeError, ValueError, TypeError, OverflowError):
        return refuse(step, place, value)


def refuse(step: WaitStep, place: Place, value: Any) -> datetime:
    """Raise StepFailed: the value names no instant."""
    message = f"'until' needs an instant with a zone, such as 2027-03-01T07:30:00Z, and got {value!r:.60}."
    raise refused(step, place, "type_mismatch", message)


def refused(step: WaitStep, place: Place, code: str, message: str) -> StepFailed:
    """Return the failure of the step's options."""
    return StepFailed(Failure(code, message, pointer=f"{step.pointer}/with").at(place))
