"""Checks a value against a schema of our subset of JSON Schema, and says in words what does not fit.

A text that holds an expression fits every type where expressions are allowed: its value is known only in a run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from workflows.definition.names import clean_name, did_you_mean, id_fault, name_fault, shown
from workflows.definition.problem import Findings, at

Schema = Mapping[str, Any]
_EXPRESSION = re.compile(r"(?<!\\)\{\{")
_WORDS = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "null",
}


@dataclass(frozen=True, slots=True)
class Codes:
    """Which code an unknown key and a wrong value get: they differ inside a step's `with` and outside."""

    unknown: str
    wrong: str


NODE = Codes(unknown="node_invalid", wrong="node_invalid")
STEP_KEYS = Codes(unknown="unknown_field", wrong="node_invalid")
PART = Codes(unknown="unknown_field", wrong="definition_invalid")


def has_expression(value: object) -> bool:
    """Tell whether a text holds `{{`; `\\{{` is plain text."""
    return isinstance(value, str) and _EXPRESSION.search(value) is not None


@dataclass(frozen=True, slots=True)
class FieldCheck:
    """Checks values of one document; `dynamic` lets every text be an expression."""

    findings: Findings
    codes: Codes
    dynamic: bool = False

    def check(self, value: Any, schema: Schema, pointer: str) -> None:
        """Add a problem for everything in `value` that `schema` does not allow."""
        if (self.dynamic or "x-expression" in schema) and has_expression(value):
            return
        code = schema.get("x-code", self.codes.wrong)
        if "type" in schema and not _is_of(value, schema["type"]):
            self.findings.add(pointer, code, f"This must be {_type_words(schema['type'])}, not {_kind_words(value)}.")
            return
        if "enum" in schema and not _is_one_of(value, schema["enum"]):
            self.findings.add(
                pointer, code, f"This must be one of: {_choices(schema['enum'])}.", _choice_hint(value, schema["enum"])
            )
            return
        for keyword in ("anyOf", "oneOf"):
            if keyword in schema:
                self._check_any(value, schema[keyword], pointer)
        self._check_by_type(value, schema, pointer)

    def _check_by_type(self, value: Any, schema: Schema, pointer: str) -> None:
        match value:
            case str():
                self._check_text(value, schema, pointer)
            case bool() | None:
                return
            case int() | float():
                self._check_number(value, schema, pointer)
            case list():
                self._check_list(value, schema, pointer)
            case dict():
                self._check_mapping(value, schema, pointer)

    def _check_text(self, value: str, schema: Schema, pointer: str) -> None:
        if kind := schema.get("x-name"):
            fault = name_fault(clean_name(value)) if kind == "title" else id_fault(value)
            if fault:
                self.findings.add(pointer, "invalid_name", fault)
            return
        self._check_size(len(value), schema, pointer, keys=("minLength", "maxLength"), unit="characters")
        pattern = schema.get("pattern")
        if pattern and not re.search(pattern, value):
            self.findings.add(
                pointer,
                self.codes.wrong,
                "This text does not have the form that is asked for.",
                f"Its form is {pattern}",
            )
        if (fits := _FORMATS.get(schema.get("format", ""))) and not fits(value):
            self.findings.add(pointer, self.codes.wrong, f"This is not a valid {_FORMAT_WORDS[schema['format']]}.")

    def _check_number(self, value: float, schema: Schema, pointer: str) -> None:
        low, high = schema.get("minimum"), schema.get("maximum")
        above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
        if not (
            (low is None or value >= low)
            and (high is None or value <= high)
            and (above is None or value > above)
            and (below is None or value < below)
        ):
            code = schema.get("x-code", "out_of_range")
            self.findings.add(
                pointer, code, f"This number must be {range_words(low=low, high=high, above=above, below=below)}."
            )

    def _check_size(self, size: int, schema: Schema, pointer: str, *, keys: tuple[str, str], unit: str) -> None:
        low, high = schema.get(keys[0]), schema.get(keys[1])
        if (low is not None and size < low) or (high is not None and size > high):
            code = schema.get("x-code", "out_of_range")
            self.findings.add(pointer, code, f"This must have {range_words(low=low, high=high)} {unit}; it has {size}.")

    def _check_list(self, value: list[Any], schema: Schema, pointer: str) -> None:
        self._check_size(len(value), schema, pointer, keys=("minItems", "maxItems"), unit="entries")
        if items := schema.get("items"):
            for i, entry in enumerate(value):
                if self.findings.is_full:
                    return
                self.check(entry, items, at(pointer, i))

    def _check_mapping(self, value: dict[str, Any], schema: Schema, pointer: str) -> None:
        properties: Mapping[str, Schema] = schema.get("properties", {})
        for key in schema.get("required", ()):
            if key not in value:
                self.findings.add(at(pointer, key), "field_missing", f"'{key}' is missing.", f"Add '{key}'.")
        rest = schema.get("additionalProperties", True)
        for key, entry in value.items():
            if self.findings.is_full:
                return
            if (field := properties.get(key)) is not None:
                self.check(entry, field, at(pointer, key))
            elif rest is False:
                self._unknown(key, properties, pointer)
            elif isinstance(rest, Mapping):
                self.check(entry, rest, at(pointer, key))

    def _unknown(self, key: str, properties: Mapping[str, Schema], pointer: str) -> None:
        hint = did_you_mean(key, properties)
        self.findings.add(at(pointer, key), self.codes.unknown, f"'{shown(key)}' is not known here.", hint)

    def _check_any(self, value: Any, choices: list[Schema], pointer: str) -> None:
        """Accept what fits one choice; else tell what is wrong with the choice of the same type, if there is one."""
        tried = []
        for choice in choices:
            found = Findings()
            FieldCheck(found, self.codes, self.dynamic).check(value, choice, pointer)
            if not found.problems:
                return
            tried.append((choice, found))
        of_type = [found for choice, found in tried if "type" in choice and _is_of(value, choice["type"])]
        if len(of_type) == 1:
            for problem in of_type[0].problems:
                self.findings.put(problem)
            return
        words = " or ".join(_schema_words(choice) for choice in choices)
        self.findings.add(pointer, self.codes.wrong, f"This must be {words}.")


