"""Say what keeps a document from being published."""

from typing import Any

from workflows.authoring.triggers import MAX_ID
from workflows.definition import Definition, parse, unavailable
from workflows.definition import validate as definition_problems
from workflows.definition.problem import Problem
from workflows.registry import registry

# Connections cannot be made yet, so a document that names one names nothing.
CONNECTIONS: frozenset[str] = frozenset()


def validate(definition: Any) -> list[Problem]:
    """Return every problem of the document, at most 100; [] means that it can be published."""
    problems = definition_problems(definition, registry(), connections=CONNECTIONS)
    if problems:
        return problems
    parsed = parse(definition, registry())
    return _long_ids(parsed) + unavailable(parsed)


def _long_ids(definition: Definition) -> list[Problem]:
    """Return a problem for each trigger whose id is longer than the table of addresses keeps."""
    message = f"A trigger's id has at most {MAX_ID} characters."
    return [
        Problem(f"/triggers/{i}/id", "invalid_name", message)
        for i, trigger in enumerate(definition.triggers)
        if len(trigger.id) > MAX_ID
    ]
