"""States and lengths of time as a person says them: never by colour alone, an icon and a word each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from workflows.lifecycle.states import RunStatus, StepStatus
from workflows.models import WorkflowStatus

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Word:
    """A state in words: its text, its icon, and the tone that chooses the colour."""

    text: Text
    icon: str
    tone: str


DONE = Word(gettext_lazy("Done"), "check_circle", "good")
FAILED = Word(gettext_lazy("Failed"), "cancel", "bad")
ATTENTION = Word(gettext_lazy("Needs attention"), "error", "bad")
RUNNING = Word(gettext_lazy("Running"), "progress_activity", "busy")
WAITING = Word(gettext_lazy("Waiting"), "schedule", "wait")
STOPPED = Word(gettext_lazy("Stopped"), "block", "idle")
SKIPPED = Word(gettext_lazy("Skipped"), "step_over", "idle")
NOT_REACHED = Word(gettext_lazy("Not reached"), "radio_button_unchecked", "idle")
UNCLEAR = Word(gettext_lazy("Unclear"), "help", "bad")

RUN_WORDS: dict[str, Word] = {
    RunStatus.QUEUED: Word(gettext_lazy("Waiting to start"), "schedule", "wait"),
    RunStatus.RUNNING: RUNNING,
    RunStatus.WAITING: WAITING,
    RunStatus.HELD: ATTENTION,
    RunStatus.SUCCEEDED: DONE,
    RunStatus.FAILED: ATTENTION,
    RunStatus.CANCELLED: STOPPED,
}
STEP_WORDS: dict[str, Word] = {
    StepStatus.READY: WAITING,
    StepStatus.RUNNING: RUNNING,
    StepStatus.WAITING: WAITING,
    StepStatus.SUCCEEDED: DONE,
    StepStatus.FAILED: FAILED,
    StepStatus.SKIPPED: SKIPPED,
    StepStatus.CANCELLED: STOPPED,
    StepStatus.UNKNOWN: UNCLEAR,
}
WORKFLOW_WORDS: dict[str, Word] = {
    WorkflowStatus.DRAFT: Word(gettext_lazy("Draft"), "edit_note", "idle"),
    WorkflowStatus.PUBLISHED: Word(gettext_lazy("On"), "toggle_on", "good"),
    WorkflowStatus.PAUSED: Word(gettext_lazy("Paused"), "pause_circle", "wait"),
}
STARTS: dict[str, tuple[Text, str]] = {
    "manual": (pgettext_lazy("started", "By hand"), "touch_app"),
    "api": (pgettext_lazy("started", "By a program"), "api"),
    "webhook": (gettext_lazy("Webhook"), "webhook"),
    "schedule": (gettext_lazy("Schedule"), "schedule"),
    "form": (gettext_lazy("Form"), "list_alt"),
    "event": (gettext_lazy("Event"), "bolt"),
}


def start_words(kind: str) -> tuple[Text, str]:
    """Return how a run was started, in words, and the icon for it."""
    return STARTS.get(kind, (kind, "bolt"))


def took(seconds: float | None) -> str:
    """Return a length of time: `40 ms`, `0.1 s`, `2 min 03 s`, `3 h 20 min`, `2 d 4 h`; a dash for none."""
    if seconds is None:
        return "–"
    if seconds < 0.0995:
        milliseconds = round(seconds * 1000)
        return _("%(n)d ms") % {"n": milliseconds} if milliseconds > 0 else _("under 1 ms")
    if seconds < 60:
        return _("%(n)s s") % {"n": number_format(seconds, 1, force_grouping=False)}
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return _("%(m)d min %(s)02d s") % {"m": minutes, "s": rest}
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return _("%(h)d h %(m)02d min") % {"h": hours, "m": minutes}
    return _("%(d)d d %(h)d h") % {"d": hours // 24, "h": hours % 24}


def seconds_between(start: datetime | None, end: datetime | None) -> float | None:
    """Return the seconds from start to end, None when either is open."""
    return (end - start).total_seconds() if start and end else None


def clipped(text: Any, length: int) -> str:
    """Return the text, at most `length` characters of it."""
    whole = str(text)
    return whole if len(whole) <= length else f"{whole[: length - 1]}…"
