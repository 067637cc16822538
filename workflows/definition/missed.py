"""Instants that passed while nothing could run: which to make up for, and which to record as skipped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import islice, takewhile

from workflows.definition.limits import most
from workflows.definition.schedule import Misfire, ScheduleSpec, fires

# A schedule of every second, down for a week, has 604,800 of them: more than anyone reads.
MAX_RECORDED = 1_000


@dataclass(frozen=True, slots=True)
class Missed:
    """`run` and `skipped` are nominal instants in order, aware UTC.

    `resume_after` is set when more were missed than are worth a row each: everything later, up to the asked end, is
    skipped too, and one row may stand for them.
    """

    run: tuple[datetime, ...]
    skipped: tuple[datetime, ...]
    resume_after: datetime | None = None


def missed_instants(
    spec: ScheduleSpec, since: datetime, until: datetime, policy: Misfire | str | None = None
) -> Missed:
    """Return what to do with the instants in (since, until]: the oldest ones run, as many as the policy says.

    `skip` runs none, `once` the oldest, `all` the oldest 100. Without a policy the schedule's own counts.
    """
    wanted = {Misfire.SKIP: 0, Misfire.ONCE: 1, Misfire.ALL: most("missed_instants")}[Misfire(policy or spec.misfire)]
    due = takewhile(lambda instant: instant <= until, fires(spec, since))
    found = list(islice(due, wanted + MAX_RECORDED + 1))
    run, skipped = found[:wanted], found[wanted : wanted + MAX_RECORDED]
    more = len(found) > wanted + MAX_RECORDED
    return Missed(tuple(run), tuple(skipped), found[wanted + MAX_RECORDED - 1] if more else None)
