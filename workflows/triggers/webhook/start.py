"""Start the run that an event asks for."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from workflows.engine.intake import InputsInvalid, NewRun, start_run
from workflows.triggers.webhook.endpoint import Endpoint
from workflows.triggers.webhook.event import inputs_invalid, inputs_of


def start(endpoint: Endpoint, names: Mapping[str, Any], *, depth: int) -> UUID:
    """Return the id of the new run; the caller's transaction commits it. Raises ProblemError 422."""
    entry = endpoint.entry
    inputs = inputs_of(entry, names, pointer=f"/triggers/{endpoint.index}/inputs")
    new = NewRun(inputs=inputs, trigger_id=entry.id, trigger_type=entry.type, trigger=names, depth=depth)
    try:
        return start_run(endpoint.version, new)
    except InputsInvalid as error:
        raise inputs_invalid([problem.as_dict() for problem in error.problems]) from error
