"""Say what keeps a document from being published."""

from typing import Any

from workflows.definition import parse, unavailable
from workflows.definition import validate as definition_problems
from workflows.definition.problem import Problem
from workflows.registry import registry

# Connections cannot be made yet, so a document that names one names nothing.
CONNECTIONS: frozenset[str] = frozenset()


def validate(definition: Any) -> list[Problem]:
    """Return every problem of the document, at most 100; [] means that it can be published."""
    problems = definition_problems(definition, registry(), connections=CONNECTIONS)
    return problems or unavailable(parse(definition, registry()))
