"""What can go wrong in an expression, and where."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn


class Code(StrEnum):
    """The codes an expression can fail with; they are part of the contract."""

    SYNTAX = "expression_syntax"
    UNKNOWN_FUNCTION = "unknown_function"
    UNKNOWN_NAME = "unknown_name"
    UNKNOWN_STEP = "unknown_step"
    UNKNOWN_FIELD = "unknown_field"
    STEP_NOT_IN_SCOPE = "step_not_in_scope"
    TOO_DEEP = "expression_too_deep"
    TOO_LONG = "expression_too_long"
    BUDGET = "expression_budget"
    REGEX = "regex_refused"
    MISSING = "value_missing"
    TYPE = "type_mismatch"
    STEP_NOT_RUN = "step_not_run"


class ExpressionError(Exception):
    """An expression could not be read or computed.

    `line`, `column` and `end_column` count from 1 in the whole string, text around `{{ … }}` included; `end_column` is
    one past the last character. `pointer` leads to that string inside the compiled value.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        hint: str = "",
        line: int = 1,
        column: int = 1,
        end_column: int = 1,
        pointer: str = "",
    ) -> None:
        super().__init__(message)
        self.code = str(code)
        self.message = message
        self.hint = hint
        self.line = line
        self.column = column
        self.end_column = end_column
        self.pointer = pointer

    def __repr__(self) -> str:
        return f"ExpressionError({self.code!r}, {self.message!r}, {self.pointer!r}, {self.line}:{self.column})"


class Fault(Exception):
    """A failure that does not know its place yet; the node that called adds it."""

    def __init__(self, code: Code, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Place:
    """Where a piece of an expression stands: pointer to the string, then line and columns in it, from 1."""

    pointer: str
    line: int
    column: int
    end_column: int

    def error(self, code: Code, message: str, hint: str = "") -> ExpressionError:
        """Return the error that belongs here."""
        return ExpressionError(
            code,
            message,
            hint=hint,
            line=self.line,
            column=self.column,
            end_column=self.end_column,
            pointer=self.pointer,
        )

    def fail(self, fault: Fault) -> NoReturn:
        """Raise the fault as an error that names this place."""
        raise self.error(fault.code, fault.message, fault.hint) from None
