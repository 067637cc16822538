"""What the console's templates say again and again: states, icons, instants, lengths of time."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflows.admin import words

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return an icon, which says nothing to a screen reader: words stand beside it."""
    return format_html('<span class="material-symbols-outlined st-icon" aria-hidden="true">{}</span>', name)


@register.simple_tag
def status(word: words.Word, kind: str = "badge") -> SafeString:
    """Return a state as icon and word; with `kind="mark"` the word is only heard."""
    hidden = "st-heard" if kind == "mark" else "st-word"
    return format_html(
        '<span class="st-status st-{} st-{}">{}<span class="{}">{}</span></span>',
        kind,
        word.tone,
        icon(word.icon),
        hidden,
        word.text,
    )


@register.filter
def run_word(run: Any) -> words.Word:
    """Return the state of a run in words."""
    return words.RUN_WORDS[run.status]


@register.filter
def workflow_word(workflow: Any) -> words.Word:
    """Return the state of a workflow in words."""
    return words.WORKFLOW_WORDS[workflow.status]


@register.filter
def step_word(attempt: Any) -> words.Word:
    """Return the state of an attempt in words."""
    return words.STEP_WORDS[attempt.status]


@register.filter
def start_text(kind: str) -> words.Text:
    """Return how a run was started, in words."""
    return words.start_words(kind)[0]


@register.filter
def took(seconds: float | None) -> str:
    """Return a length of time in words."""
    return words.took(seconds)


@register.filter
def run_took(run: Any) -> str:
    """Return how long a run took, or takes until now."""
    begun = run.started_at or run.created_at
    return words.took(words.seconds_between(begun, run.finished_at or timezone.now()))


@register.filter
def moment(value: datetime | None, form: str = "near") -> SafeString | str:
    """Return an instant: relative while it is near, with the exact one in the person's zone beside it."""
    if value is None:
        return "–"
    here = timezone.localtime(value)
    text = near(value) if form == "near" else date_format(here, "j M Y, H:i")
    return format_html('<time datetime="{}" title="{}">{}</time>', here.isoformat(), exact(here), text)


@register.filter
def clock(value: datetime) -> SafeString:
    """Return the time of day to the second, with the whole instant beside it."""
    here = timezone.localtime(value)
    return format_html('<time datetime="{}" title="{}">{}</time>', here.isoformat(), exact(here), f"{here:%H:%M:%S}")


def exact(here: datetime) -> str:
    """Return an instant with its zone's name."""
    return f"{date_format(here, 'DATE_FORMAT')}, {here:%H:%M:%S %Z}"


def near(value: datetime) -> str:
    """Return `12 min ago` or `in 3 h` within a day, else the date with the time."""
    seconds = (timezone.now() - value).total_seconds()
    size = abs(seconds)
    if size < 45:
        return _("just now") if seconds >= 0 else _("in a moment")
    if size < 86_400:
        length = _("%(n)d s") % {"n": size} if size < 60 else short(size)
        return (_("%(length)s ago") if seconds > 0 else _("in %(length)s")) % {"length": length}
    return date_format(timezone.localtime(value), "j M Y, H:i")


def short(seconds: float) -> str:
    """Return minutes or hours, whichever is the larger unit."""
    minutes = max(round(seconds / 60), 1)
    if minutes < 60:
        return ngettext("%(n)d min", "%(n)d min", minutes) % {"n": minutes}
    return _("%(h)d h") % {"h": round(minutes / 60)}
