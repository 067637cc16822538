"""What is known while one expression is compiled, and the table of node kinds the language has."""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from workflows.expressions.errors import Code, ExpressionError, Place
from workflows.expressions.limits import Budget
from workflows.expressions.source import Source

Names = Mapping[str, Any]
Run = Callable[[Names, Budget], Any]


@dataclass(frozen=True, slots=True)
class Reference:
    """A static path an expression reads.

    `path`: ("steps", "stock", "body", "items", 0). `is_optional` is true inside the first value of `default(…)`.
    `ends` holds, for each part of the path, the column just after it.
    """

    path: tuple[str | int, ...]
    pointer: str
    line: int
    column: int
    end_column: int
    is_optional: bool = False
    ends: tuple[int, ...] = field(default=(), repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Unit:
    """One expression being compiled: its source, the loop names in reach, the references found so far."""

    source: Source
    references: list[Reference]
    local: frozenset[str] = frozenset()
    is_optional: bool = False

    def compile(self, node: ast.AST) -> Run:
        """Return the closure that computes a node. Raises ExpressionError for what the language does not have."""
        handler = HANDLERS.get(type(node))
        if handler is None:
            raise self.refuse(node, *_REFUSALS.get(type(node), ("This is not part of the language.", "")))
        return handler(node, self)

    def with_local(self, names: frozenset[str]) -> "Unit":
        """Return this unit where further loop names are in reach."""
        return replace(self, local=self.local | names)

    def optional(self) -> "Unit":
        """Return this unit for a value that may be missing."""
        return replace(self, is_optional=True)

    def place(self, node: ast.AST) -> Place:
        """Return where a node stands."""
        return self.source.place(node)

    def refuse(self, node: ast.AST, message: str, hint: str = "") -> ExpressionError:
        """Return the syntax error for a node."""
        return self.place(node).error(Code.SYNTAX, message, hint)


HANDLERS: dict[type[ast.AST], Callable[[Any, Unit], Run]] = {}
Handler = TypeVar("Handler", bound=Callable[[Any, Unit], Run])


def handles(*kinds: type[ast.AST]) -> Callable[[Handler], Handler]:
    """Return a decorator that enters a function as the compiler of these node kinds."""

    def enter(handler: Handler) -> Handler:
        HANDLERS.update(dict.fromkeys(kinds, handler))
        return handler

    return enter


_REFUSALS: dict[type[ast.AST], tuple[str, str]] = {
    ast.Set: ("Sets are not part of the language.", "Write a list: [a, b]."),
    ast.SetComp: ("Sets are not part of the language.", "Write unique([… for …])."),
    ast.Lambda: ("Functions cannot be defined here.", "Use a comprehension: [… for item in list]."),
    ast.NamedExpr: ("Nothing can be assigned here.", "Use a `set` step for values in between."),
    ast.Starred: ("A star is only possible inside a list.", "Give the list itself."),
    ast.Slice: ("A slice belongs in square brackets after a value.", ""),
}
