"""Every limit of the document, once: the code reads it, `/limits` shows it, the reference page is compared with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Limit:
    """A closed range `low … high` in `unit`; `meaning` is what a member reads."""

    key: str
    low: float
    high: float
    unit: str
    meaning: str


_TABLE = (
    Limit("document_bytes", 1, 200_000, "bytes", "size of the whole document as JSON"),
    Limit("document_depth", 0, 64, "levels", "lists and mappings inside one another, anywhere in the document"),
    Limit("document_values", 0, 20_000, "values", "entries of all lists and mappings of the document together"),
    Limit("steps", 1, 150, "steps", "steps of a workflow, those inside blocks counted too"),
    Limit("block_depth", 0, 5, "levels", "blocks inside one another"),
    Limit("ways", 1, 8, "ways", "branches of a parallel step, or cases of a switch"),
    Limit("triggers", 0, 20, "triggers", "triggers of a workflow"),
    Limit("problems", 0, 100, "problems", "problems told in one answer"),
    Limit("name_characters", 1, 120, "characters", "a name of a workflow, a step or a case"),
    Limit("id_characters", 1, 63, "characters", "an id of a step, a trigger or a branch"),
    Limit("note_characters", 0, 4_000, "characters", "a note or a description"),
    Limit("retry_attempts", 1, 20, "attempts", "`retry.attempts`: all tries, the first one counted"),
    Limit("retry_delay_seconds", 0, DAY_SECONDS, "seconds", "`retry.delay_seconds` and `retry.max_delay_seconds`"),
    Limit("step_timeout_seconds", 0.001, DAY_SECONDS, "seconds", "`timeout_seconds` of a step"),
    Limit("run_timeout_seconds", 1, 400 * DAY_SECONDS, "seconds", "`settings.timeout_seconds` of a run"),
    Limit("wait_seconds", 0, 400 * DAY_SECONDS, "seconds", "a wait, an approval's or an event's time"),
    Limit("wait_working_days", 1, 260, "working days", "`working_days` of a wait"),
    Limit("loop_at_once", 1, 50, "items", "`limit` of a for_each: items at once"),
    Limit("loop_items", 0, 10_000, "items", "items of a for_each, also those written into the document"),
    Limit("loop_iterations", 1, 10_000, "iterations", "`max_iterations` of a while"),
    Limit("parallel_at_once", 1, 8, "branches", "`limit` of a parallel step"),
    Limit("concurrency", 1, 1_000, "runs", "`settings.concurrency.limit`"),
    Limit("debounce_seconds", 0, DAY_SECONDS, "seconds", "`settings.debounce_seconds`"),
    Limit("priority", 0, 9, "", "`settings.priority`: 0 first, 9 last"),
    Limit("assignees", 1, 50, "people", "`assignees` of an approval"),
    Limit("webhook_wait_seconds", 0.001, 60, "seconds", "`timeout_seconds` of a webhook that answers when finished"),
    Limit("cron_characters", 1, 200, "characters", "a cron expression"),
    Limit("every_seconds", 1, 366 * DAY_SECONDS, "seconds", "`every_seconds` of a schedule"),
    Limit("missed_instants", 0, 100, "instants", "missed instants a schedule with `misfire: all` makes up for"),
)

LIMITS: Mapping[str, Limit] = MappingProxyType({limit.key: limit for limit in _TABLE})
RETENTION_DAYS = (7, 30, 90, 400)


def most(key: str) -> int:
    """Return the upper end of a limit as a whole number: `most("steps")` is 150."""
    return int(LIMITS[key].high)