def range_words(
    *, low: float | None = None, high: float | None = None, above: float | None = None, below: float | None = None
) -> str:
    """Return a range in words: `range_words(low=1, high=20)` is `between 1 and 20`."""
    if low is not None and high is not None:
        return f"between {low:g} and {_plain(high)}" if low != high else f"exactly {_plain(low)}"
    parts = [f"at least {_plain(low)}"] if low is not None else []
    parts += [f"more than {_plain(above)}"] if above is not None else []
    parts += [f"at most {_plain(high)}"] if high is not None else []
    parts += [f"less than {_plain(below)}"] if below is not None else []
    return " and ".join(parts)


def _plain(number: float) -> str:
    return str(int(number)) if float(number).is_integer() else f"{number:g}"


def _is_of(value: Any, kinds: str | list[str]) -> bool:
    return any(_TYPES[kind](value) for kind in ([kinds] if isinstance(kinds, str) else kinds))


def _is_whole(value: Any) -> bool:
    return (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, float) and value.is_integer())


_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "integer": _is_whole,
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
    "null": lambda value: value is None,
}


def _is_one_of(value: Any, choices: list[Any]) -> bool:
    return any(value == choice and isinstance(value, bool) == isinstance(choice, bool) for choice in choices)


def _type_words(kinds: str | list[str]) -> str:
    return _WORDS[kinds] if isinstance(kinds, str) else " or ".join(_WORDS[kind] for kind in kinds)


def _kind_words(value: Any) -> str:
    return next(
        (_WORDS[kind] for kind in ("null", "boolean", "integer", "number", "string", "array") if _TYPES[kind](value)),
        "a mapping",
    )


def _schema_words(schema: Schema) -> str:
    if "enum" in schema:
        return f"one of {_choices(schema['enum'])}"
    return _type_words(schema["type"]) if "type" in schema else "another allowed value"


def _choices(choices: list[Any]) -> str:
    return ", ".join(str(choice) for choice in choices[:20])


def _choice_hint(value: Any, choices: list[Any]) -> str:
    from workflows.definition.names import nearest

    found = nearest(value, [choice for choice in choices if isinstance(choice, str)]) if isinstance(value, str) else ""
    return f"Did you mean '{found}'?" if found else ""


def is_instant(text: str) -> bool:
    """Tell whether a text is an RFC 3339 instant with its offset: `2027-03-28T02:30:00Z`."""
    from datetime import datetime

    try:
        return datetime.fromisoformat(text).tzinfo is not None and "T" in text.upper()
    except ValueError:
        return False


_FORMATS: Mapping[str, Callable[[str], bool]] = {
    "date-time": is_instant,
    "email": lambda text: re.fullmatch(r"[^@\s]+@[^@\s]+", text) is not None,
    "uri": lambda text: re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", text) is not None,
}
_FORMAT_WORDS = {"date-time": "instant such as 2027-03-28T02:30:00Z", "email": "mail address", "uri": "web address"}
