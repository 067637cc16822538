"""An expression inside its string: turns offsets into lines and columns of the whole string."""

import ast
import keyword
import re
from dataclasses import dataclass, field

from workflows.expressions.errors import Place

_BREAK = re.compile("\r\n|\r|\n")
_STRING_OR_KEYWORD_FIELD = re.compile(
    r"""('''(?:[^\\]|\\.)*?'''|\"\"\"(?:[^\\]|\\.)*?\"\"\"|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
    rf"""|((?<!\w)\d[\w.]*)|((?<=[\w)\]}}])\s*\.\s*)({"|".join(keyword.kwlist)})\b""",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Source:
    """The text from `start` to `end` of a string, and the pointer to that string."""

    text: str
    start: int
    end: int
    pointer: str
    code: str = field(init=False, repr=False)
    _lines: list[tuple[int, int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "code", _with_plain_keywords(self.text[self.start : self.end]))
        object.__setattr__(self, "_lines", list(_lines_of(self.text, self.start, self.end)))

    def place(self, node: ast.AST) -> Place:
        """Return where a node stands. Nodes come from the expression set in one pair of brackets (see parse.py)."""
        start = self._offset(getattr(node, "lineno", 1), getattr(node, "col_offset", 1))
        end = self._offset(getattr(node, "end_lineno", 1), getattr(node, "end_col_offset", 2))
        return self.place_at(start, end)

    def place_at(self, start: int, end: int) -> Place:
        """Return the place of a stretch of the whole string; a stretch over several lines ends with its first."""
        text = self.text
        line_start = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
        line = 1 + text.count("\n", 0, start) + text.count("\r", 0, start) - text.count("\r\n", 0, start)
        following = _BREAK.search(text, start, end)
        end = following.start() if following else end
        column = start - line_start + 1
        return Place(self.pointer, line, column, max(end - line_start + 1, column))

    def whole(self) -> Place:
        """Return the place of the whole expression."""
        return self.place_at(self.start, self.end)

    def at_column(self, line: int, column: int) -> int:
        """Return the offset in the whole string for a parser's line (from 1) and character column (from 0)."""
        if line > len(self._lines):
            return max(self.end - 1, self.start)  # the closing bracket that parse.py sets after the last line
        first, last = self._lines[max(line, 1) - 1]
        return min(first + max(column - (line <= 1), 0), last)

    def _offset(self, line: int, column_bytes: int) -> int:
        first, last = self._lines[min(max(line, 1), len(self._lines)) - 1]
        column_bytes -= line <= 1  # the bracket that parse.py sets before the first line
        row = self.code[first - self.start : last - self.start]
        characters = column_bytes if row.isascii() else len(row.encode()[:column_bytes].decode(errors="ignore"))
        return min(first + max(characters, 0), last)


def _lines_of(text: str, start: int, end: int) -> list[tuple[int, int]]:
    lines, first = [], start
    for match in _BREAK.finditer(text, start, end):
        lines.append((first, match.start()))
        first = match.end()
    return [*lines, (first, end)]


def _with_plain_keywords(code: str) -> str:
    """Return the code with fields such as `.from` spelled so that Python's parser takes them for names.

    The first letter becomes its full-width twin, which the parser folds back to the plain letter; the number of
    characters stays, and so do all columns.
    """
    return _STRING_OR_KEYWORD_FIELD.sub(_fold, code)


def _fold(match: re.Match[str]) -> str:
    _text, _number, before, word = match.groups()
    return f"{before}{chr(ord(word[0]) + 0xFEE0)}{word[1:]}" if word else match.group()
