"""Checks what an expression reads against what is there: names, steps in scope, fields of known schemas."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workflows.expressions.compiled import Compiled
from workflows.expressions.errors import Code, ExpressionError, Place
from workflows.expressions.missing import did_you_mean, spell
from workflows.expressions.unit import Reference

Schema = Mapping[str, Any]
_SCALARS = {"string": "text", "number": "a number", "integer": "a number", "boolean": "true/false", "null": "null"}
_OPEN = ("anyOf", "oneOf", "allOf", "$ref", "if", "patternProperties", "dependentSchemas", "unevaluatedProperties")


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression may read where it stands.

    `names`: the roots besides `steps`, each with its JSON Schema or None for anything. `steps`: the ids in scope with
    their output's schema or None. `later`: ids that exist in the document but not here.
    """

    names: Mapping[str, Schema | None] = field(default_factory=dict)
    steps: Mapping[str, Schema | None] = field(default_factory=dict)
    later: frozenset[str] = frozenset()


def check(compiled: Compiled, scope: Scope) -> list[ExpressionError]:
    """Return what is wrong with the paths a compiled value reads, in the order they are written; [] is good."""
    found = (_check_reference(reference, scope) for reference in compiled.references)
    return [problem for problem in found if problem is not None]


def _check_reference(reference: Reference, scope: Scope) -> ExpressionError | None:
    root = str(reference.path[0])
    if root == "steps":
        return _check_step(reference, scope)
    if root not in scope.names:
        guess = did_you_mean(root, [*scope.names, "steps"])
        return _problem(reference, 0, Code.UNKNOWN_NAME, f"There is no name `{root}` here{guess or '.'}")
    return _check_fields(reference, 1, scope.names[root])


def _check_step(reference: Reference, scope: Scope) -> ExpressionError | None:
    if len(reference.path) == 1:
        return None
    step = str(reference.path[1])
    if step in scope.steps:
        return _check_fields(reference, 2, scope.steps[step])
    if step in scope.later:
        message = f"Step '{step}' is not available here: it runs later or inside another block."
        hint = "Read a step that runs before this one, or the result of the block."
        return _problem(reference, 1, Code.STEP_NOT_IN_SCOPE, message, hint=hint)
    guess = did_you_mean(step, scope.steps)
    return _problem(reference, 1, Code.UNKNOWN_STEP, f"There is no step `{step}`{guess or '.'}")


def _check_fields(reference: Reference, depth: int, schema: Schema | None) -> ExpressionError | None:
    """Follow the path through the schema as far as it is known."""
    for index in range(depth, len(reference.path)):
        key = reference.path[index]
        if not isinstance(schema, Mapping) or any(word in schema for word in _OPEN):
            return None
        if isinstance(key, str) and _is_unknown(key, schema):
            return None if reference.is_optional else _unknown_field(reference, index, schema)
        schema = _inner(key, schema)
    return None


def _is_unknown(key: str, schema: Schema) -> bool:
    if str(schema.get("type")) in _SCALARS:
        return True
    properties = schema.get("properties")
    is_open = schema.get("additionalProperties", False) is not False
    return isinstance(properties, Mapping) and bool(properties) and key not in properties and not is_open


def _inner(key: str | int, schema: Schema) -> Schema | None:
    if isinstance(key, int):
        return schema.get("items")
    properties = schema.get("properties")
    if isinstance(properties, Mapping) and key in properties:
        found: Schema | None = properties[key]
        return found
    extra = schema.get("additionalProperties")
    return extra if isinstance(extra, Mapping) else None


def _unknown_field(reference: Reference, index: int, schema: Schema) -> ExpressionError:
    key, where = str(reference.path[index]), spell(reference.path[:index])
    word = _SCALARS.get(str(schema.get("type")))
    if word:
        return _problem(reference, index, Code.UNKNOWN_FIELD, f"`{where}` is {word} and has no field `{key}`.")
    known = schema.get("properties", {})
    hint = f"`{where}` has: {', '.join(list(known)[:20])}."
    message = f"No field `{key}` in `{where}`{did_you_mean(key, known) or '.'}"
    return _problem(reference, index, Code.UNKNOWN_FIELD, message, hint=hint)


def _problem(reference: Reference, index: int, code: Code, message: str, *, hint: str = "") -> ExpressionError:
    end = reference.ends[index] if index < len(reference.ends) else reference.end_column
    return Place(reference.pointer, reference.line, reference.column, end).error(code, message, hint)
