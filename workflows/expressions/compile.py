"""The room's way in: a bare expression or any JSON value becomes something that can be evaluated."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workflows.expressions import calls, comparison, displays, loops, operators, paths
from workflows.expressions.compiled import Compiled, Json
from workflows.expressions.errors import Code, ExpressionError, Place
from workflows.expressions.limits import MAX_DEPTH, Budget
from workflows.expressions.scan import check_brackets
from workflows.expressions.source import Source
from workflows.expressions.template import compile_source, compile_template, literal_text
from workflows.expressions.unit import HANDLERS, Names, Reference, Run

# Importing these rooms enters what the language has; the check keeps them from looking unused.
assert all((calls, comparison, displays, loops, operators, paths, HANDLERS))


def compile_expression(source: str, *, pointer: str = "") -> Compiled:
    """Return a bare expression, without braces, compiled. Raises ExpressionError with its place."""
    check_brackets(source, pointer)
    references: list[Reference] = []
    whole = Source(source, 0, len(source), pointer)
    run = compile_source(whole, references)
    return Compiled(source, tuple(references), is_constant=False, place=whole.whole(), run=run)


def compile_value(value: Json, *, pointer: str = "") -> Compiled:
    """Return any JSON value compiled; its strings may hold `{{ … }}`, keys are plain text.

    Raises the first ExpressionError; `problems` gives them all.
    """
    builder = _Builder()
    run = builder.build(value, pointer)
    if builder.problems:
        raise builder.problems[0]
    return Compiled(
        value,
        tuple(builder.references),
        is_constant=not builder.has_expression,
        place=Place(pointer, 1, 1, 1),
        run=run,
    )


def problems(value: Json, *, pointer: str = "") -> list[ExpressionError]:
    """Return every error that compiling the value finds, one per string at most."""
    builder = _Builder()
    builder.build(value, pointer)
    return builder.problems


@dataclass(slots=True)
class _Builder:
    references: list[Reference] = field(default_factory=list)
    problems: list[ExpressionError] = field(default_factory=list)
    has_expression: bool = False

    def build(self, value: Json, pointer: str, depth: int = 0) -> Run:
        """Return the closure of a value. Lists and objects come out fresh each time, so nobody shares them."""
        if depth > MAX_DEPTH:
            self._note(Place(pointer, 1, 1, 1).error(Code.TOO_DEEP, f"Values nest deeper than {MAX_DEPTH}."))
            return _constant(None)
        if isinstance(value, str):
            return self._text(value, pointer)
        if isinstance(value, Mapping):
            return self._object(value, pointer, depth)
        if isinstance(value, list | tuple):
            return self._list(value, pointer, depth)
        return _constant(value)

    def _text(self, text: str, pointer: str) -> Run:
        plain = literal_text(text)
        if plain is not None:
            return _constant(plain)
        self.has_expression = True
        try:
            return compile_template(text, pointer, self.references)
        except ExpressionError as error:
            self._note(error)
            return _constant(None)

    def _list(self, items: list[Any] | tuple[Any, ...], pointer: str, depth: int) -> Run:
        runs = [self.build(item, f"{pointer}/{index}", depth + 1) for index, item in enumerate(items)]
        return lambda names, budget: [run(names, budget) for run in runs]

    def _object(self, fields: Mapping[str, Any], pointer: str, depth: int) -> Run:
        fixed = {str(key): value for key, value in fields.items()}
        moving: list[tuple[str, Run]] = []
        for key, value in fixed.items():
            run = self.build(value, f"{pointer}/{_escaped(key)}", depth + 1)
            if isinstance(value, str) and literal_text(value) is not None:
                fixed[key] = literal_text(value)
            elif isinstance(value, str | Mapping | list | tuple):
                moving.append((key, run))
        return _filled(fixed, moving)

    def _note(self, error: ExpressionError) -> None:
        self.problems.append(error)


def _filled(fixed: dict[str, Any], moving: list[tuple[str, Run]]) -> Run:
    def run(names: Names, budget: Budget) -> dict[str, Any]:
        result = dict(fixed)
        for key, compute in moving:
            result[key] = compute(names, budget)
        return result

    return run


def _constant(value: Any) -> Run:
    return lambda names, budget: value


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
