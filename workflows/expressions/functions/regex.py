"""Patterns, run by RE2: time grows with the length of the text, never faster, whatever the pattern."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import re2

from workflows.expressions.errors import Code, Fault
from workflows.expressions.functions.registry import function
from workflows.expressions.limits import MAX_RESULT, Budget

PATTERN_FUNCTIONS = frozenset({"matches", "regex", "regex_extract", "regex_all", "regex_replace", "regex_split"})
MAX_PATTERN = 1000
_MAX_MEMORY = 1 << 20
_REPLACEMENT = re.compile(r"\\(.)", re.DOTALL)
# Measured: RE2 takes 1 to 9 ns for each part of the pattern at each byte when its fast path does not fit in memory.
_FIRST_SHIFT, _NEXT_SHIFT = 14, 16


@lru_cache(maxsize=128)
def compile_pattern(pattern: str) -> Any:
    """Return the compiled pattern. Raises Fault `regex_refused` for one that is wrong, too long or too costly."""
    if len(pattern) > MAX_PATTERN:
        raise Fault(Code.REGEX, f"A pattern may be {MAX_PATTERN:,} characters long.")
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MAX_MEMORY
    try:
        return re2.compile(pattern, options)
    except (re2.error, UnicodeError) as error:
        hint = "Look-around and back-references are not possible here." if "(?" in pattern or "\\" in pattern else ""
        raise Fault(Code.REGEX, f"This pattern is refused: {_reason(error)}.", hint) from None


@function("text", "matches('order-17', '[0-9]+')", True, also=("regex",))
def matches(text: str, pattern: str, *, budget: Budget) -> bool:
    """Whether the pattern is found anywhere in the text; `^` and `$` tie it to the ends."""
    return bool(_search(text, pattern, budget))


@function("text", "regex_extract('order-17', '([a-z]+)-([0-9]+)', 2)", "17")
def regex_extract(text: str, pattern: str, group: int = 0, *, budget: Budget) -> str | None:
    """The first stretch that fits the pattern, or one of its groups; null where nothing fits."""
    _check_group(pattern, group)
    found = _search(text, pattern, budget)
    part: str | None = found.group(group) if found else None
    return part


@function("text", "regex_all('a1 b22', '[0-9]+')", ["1", "22"])
def regex_all(text: str, pattern: str, group: int = 0, *, budget: Budget) -> list[str | None]:
    """Every stretch that fits the pattern, or one of its groups in each."""
    _check_group(pattern, group)
    return [found.group(group) for found in _each(text, pattern, budget)]


@function("text", "regex_replace('Doe, Ada', '([A-Za-z]+), ([A-Za-z]+)', '\\\\2 \\\\1')", "Ada Doe")
def regex_replace(text: str, pattern: str, new: str, *, budget: Budget) -> str:
    """The text with each stretch that fits replaced; in the new text `\\1` to `\\9` are its groups, `\\0` is all."""
    pieces: list[str] = []
    size = end = 0
    for found in _each(text, pattern, budget):
        start, stop = found.span()
        piece = text[end:start] + _expand(new, found)
        size += len(piece)
        budget.charge_text(size if size > MAX_RESULT else len(piece))
        pieces.append(piece)
        end = stop
    return "".join(pieces) + text[end:]


@function("text", "regex_split('a1b22c', '[0-9]+')", ["a", "b", "c"])
def regex_split(text: str, pattern: str, *, budget: Budget) -> list[str]:
    """The pieces of the text between stretches that fit the pattern."""
    pieces, end = [], 0
    for found in _each(text, pattern, budget):
        start, stop = found.span()
        if stop > start:
            pieces.append(text[end:start])
            end = stop
    return [*pieces, text[end:]]


def _search(text: str, pattern: str, budget: Budget) -> Any:
    compiled = compile_pattern(pattern)
    budget.charge(_work(compiled, text) >> _FIRST_SHIFT)
    try:
        return compiled.search(text)
    except UnicodeError:
        raise Fault(Code.TYPE, "This text holds half a character (a lone surrogate).") from None


def _each(text: str, pattern: str, budget: Budget) -> Iterator[Any]:
    compiled = compile_pattern(pattern)
    work = _work(compiled, text)
    budget.charge(work >> _FIRST_SHIFT)
    try:
        for found in compiled.finditer(text):
            budget.charge(1 + (work >> _NEXT_SHIFT))
            yield found
    except UnicodeError:
        raise Fault(Code.TYPE, "This text holds half a character (a lone surrogate).") from None


def _work(compiled: Any, text: str) -> int:
    """Return the most instructions one pass takes: a large pattern may visit each of its parts at each byte."""
    return int(compiled.programsize) * len(text) * (1 if text.isascii() else 3)


def _check_group(pattern: str, group: int) -> None:
    count = compile_pattern(pattern).groups
    if not 0 <= group <= count:
        raise Fault(Code.TYPE, f"The pattern has {count} groups, so there is no group {group}.")


def _expand(new: str, found: Any) -> str:
    if "\\" not in new:
        return new
    return _REPLACEMENT.sub(lambda mark: _group_text(mark.group(1), found), new)


def _group_text(mark: str, found: Any) -> str:
    if not (mark.isascii() and mark.isdigit()):
        return mark
    if int(mark) > len(found.groups()):
        raise Fault(Code.TYPE, f"The pattern has no group {mark}.")
    return found.group(int(mark)) or ""


def _reason(error: Exception) -> str:
    text = error.args[0] if error.args else "it cannot be read"
    return text.decode(errors="replace") if isinstance(text, bytes) else str(text)
