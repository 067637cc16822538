"""Strings with `{{ … }}` inside: one alone keeps its value's type, text around it makes text."""

from collections.abc import Callable, Iterator
from typing import Any

from workflows.expressions.errors import Fault
from workflows.expressions.limits import Budget
from workflows.expressions.parse import parse
from workflows.expressions.scan import end_of_braces
from workflows.expressions.source import Source
from workflows.expressions.unit import Names, Reference, Run, Unit
from workflows.expressions.values import to_text

OPENING, CLOSING, LITERAL = "{{", "}}", "\\{{"


def compile_source(source: Source, references: list[Reference]) -> Run:
    """Return the closure of one expression."""
    return Unit(source, references).compile(parse(source))


def compile_template(text: str, pointer: str, references: list[Reference]) -> Run:
    """Return the closure of a string that holds `{{`."""
    parts = list(_parts(text, pointer))
    if len(parts) == 1 and isinstance(parts[0], Source):
        return compile_source(parts[0], references)
    return _joined([part if isinstance(part, str) else _as_text(part, references) for part in parts])


def literal_text(text: str) -> str | None:
    """Return what a string without expressions stands for, or None if it has some."""
    if OPENING not in text:
        return text
    plain = text.replace(LITERAL, "")
    return text.replace(LITERAL, OPENING) if OPENING not in plain else None


def _parts(text: str, pointer: str) -> Iterator[str | Source]:
    """Yield plain text and expressions in turn."""
    position = 0
    while (opening := text.find(OPENING, position)) >= 0:
        if opening > position and text[opening - 1] == "\\":
            yield text[position : opening - 1] + OPENING
            position = opening + 2
            continue
        if opening > position:
            yield text[position:opening]
        end = end_of_braces(text, opening + 2, pointer)
        yield Source(text, opening + 2, end, pointer)
        position = end + 2
    if position < len(text):
        yield text[position:]


def _as_text(source: Source, references: list[Reference]) -> Run:
    compute, place = compile_source(source, references), source.whole()

    def run(names: Names, budget: Budget) -> str:
        value = compute(names, budget)
        try:
            text = to_text(value, budget)
            budget.charge_text(len(text))
            return text
        except Fault as fault:
            place.fail(fault)

    return run


def _joined(parts: list[str | Run]) -> Run:
    runs: list[Callable[[Names, Budget], Any]] = [_constant(part) if isinstance(part, str) else part for part in parts]
    return lambda names, budget: "".join([run(names, budget) for run in runs])


def _constant(text: str) -> Run:
    return lambda names, budget: text
