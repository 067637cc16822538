"""What went in and what came out, for reading: always text, never markup, cut where it is long."""

import json
import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

MOST = 64 * 1024
MOST_PAIRS = 20
HIDDEN = "[hidden]"

# Characters that change how the text around them is shown are written out.
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Shown:
    """A value ready for the page: pairs of a flat mapping, or text; `is_cut` when there is more to download."""

    text: str = ""
    pairs: tuple[tuple[str, str, bool], ...] = ()
    is_code: bool = False
    is_cut: bool = False
    is_hidden: bool = False


def shown(value: Any, *, hidden: bool = False) -> Shown:
    """Return a value as a person reads it; nothing is a dash, a hidden one says so."""
    if hidden:
        return Shown(HIDDEN, is_hidden=True)
    if value is None or value in ("", {}, []):
        return Shown("–")
    whole = pretty(value)
    if len(whole) > MOST:
        return Shown(visible(whole[:MOST]), is_code=True, is_cut=True)
    if isinstance(value, dict) and len(value) <= MOST_PAIRS:
        return Shown(pairs=tuple((visible(key), *said(inner)) for key, inner in value.items()))
    text, is_code = said(value)
    return Shown(text, is_code=is_code)


def said(value: Any) -> tuple[str, bool]:
    """Return a value in words, and whether it is laid out as code."""
    match value:
        case None | "":
            return "–", False
        case bool():
            return (_("yes") if value else _("no")), False
        case str():
            return visible(value), "\n" in value
        case int() | float():
            return str(value), False
        case _:
            return visible(pretty(value)), True


def pretty(value: Any) -> str:
    """Return JSON text on several lines; a bare text is itself."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)


def visible(text: str) -> str:
    """Return the text with control and direction characters written out.

    >>> visible("a\\x1b[31mb")
    'a⟨1B⟩[31mb'
    """
    return _INVISIBLE.sub(lambda found: f"⟨{ord(found[0]):02X}⟩", text)
