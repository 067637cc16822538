"""Compiles each expression of a document once, where it stands, and tells what is wrong with it."""

from __future__ import annotations

from typing import Any

from workflows.definition.problem import Findings, Problem
from workflows.definition.sight import Sight
from workflows.expressions import (
    Code,
    Compiled,
    ExpressionError,
    check,
    compile_expression,
    compile_value,
    problems,
)

_BRACES = "Wrap it in double braces: {{ … }}."


class Compiler:
    """Keeps what was compiled by pointer, so that building the document compiles nothing again."""

    __slots__ = ("all_ids", "compiled", "findings")

    def __init__(self, findings: Findings, all_ids: frozenset[str]) -> None:
        self.findings = findings
        self.all_ids = all_ids
        self.compiled: dict[str, Compiled] = {}

    def value(self, value: Any, pointer: str, sight: Sight) -> None:
        """Compile any JSON value whose texts may hold expressions, and check what it names."""
        try:
            compiled = compile_value(value, pointer=pointer)
        except ExpressionError:
            # The first error would hide those in the other texts.
            for error in problems(value, pointer=pointer):
                self._put(error)
            return
        self.compiled[pointer] = compiled
        if compiled.references:
            for error in check(compiled, sight.scope(self.all_ids)):
                self._put(error)

    def condition(self, value: Any, pointer: str, sight: Sight) -> None:
        """Compile a condition: true, false, or a text that is one expression."""
        if isinstance(value, bool) or (isinstance(value, str) and is_one_expression(value)):
            self.value(value, pointer, sight)
        elif isinstance(value, str) and "{{" in value:
            self.findings.add(
                pointer,
                "node_invalid",
                "A condition is one expression; text around it would make it always true.",
                _BRACES,
            )
        elif isinstance(value, str):
            self.findings.add(pointer, "node_invalid", "A condition as plain text would always be true.", _BRACES)

    def _put(self, error: ExpressionError) -> None:
        # A reference to a step that is nowhere is a fault of the tree, like an edge that leads to nothing.
        code = "graph_invalid" if error.code == Code.UNKNOWN_STEP else error.code
        self.findings.put(Problem(error.pointer, code, error.message, error.hint, error.line, error.column))


def is_one_expression(text: str) -> bool:
    """Tell whether a text is exactly one `{{ … }}`, with nothing but spaces around it."""
    inner = text.strip()
    if not (inner.startswith("{{") and inner.endswith("}}") and len(inner) >= 4):
        return False
    inner = inner[2:-2]
    if "}}" not in inner and "{{" not in inner:
        return True
    try:
        compile_expression(inner.strip())
    except ExpressionError:
        return False
    return True
