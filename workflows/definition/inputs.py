"""The schema of a run's inputs: a safe subset of JSON Schema, and values checked against it in linear time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from workflows.definition.names import did_you_mean, shown
from workflows.definition.problem import Findings, Problem, at

Json = Any
# Where a schema holds further schemas: in a mapping of them, in one, or in a list of them.
# No patternProperties: the library matches those names by backtracking.
_MAPS = frozenset({"properties", "$defs", "dependentSchemas"})
_ONES = frozenset({"items", "additionalProperties", "contains", "propertyNames", "not", "if", "then", "else"})
_LISTS = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_PLAIN = frozenset(
    {"type", "enum", "const", "title", "description", "default", "examples", "format", "required", "deprecated"}
    | {"readOnly", "writeOnly", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}
    | {"minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueItems", "minContains", "maxContains"}
    | {"minProperties", "maxProperties", "dependentRequired", "$ref", "$comment"}
)
KEYWORDS = _MAPS | _ONES | _LISTS | _PLAIN
_ROOT_KEYWORDS = KEYWORDS | {"$schema"}
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_MAX_PATTERN = 500
# References multiply: ten names that each use the next one ten times stand for ten thousand million schemas.
_MAX_SIZE = 1_000
_MAX_CHAIN = 30


def check_inputs_schema(schema: Json, pointer: str, findings: Findings) -> None:
    """Add a problem for all that keeps `schema` from being a valid and safe JSON Schema of a mapping."""
    if not isinstance(schema, dict):
        return
    found: list[tuple[str, str, str, str]] = []
    _walk(schema, "", schema, found)
    if not found:
        found = list(_metaschema_faults(json.dumps(schema)))
    for place, code, message, hint in found:
        findings.add(pointer + place, code, message, hint)
    if not found and schema.get("type", "object") != "object":
        findings.add(
            at(pointer, "type"), "definition_invalid", "The inputs of a run are a mapping.", "Set `type: object`."
        )


_Found = list[tuple[str, str, str, str]]


def _walk(schema: Json, pointer: str, root: Mapping[str, Json], found: _Found) -> None:
    if isinstance(schema, bool):
        return
    if not isinstance(schema, dict):
        found.append((pointer, "definition_invalid", "A schema is a mapping.", ""))
        return
    allowed = KEYWORDS if pointer else _ROOT_KEYWORDS
    for key, value in schema.items():
        place = at(pointer, key)
        if key not in allowed:
            if not key.startswith("x-"):
                found.append(
                    (
                        place,
                        "unknown_field",
                        f"'{shown(key)}' is not part of our JSON Schema.",
                        did_you_mean(key, KEYWORDS),
                    )
                )
        elif key in _MAPS and isinstance(value, dict):
            for name, entry in value.items():
                _walk(entry, at(place, name), root, found)
        elif key in _ONES:
            _walk(value, place, root, found)
        elif key in _LISTS and isinstance(value, list):
            for i, entry in enumerate(value):
                _walk(entry, at(place, i), root, found)
        else:
            found.extend((place, *fault) for fault in _keyword_faults(key, value, root))


def _keyword_faults(key: str, value: Json, root: Mapping[str, Json]) -> Iterator[tuple[str, str, str]]:
    if key == "$ref":
        yield from _reference_faults(value, root)
    elif key == "pattern":
        yield from _pattern_faults(value)
    elif key == "$schema" and value != _DIALECT:
        yield (
            "definition_invalid",
            "Inputs are described in JSON Schema draft 2020-12.",
            f"Write {_DIALECT}, or nothing.",
        )


def _reference_faults(value: Json, root: Mapping[str, Json]) -> Iterator[tuple[str, str, str]]:
    """Allow `#/$defs/<name>` alone, and only where following it comes to an end soon."""
    hint = "Write #/$defs/<name>, and put the schema there."
    table = root.get("$defs")
    name = value.removeprefix("#/$defs/") if isinstance(value, str) and value.startswith("#/$defs/") else ""
    if not name or "/" in name:
        yield "definition_invalid", "A reference may only lead into this schema's own $defs.", hint
    elif not isinstance(table, dict) or name not in table:
        yield "definition_invalid", f"'{shown(value)}' leads nowhere.", hint
    elif _size(name, table, (), {}) > _MAX_SIZE:
        message = f"'{shown(value)}' leads back to itself or stands for too many schemas."
        yield "definition_invalid", message, "Write the schema out where it is used."


def _size(name: str, table: Mapping[str, Json], path: tuple[str, ...], known: dict[str, int]) -> int:
    """Return how many references a name stands for, itself included; beyond the limit when it contains itself."""
    if name in path or len(path) > _MAX_CHAIN:
        return _MAX_SIZE + 1
    if name not in known:
        known[name] = 1 + sum(_size(target, table, (*path, name), known) for target in _targets(table.get(name)))
    return known[name]


def _targets(value: Json) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(ref := value.get("$ref"), str):
            yield ref.removeprefix("#/$defs/")
        for entry in value.values():
            yield from _targets(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from _targets(entry)


def _pattern_faults(value: Json) -> Iterator[tuple[str, str, str]]:
    if not isinstance(value, str) or len(value) > _MAX_PATTERN:
        yield "definition_invalid", f"A pattern is a text of at most {_MAX_PATTERN} characters.", ""
        return
    try:
        _linear(value)
    except ValueError:
        hint = "Patterns are RE2's: no look-around, no back-references."
        yield "regex_refused", "This pattern is not valid, or could take for ever.", hint


@lru_cache(maxsize=256)
def _linear(pattern: str) -> Any:
    """Compile a pattern with RE2, which never backtracks. Raises ValueError."""
    import re2

    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 20
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        raise ValueError(str(error)) from error


@lru_cache(maxsize=256)
def _metaschema_faults(text: str) -> tuple[tuple[str, str, str, str], ...]:
    """Check the schema against the metaschema; kept by text, since every publish and parse asks again."""
    from jsonschema import Draft202012Validator

    meta = Draft202012Validator(Draft202012Validator.META_SCHEMA)
    faults = []
    for error in meta.iter_errors(json.loads(text)):
        place = "".join(at("", part) for part in error.absolute_path)
        faults.append(
            (place, "definition_invalid", "This is not valid JSON Schema here.", f"Rule: {shown(error.validator)}.")
        )
    return tuple(faults)


def input_problems(schema: Mapping[str, Json], value: Json) -> list[Problem]:
    """Return why `value` cannot start a run, with pointers into the value; [] means it fits. Code `inputs_invalid`."""
    found = Findings()
    for error in _validator(json.dumps(schema)).iter_errors(value):
        place = "".join(at("", part) for part in error.absolute_path)
        if error.validator == "required":
            missing = [key for key in error.validator_value if key not in error.instance]
            for key in missing:
                found.add(at(place, key), "inputs_invalid", f"'{shown(key)}' is missing.")
        else:
            found.add(place, "inputs_invalid", _words(error.validator, error.validator_value))
        if found.is_full:
            break
    return found.problems


def _words(rule: str, wanted: Json) -> str:
    """Say what a rule asks for, without repeating the value: it may be private."""
    match rule:
        case "type":
            return f"This must be of type {wanted if isinstance(wanted, str) else ' or '.join(wanted)}."
        case "enum":
            return f"This must be one of: {', '.join(shown(choice) for choice in wanted[:20])}."
        case "minimum" | "exclusiveMinimum" | "maximum" | "exclusiveMaximum" | "multipleOf":
            return f"This number breaks the rule {rule} {wanted}."
        case "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties":
            return f"This breaks the rule {rule} {wanted}."
        case "additionalProperties" | "unevaluatedProperties":
            return "There are fields here that the inputs do not know."
        case "pattern" | "format":
            return f"This text does not have the {rule} {shown(wanted)}."
    return f"This breaks the rule {shown(rule)}."


@lru_cache(maxsize=256)
def _validator(text: str) -> Any:
    """Return a validator that matches patterns with RE2. Kept by text: one workflow starts many runs."""
    from jsonschema import Draft202012Validator, FormatChecker
    from jsonschema.validators import extend

    linear = extend(Draft202012Validator, {"pattern": _match_pattern})
    return linear(json.loads(text), format_checker=FormatChecker())


def _match_pattern(validator: Any, pattern: str, instance: Json, schema: Json) -> Iterator[Any]:
    from jsonschema import ValidationError

    if validator.is_type(instance, "string") and not _linear(pattern).search(instance):
        yield ValidationError("pattern")
