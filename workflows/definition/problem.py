"""What is wrong with a document, as values: where, which code, in words, and what helps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MAX_PROBLEMS = 100


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend, at `pointer` (RFC 6901 into the document); line and column count inside the string there."""

    pointer: str
    code: str
    message: str
    hint: str = ""
    line: int | None = None
    column: int | None = None

    def as_dict(self) -> dict[str, str | int | None]:
        return {
            "pointer": self.pointer,
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
            "line": self.line,
            "column": self.column,
        }


class DefinitionError(Exception):
    """The document cannot be used as it stands."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0] if self.problems else Problem("", "definition_invalid", str(self.__doc__))
        super().__init__(f"{first.pointer or '/'}: {first.message}")

    @property
    def code(self) -> str:
        return self.problems[0].code if self.problems else "definition_invalid"


class Findings:
    """Problems as they are found, in order, without repeats, at most `MAX_PROBLEMS`."""

    __slots__ = ("_seen", "problems")

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._seen: set[tuple[str, str, int | None, int | None]] = set()

    @property
    def is_full(self) -> bool:
        return len(self.problems) >= MAX_PROBLEMS

    def add(self, pointer: str, code: str, message: str, hint: str = "") -> None:
        self.put(Problem(pointer, code, message, hint))

    def put(self, problem: Problem) -> None:
        key = (problem.pointer, problem.code, problem.line, problem.column)
        if self.is_full or key in self._seen:
            return
        self._seen.add(key)
        self.problems.append(problem)


def at(pointer: str, key: str | int) -> str:
    """Return the pointer of a child: `at("/steps/0", "a/b")` is `/steps/0/a~1b`."""
    if isinstance(key, int):
        return f"{pointer}/{key}"
    return f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}" if "~" in key or "/" in key else f"{pointer}/{key}"
