"""Finds where an expression ends, minding quotes and brackets, before any parser sees it."""

import re
from dataclasses import dataclass, field

from workflows.expressions.errors import Code, ExpressionError
from workflows.expressions.limits import MAX_DEPTH, MAX_SOURCE
from workflows.expressions.source import Source

_MARK = re.compile(r"""['"()\[\]{}#]""")
_STRING = re.compile(
    r"""'''(?:[^\\]|\\.)*?'''|\"\"\"(?:[^\\]|\\.)*?\"\"\"|'(?:[^'\\\n\r]|\\.)*'|"(?:[^"\\\n\r]|\\.)*\"""", re.DOTALL
)
_PAIRS = {")": "(", "]": "[", "}": "{"}


def end_of_braces(text: str, start: int, pointer: str) -> int:
    """Return where the `}}` stands that ends the expression beginning at `start` (just after `{{`).

    A `}}` inside quotes or inside an object display does not end it. Raises ExpressionError.
    """
    return _Scan(text, start, pointer, in_braces=True).run()


def check_brackets(source: str, pointer: str) -> None:
    """Raise unless quotes and brackets of a bare expression close, nest at most 64 deep and fill at most 10 KB."""
    _Scan(source, 0, pointer, in_braces=False).run()


@dataclass(slots=True)
class _Scan:
    text: str
    start: int
    pointer: str
    in_braces: bool
    limit: int = field(init=False)
    opened: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.limit = min(len(self.text), self.start + MAX_SOURCE + 2)

    def run(self) -> int:
        position = self.start
        while mark := _MARK.search(self.text, position, self.limit):
            at, position = mark.start(), mark.end()
            match mark.group():
                case "'" | '"':
                    position = self._end_of_text(at)
                case "(" | "[" | "{":
                    self._open(at)
                case "}" if not self.opened and self.in_braces and self.text.startswith("}}", at):
                    return self._checked_length(at)
                case "#":
                    raise self._error(at, Code.SYNTAX, "Comments are not part of an expression.")
                case closing:
                    self._close(at, closing)
        return self._ran_out()

    def _open(self, at: int) -> None:
        self.opened.append(at)
        if len(self.opened) > MAX_DEPTH:
            raise self._error(at, Code.TOO_DEEP, f"Brackets nest deeper than {MAX_DEPTH}.")

    def _close(self, at: int, closing: str) -> None:
        if not self.opened:
            raise self._error(at, Code.SYNTAX, f"`{closing}` closes nothing.")
        opening = self.opened.pop()
        if self.text[opening] != _PAIRS[closing]:
            raise self._error(opening, Code.SYNTAX, f"`{self.text[opening]}` is not closed.")

    def _end_of_text(self, at: int) -> int:
        found = _STRING.match(self.text, at, self.limit)
        if found:
            return found.end()
        if self.limit < len(self.text):
            raise self._too_long()
        raise self._error(at, Code.SYNTAX, "This text has no closing quote.")

    def _ran_out(self) -> int:
        if self.limit < len(self.text) or (not self.in_braces and self.limit - self.start > MAX_SOURCE):
            raise self._too_long()
        if self.opened:
            at = self.opened[-1]
            raise self._error(at, Code.SYNTAX, f"`{self.text[at]}` is not closed.")
        if self.in_braces:
            raise self._error(
                self.start - 2, Code.SYNTAX, "`{{` has no closing `}}`.", hint="For plain text write `\\{{`."
            )
        return self.limit

    def _checked_length(self, end: int) -> int:
        if end - self.start > MAX_SOURCE:
            raise self._too_long()
        return end

    def _too_long(self) -> ExpressionError:
        hint = "Split it over several `set` steps, or use a code step."
        return self._error(self.start, Code.TOO_LONG, "An expression may be 10 KB long.", hint=hint)

    def _error(self, at: int, code: Code, message: str, *, hint: str = "") -> ExpressionError:
        width = 2 if self.text.startswith("{{", at) else 1
        place = Source(self.text, at, at, self.pointer).place_at(at, min(at + width, len(self.text)))
        return place.error(code, message, hint)
