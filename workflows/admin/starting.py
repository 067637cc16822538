"""How a workflow starts, in words: "Weekdays at 08:00 (Berlin)" instead of a rule for machines."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from workflows.admin.words import Text, took

DAYS: dict[str, Text] = {
    "1": gettext_lazy("Mondays"),
    "2": gettext_lazy("Tuesdays"),
    "3": gettext_lazy("Wednesdays"),
    "4": gettext_lazy("Thursdays"),
    "5": gettext_lazy("Fridays"),
    "6": gettext_lazy("Saturdays"),
    "0": gettext_lazy("Sundays"),
    "7": gettext_lazy("Sundays"),
    "*": gettext_lazy("Daily"),
    "1-5": gettext_lazy("Weekdays"),
    "MON-FRI": gettext_lazy("Weekdays"),
    "6,0": gettext_lazy("Weekends"),
    "0,6": gettext_lazy("Weekends"),
}
UNITS = (
    (86_400, lambda n: ngettext("Every day", "Every %(n)d days", n)),
    (3_600, lambda n: ngettext("Every hour", "Every %(n)d hours", n)),
    (60, lambda n: ngettext("Every minute", "Every %(n)d minutes", n)),
    (1, lambda n: ngettext("Every second", "Every %(n)d seconds", n)),
)
ICONS = {"webhook": "webhook", "schedule": "schedule", "form": "list_alt", "event": "bolt"}


@dataclass(frozen=True, slots=True)
class Start:
    """One way a workflow starts: its id in the document, its type, the words and the icon for it."""

    name: str
    type: str
    text: str
    icon: str
    is_on: bool = True


def starts_of(triggers: Any) -> list[Start]:
    """Return how a raw document starts; parts that make no sense yet are left out."""
    entries = [entry for entry in triggers if isinstance(entry, dict)] if isinstance(triggers, list) else []
    return [start_of(entry) for entry in entries]


def start_of(entry: Mapping[str, Any]) -> Start:
    """Return one trigger of a raw document in words."""
    kind = str(entry.get("type", ""))
    given = entry.get("with")
    options = given if isinstance(given, dict) else {}
    return Start(
        name=str(entry.get("id", "")),
        type=kind,
        text=text_of(kind, options),
        icon=ICONS.get(kind, "bolt"),
        is_on=entry.get("enabled", True) is not False,
    )


def text_of(kind: str, options: Mapping[str, Any]) -> str:
    """Return what starts the workflow, in words."""
    match kind:
        case "webhook":
            return _("When a webhook comes in")
        case "form":
            return _("When someone sends the form")
        case "event":
            return _("When the event “%(name)s” happens") % {"name": options.get("name", "?")}
        case "schedule":
            return schedule_text(options)
        case _:
            return kind


def schedule_text(options: Mapping[str, Any]) -> str:
    """Return a schedule in words; a rule that has no short words is given as it stands."""
    if "every_seconds" in options:
        return every_text(options["every_seconds"])
    rule = str(options.get("cron", ""))
    zone = str(options.get("timezone", "UTC"))
    return _("%(when)s (%(zone)s)") % {"when": cron_text(rule), "zone": zone.rsplit("/", 1)[-1].replace("_", " ")}


def every_text(seconds: Any) -> str:
    """Return an interval in words: the largest unit that it is a multiple of."""
    if not isinstance(seconds, int | float) or seconds <= 0:
        return str(seconds)
    for size, words in UNITS:
        if seconds % size == 0:
            n = int(seconds // size)
            return words(n) % {"n": n}
    return _("Every %(length)s") % {"length": took(seconds)}


def cron_text(rule: str) -> str:
    """Return the usual rules of cron in words: daily, weekly, monthly, hourly, every few minutes."""
    fields = rule.split()
    if len(fields) != 5:
        return rule
    minute, hour, day, month, weekday = fields
    if month != "*":
        return rule
    if hour == day == weekday == "*":
        return minutely_text(minute, rule)
    if not (minute.isdigit() and hour.isdigit()):
        return rule
    time = f"{int(hour):02d}:{int(minute):02d}"
    if day == "*" and weekday.upper() in DAYS:
        return _("%(days)s at %(time)s") % {"days": DAYS[weekday.upper()], "time": time}
    if weekday == "*" and day.isdigit():
        return _("Monthly on day %(day)s at %(time)s") % {"day": day, "time": time}
    return rule


def minutely_text(minute: str, rule: str) -> str:
    """Return a rule that fires every hour or more often, in words."""
    if minute == "*":
        return every_text(60)
    if minute.isdigit():
        return _("Every hour at minute %(minute)s") % {"minute": minute}
    if minute.startswith("*/") and minute[2:].isdigit():
        return every_text(60 * int(minute[2:]))
    return rule
