"""Names and ids: which texts may be one, and the nearest valid one to a slip of the pen."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from workflows.definition.limits import most

ID = re.compile(r"[a-z][a-z0-9_]*\Z")
# Words an expression already uses, so a loop name cannot be one of them.
RESERVED = frozenset(
    {"inputs", "trigger", "steps", "vars", "run", "error", "index", "true", "false", "null", "none"}
    | {"and", "or", "not", "in", "is", "if", "else", "for", "lambda", "def", "class", "import", "async", "await"}
)
# Marks that turn the reading direction: they let a name look like another one.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_REFUSED_CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp"})


def name_fault(text: str) -> str:
    """Return why `text` cannot be a name, in words, or an empty text.

    >>> name_fault("Tell the customer"), name_fault("   ")
    ('', 'A name needs at least one visible character.')
    """
    clean = unicodedata.normalize("NFC", text[: 20 * most("name_characters")])
    if any(mark in _TURNING or unicodedata.category(mark) in _REFUSED_CATEGORIES for mark in clean):
        return "A name cannot hold control characters or marks that turn the reading direction."
    if not clean.strip():
        return "A name needs at least one visible character."
    if len(clean) > most("name_characters"):
        return f"A name has at most {most('name_characters')} characters."
    return ""


def id_fault(text: str) -> str:
    """Return why `text` cannot be an id, in words, or an empty text."""
    if len(text) > most("id_characters"):
        return f"An id has at most {most('id_characters')} characters."
    if not ID.match(text):
        return "An id starts with a small letter and goes on with small letters, digits and _."
    return ""


def clean_name(text: str) -> str:
    """Return the name as it is kept: composed (NFC), without outer spaces."""
    return text.strip() if text.isascii() else unicodedata.normalize("NFC", text).strip()


def shown(text: object) -> str:
    """Return a name from outside, safe and short enough for a message."""
    cut = str(text)[:60]
    return "".join(mark if mark.isprintable() and mark not in _TURNING else "�" for mark in cut)


def nearest(text: str, known: Iterable[str]) -> str:
    """Return the known name most like `text`, or an empty text: `nearest("metod", ["method"])` is `method`."""
    from difflib import get_close_matches

    lowered = {name.lower(): name for name in known}
    found = get_close_matches(text[:80].lower(), lowered, n=1, cutoff=0.6)
    return lowered[found[0]] if found else ""


def did_you_mean(text: str, known: Iterable[str]) -> str:
    """Return a hint that names the nearest valid name, or lists some."""
    names = sorted(known)
    if found := nearest(text, names):
        return f"Did you mean '{found}'?"
    return f"Known here: {', '.join(names[:12])}{' …' if len(names) > 12 else ''}." if names else ""
