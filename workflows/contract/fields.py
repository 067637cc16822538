"""Check values against the subset of JSON Schema (draft 2020-12) that fields of actions are written in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from workflows.contract.action import Action
from workflows.contract.errors import InvalidInput

BOUNDS = ("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems")
SHAPES = ("type", "enum", "const", "pattern", "properties", "required", "additionalProperties", "items")
ANNOTATIONS = ("$schema", "title", "description", "default", "examples", "format", "writeOnly", "deprecated")
WORDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "object": "a mapping",
    "array": "a list",
    "null": "nothing",
}


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong at `pointer` (JSON Pointer inside the checked value), in plain words."""

    pointer: str
    message: str
    hint: str = ""


def check_inputs(action: Action, inputs: Mapping[str, Any]) -> None:
    """Return nothing if `inputs` fit the action's fields, else raise InvalidInput with the first problem."""
    for problem in field_problems(action.fields, inputs):
        place = problem.pointer or "/"
        raise InvalidInput(f"{place}: {problem.message}", field=problem.pointer, hint=problem.hint)


def field_problems(schema: Mapping[str, Any], value: Any, *, pointer: str = "") -> list[FieldProblem]:
    """Return every problem of `value`, in the order of the document; [] means it fits."""
    return list(_problems(schema, value, pointer))


def _problems(schema: Mapping[str, Any], value: Any, pointer: str) -> Iterator[FieldProblem]:
    if not _has_type(schema, value):
        yield FieldProblem(pointer, f"Expected {_wanted(schema)}, got {WORDS[type_of(value)]}.")
        return
    yield from _value_problems(schema, value, pointer)
    if isinstance(value, Mapping):
        yield from _object_problems(schema, value, pointer)
    elif isinstance(value, list):
        yield from _list_problems(schema, value, pointer)


def type_of(value: Any) -> str:
    """Return the JSON type's name; whole floats count as integers, as JSON Schema says."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "integer" if value.is_integer() else "number"
        case str():
            return "string"
        case Mapping():
            return "object"
        case list() | tuple():
            return "array"
    raise TypeError(f"{type(value).__name__} is not a JSON value")


def _types(schema: Mapping[str, Any]) -> list[str]:
    wanted = schema.get("type", [])
    return [wanted] if isinstance(wanted, str) else list(wanted)


def _has_type(schema: Mapping[str, Any], value: Any) -> bool:
    wanted, actual = _types(schema), type_of(value)
    return not wanted or actual in wanted or (actual == "integer" and "number" in wanted)


def _wanted(schema: Mapping[str, Any]) -> str:
    return " or ".join(WORDS[name] for name in _types(schema))


def _value_problems(schema: Mapping[str, Any], value: Any, pointer: str) -> Iterator[FieldProblem]:
    if "enum" in schema and value not in schema["enum"]:
        near = get_close_matches(str(value), [str(choice) for choice in schema["enum"]], 1)
        hint = f"Did you mean {near[0]}?" if near else ""
        yield FieldProblem(pointer, f"Expected one of {', '.join(map(str, schema['enum']))}.", hint)
    if "const" in schema and value != schema["const"]:
        yield FieldProblem(pointer, f"Expected {schema['const']!r}.")
    if isinstance(value, str):
        yield from _text_problems(schema, value, pointer)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield from _range_problems(schema, value, pointer, ("minimum", "maximum"), "")


def _text_problems(schema: Mapping[str, Any], value: str, pointer: str) -> Iterator[FieldProblem]:
    yield from _range_problems(schema, len(value), pointer, ("minLength", "maxLength"), " characters")
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield FieldProblem(pointer, "This text does not have the expected form.", str(schema.get("description", "")))


def _range_problems(
    schema: Mapping[str, Any], size: float, pointer: str, keys: tuple[str, str], unit: str
) -> Iterator[FieldProblem]:
    low, high = schema.get(keys[0]), schema.get(keys[1])
    if low is not None and size < low:
        yield FieldProblem(pointer, f"Expected at least {low}{unit}, got {size}.")
    if high is not None and size > high:
        yield FieldProblem(pointer, f"Expected at most {high}{unit}, got {size}.")


def _object_problems(schema: Mapping[str, Any], value: Mapping[str, Any], pointer: str) -> Iterator[FieldProblem]:
    known: Mapping[str, Any] = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield FieldProblem(pointer, f"The field {name!r} is missing.")
    for name, item in value.items():
        rest = schema.get("additionalProperties", True)
        place = f"{pointer}/{escape(str(name))}"
        if name in known:
            yield from _problems(known[name], item, place)
        elif rest is False:
            yield FieldProblem(place, f"There is no field {str(name)[:80]!r} here.", _did_you_mean(str(name), known))
        elif isinstance(rest, Mapping):
            yield from _problems(rest, item, place)


def _list_problems(schema: Mapping[str, Any], value: list[Any], pointer: str) -> Iterator[FieldProblem]:
    yield from _range_problems(schema, len(value), pointer, ("minItems", "maxItems"), " items")
    if "items" in schema:
        for index, item in enumerate(value):
            yield from _problems(schema["items"], item, f"{pointer}/{index}")


def _did_you_mean(name: str, known: Mapping[str, Any]) -> str:
    near = get_close_matches(name, list(known), 1)
    return f"Did you mean {near[0]!r}?" if near else f"Known fields: {', '.join(known)}."


def escape(name: str) -> str:
    """Return `name` as one part of a JSON Pointer (RFC 6901).

    >>> escape("a/b~c")
    'a~1b~0c'
    """
    return name.replace("~", "~0").replace("/", "~1")


def schema_problems(schema: Any, pointer: str = "") -> list[FieldProblem]:
    """Return what keeps `schema` from being a declaration that all its readers understand; [] means it is one."""
    if not isinstance(schema, Mapping):
        return [FieldProblem(pointer, "Expected a mapping.")]
    found = [
        FieldProblem(f"{pointer}/{key}", f"The keyword {key!r} is not part of the subset.")
        for key in schema
        if key not in (*BOUNDS, *SHAPES, *ANNOTATIONS) and not key.startswith("x-")
    ]
    found += [
        FieldProblem(f"{pointer}/type", f"Unknown type {name!r}.") for name in _types(schema) if name not in WORDS
    ]
    known = schema.get("properties", {})
    found += [
        FieldProblem(f"{pointer}/required", f"{name!r} is required but not declared.")
        for name in schema.get("required", ())
        if name not in known
    ]
    for place, part in _parts(schema, pointer):
        found += schema_problems(part, place)
    return found


def _parts(schema: Mapping[str, Any], pointer: str) -> Iterator[tuple[str, Any]]:
    for name, part in schema.get("properties", {}).items():
        yield f"{pointer}/properties/{escape(name)}", part
    if isinstance(schema.get("additionalProperties"), Mapping):
        yield f"{pointer}/additionalProperties", schema["additionalProperties"]
    if "items" in schema:
        yield f"{pointer}/items", schema["items"]
