"""Instants that passed while nothing could run: which to make up for, and which to record as skipped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice, takewhile

from workflows.definition.limits import most
from workflows.definition.schedule import Misfire, ScheduleSpec, fires

# A schedule of every second, down for a week, has 604,800 of them: more than anyone reads.
MAX_RECORDED = 1_000
# A tick comes a moment after the instant it is for: so much later it still counts as on time.
GRACE = timedelta(seconds=60)


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
    spec: ScheduleSpec,
    since: datetime,
    until: datetime,
    policy: Misfire | str | None = None,
    *,
    grace: timedelta = GRACE,
) -> Missed:
    """Return what to do with the instants in (since, until]. Without a policy the schedule's own counts.

    `once` runs the oldest, `all` the oldest 100; `skip` runs the newest if it is at most `grace` late, for then it was
    not missed at all. The others are skipped.
    """
    wanted = Misfire(policy or spec.misfire)
    if wanted is Misfire.SKIP:
        return _skip(spec, since, until, grace)
    count = most("missed_instants") if wanted is Misfire.ALL else 1
    found = list(islice(_between(spec, since, until), count + MAX_RECORDED + 1))
    skipped, resume_after = _cut(found[count:])
    return Missed(tuple(found[:count]), skipped, resume_after)


def _skip(spec: ScheduleSpec, since: datetime, until: datetime, grace: timedelta) -> Missed:
    begin = max(since, until - grace - timedelta(microseconds=1))
    on_time = tuple(_between(spec, begin, until))[-1:]
    late = (instant for instant in _between(spec, since, until) if instant not in on_time)
    return Missed(on_time, *_cut(list(islice(late, MAX_RECORDED + 1))))


def _between(spec: ScheduleSpec, since: datetime, until: datetime) -> Iterator[datetime]:
    return takewhile(lambda instant: instant <= until, fires(spec, since))


def _cut(skipped: list[datetime]) -> tuple[tuple[datetime, ...], datetime | None]:
    """Return those that are worth a row, and the last of them if there are more."""
    kept = tuple(skipped[:MAX_RECORDED])
    return kept, kept[-1] if len(skipped) > MAX_RECORDED else None
