"""Whether the data that starts a run fits the workflow's declared inputs."""

from functools import lru_cache
from typing import Any

import orjson

from workflows.definition import Definition, Problem

MAX_PROBLEMS = 20


def input_problems(definition: Definition, inputs: Any, *, pointer: str) -> list[Problem]:
    """Return what is wrong with the inputs, each with the pointer of its field; [] when they fit."""
    if definition.inputs is None:
        return []
    validator = validator_of(orjson.dumps(definition.inputs))
    errors = sorted(validator.iter_errors(inputs), key=lambda error: list(map(str, error.absolute_path)))
    return [as_problem(error, pointer) for error in errors[:MAX_PROBLEMS]]


@lru_cache(maxsize=500)
def validator_of(schema: bytes) -> Any:
    """Return the validator of a schema, made once."""
    from jsonschema import Draft202012Validator

    return Draft202012Validator(orjson.loads(schema), format_checker=Draft202012Validator.FORMAT_CHECKER)


def as_problem(error: Any, pointer: str) -> Problem:
    """Return a validator's error in our words and with the field it is about."""
    path = [str(part) for part in error.absolute_path]
    if error.validator == "required":
        missing = next((name for name in error.validator_value if name not in error.instance), "")
        path.append(missing)
        message, hint = f"'{missing}' is missing.", "Send every required input."
    elif error.validator == "additionalProperties":
        message, hint = f"{error.message}.", "Leave out inputs that the workflow does not declare."
    else:
        message, hint = f"{error.message[:200]}.", f"The workflow's inputs ask for {error.validator}."
    place = "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in path)
    return Problem(pointer=pointer + place, code="inputs_invalid", message=message, hint=hint, line=None, column=None)
