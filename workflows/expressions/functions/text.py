"""Functions on text."""

import html
import re
import unicodedata
from typing import Any
from urllib.parse import quote, unquote

from workflows.expressions.errors import Code, Fault
from workflows.expressions.functions.registry import function
from workflows.expressions.limits import ITEMS_SHIFT, Budget
from workflows.expressions.values import to_text

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SPLIT_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o", "å": "a", "ł": "l"})


@function("text", "text(12.50)", "12.5", also=("str",), name="text")
def text_of(value: Any, *, budget: Budget) -> str:
    """The value as text: null is empty, true and false are words, lists and objects are JSON."""
    return to_text(value, budget)


@function("text", "upper('abc')", "ABC")
def upper(text: str) -> str:
    """The text in capital letters."""
    return text.upper()


@function("text", "lower('ABC')", "abc")
def lower(text: str) -> str:
    """The text in small letters."""
    return text.lower()


@function("text", 'title("it\'s a plan")', "It's A Plan")
def title(text: str) -> str:
    """The text with a capital at the start of each word."""
    return _WORD.sub(lambda word: word.group().capitalize(), text)


@function("text", "capitalize('order PAID')", "Order PAID")
def capitalize(text: str) -> str:
    """The text with its first letter as a capital; the rest stays."""
    return text[:1].upper() + text[1:]


@function("text", "trim('  abc ')", "abc")
def trim(text: str, characters: str | None = None) -> str:
    """The text without white space, or without the given characters, at both ends."""
    return text.strip(characters)


@function("text", "replace('2026-03-01', '-', '/')", "2026/03/01")
def replace(text: str, old: str, new: str, *, budget: Budget) -> str:
    """The text with every `old` replaced by `new`."""
    budget.charge_text(len(text) + text.count(old) * max(len(new) - len(old), 0))
    return text.replace(old, new)


@function("text", "split('a, b', ', ')", ["a", "b"])
def split(text: str, separator: str | None = None, *, budget: Budget) -> list[str]:
    """The pieces of the text between separators; without one, the words between white space."""
    if separator == "":
        raise Fault(Code.TYPE, "The separator is empty.", "Leave it out to split at white space.")
    budget.charge(text.count(separator or " ") >> ITEMS_SHIFT)
    return text.split(separator)


@function("text", "lines('a\\nb')", ["a", "b"])
def lines(text: str) -> list[str]:
    """The lines of the text."""
    return text.splitlines()


@function("text", "join(['a', 'b', 3], '-')", "a-b-3")
def join(list_: list[Any], separator: str = "", *, budget: Budget) -> str:
    """The items as one text with the separator between them."""
    parts = [to_text(item, budget) for item in list_]
    budget.charge_text(sum(map(len, parts)) + len(separator) * len(parts))
    return separator.join(parts)


@function("text", "starts_with('order-17', 'order-')", True)
def starts_with(text: str, start: str) -> bool:
    """Whether the text begins with `start`."""
    return text.startswith(start)


@function("text", "ends_with('bill.pdf', '.pdf')", True)
def ends_with(text: str, end: str) -> bool:
    """Whether the text ends with `end`."""
    return text.endswith(end)


@function("text", "before('ada@example.com', '@')", "ada")
def before(text: str, mark: str) -> str:
    """The text before the first `mark`; all of it where there is none."""
    return text.partition(mark)[0] if mark else text


@function("text", "after('ada@example.com', '@')", "example.com")
def after(text: str, mark: str) -> str:
    """The text after the first `mark`; empty where there is none."""
    return text.partition(mark)[2] if mark else ""


@function("text", "pad('7', 3, '0', side='left')", "007")
def pad(text: str, width: int, fill: str = " ", side: str = "right", *, budget: Budget) -> str:
    """The text filled up to `width` characters, on the right, the left or (`center`) both sides."""
    if len(fill) != 1:
        raise Fault(Code.TYPE, "`fill` must be one character.")
    budget.charge_text(max(width, 0))
    match side:
        case "right":
            return text.ljust(width, fill)
        case "left":
            return text.rjust(width, fill)
        case "center":
            return text.center(width, fill)
    raise Fault(Code.TYPE, "`side` must be right, left or center.")


@function("text", "truncate('A long story', 8)", "A long …")
def truncate(text: str, length: int, ending: str = "…") -> str:
    """The text cut to `length` characters, `ending` included, where it is longer."""
    if len(text) <= length:
        return text
    return (text[: max(length - len(ending), 0)] + ending)[: max(length, 0)]


@function("text", "slug('Über uns: Café & Bar')", "ueber-uns-cafe-bar")
def slug(text: str) -> str:
    """The text as a short name for addresses: small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_SPLIT_LETTERS))
    ascii_only = plain.encode("ascii", "ignore").decode()
    return "-".join(re.findall("[a-z0-9]+", ascii_only))


@function("text", "url_encode('a b&c')", "a%20b%26c")
def url_encode(text: str) -> str:
    """The text safe inside an address: everything but letters, digits and `-._~` is percent-encoded."""
    return quote(text, safe="", errors="replace")


@function("text", "url_decode('a%20b')", "a b")
def url_decode(text: str) -> str:
    """The text with percent-encoding undone."""
    return unquote(text)


@function("text", "html_escape('<b>')", "&lt;b&gt;")
def html_escape(text: str) -> str:
    """The text safe inside HTML."""
    return html.escape(text)


@function("text", "strip_html('<p>Hello <b>you</b></p>')", "Hello you")
def strip_html(text: str) -> str:
    """The text without tags; entities become characters. For reading, not for safety: escape what you show."""
    return html.unescape(re.sub("<[^<>]*>", "", text)).strip()


@function("text", "is_email('ada@example.com')", True)
def is_email(text: str) -> bool:
    """Whether the text looks like one mail address."""
    name, _, host = text.rpartition("@")
    is_plain = not re.search(r"[\s@,;<>()\"]", name + host)
    return bool(name) and is_plain and "." in host.strip(".") and ".." not in text and len(text) <= 254
