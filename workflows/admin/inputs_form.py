"""A form drawn from the schema of a workflow's inputs: texts, numbers, switches, choices; the rest as JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

LONG_TEXT = 200
TYPES = {"date": "date", "time": "time", "email": "email", "uri": "url", "date-time": "text"}
WHOLE = "_data"


class Unreadable(ValueError):
    """What was typed cannot be read as a value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One input: how it is asked for, what was typed, and what is wrong with it."""

    name: str
    label: str
    kind: str
    help: str = ""
    is_required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    input_type: str = "text"
    typed: str = ""
    error: str = ""


def fields_of(
    schema: Any, typed: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
) -> list[Field]:
    """Return the fields of a schema, empty or as they were typed; without properties one field for the whole."""
    properties = schema.get("properties") if isinstance(schema, dict) else None
    if not isinstance(properties, dict) or not properties:
        whole = {"title": _("Data for the run"), "description": _("A mapping in JSON; may stay empty.")}
        return [field_of(WHOLE, whole, is_required=False, typed=typed, errors=errors)]
    required = schema.get("required")
    names = set(required) if isinstance(required, list) else set()
    return [
        field_of(name, each if isinstance(each, dict) else {}, is_required=name in names, typed=typed, errors=errors)
        for name, each in properties.items()
    ]


def field_of(
    name: str,
    schema: Mapping[str, Any],
    *,
    is_required: bool,
    typed: Mapping[str, str] | None,
    errors: Mapping[str, str] | None,
) -> Field:
    """Return one field."""
    kind = kind_of(schema)
    given = typed.get(name, "") if typed is not None else default_text(schema.get("default"), kind)
    return Field(
        name=name,
        label=str(schema.get("title") or name),
        kind=kind,
        help=str(schema.get("description") or (_("A list or a mapping, in JSON.") if kind == "json" else "")),
        is_required=is_required,
        choices=choices_of(schema, kind),
        input_type=TYPES.get(str(schema.get("format")), "text"),
        typed=given,
        error=(errors or {}).get(name, ""),
    )


def kind_of(schema: Mapping[str, Any]) -> str:
    """Return how a value of the schema is asked for: choice, text, long, number, boolean or json."""
    if isinstance(schema.get("enum"), list):
        return "choice"
    match schema.get("type"):
        case "string":
            longest = schema.get("maxLength")
            return "long" if isinstance(longest, int) and longest > LONG_TEXT else "text"
        case "integer" | "number" | "boolean" as kind:
            return str(kind)
        case _:
            return "json"


def default_text(value: Any, kind: str) -> str:
    """Return a default as it would be typed."""
    if value is None:
        return ""
    return value if isinstance(value, str) and kind in ("text", "long") else json.dumps(value, ensure_ascii=False)


def choices_of(schema: Mapping[str, Any], kind: str) -> tuple[tuple[str, str], ...]:
    """Return what can be chosen: (as it is sent, as it is read)."""
    if kind == "boolean":
        return ("true", _("yes")), ("false", _("no"))
    if kind != "choice":
        return ()
    return tuple((json.dumps(each, ensure_ascii=False), words_of(each)) for each in schema["enum"])


def words_of(value: Any) -> str:
    """Return a choice as it is read."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def read(fields: Sequence[Field]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the values that were typed, and for each field that cannot be read what is wrong with it.

    What was left empty is left out: whether it may be missing is the schema's word, and the engine checks it.
    """
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for field in fields:
        if not field.typed.strip():
            continue
        try:
            values[field.name] = value_of(field)
        except Unreadable as error:
            errors[field.name] = str(error)
    whole = values.pop(WHOLE, None)
    if whole is not None and not isinstance(whole, dict):
        errors[WHOLE] = _("This must be a mapping: {…}.")
    return (whole if isinstance(whole, dict) else values), errors


def value_of(field: Field) -> Any:
    """Return what was typed as a value. Raises Unreadable."""
    match field.kind:
        case "text" | "long":
            return field.typed.replace("\r\n", "\n")
        case "integer" | "number":
            return number_of(field.typed)
        case _:
            return json_of(field.typed)


def number_of(typed: str) -> int | float:
    """Return the number; both `249,90` and `249.90` are read. Raises Unreadable.

    >>> number_of("249,90"), number_of(" 7 ")
    (249.9, 7)
    """
    plain = typed.strip().replace(" ", "")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    try:
        if plain.lstrip("+-").isdecimal() and len(plain) < 30:
            return int(plain)
        number = float(plain)
    except ValueError as error:
        raise Unreadable(_("This is not a number.")) from error
    if number != number or abs(number) == float("inf") or "_" in plain:
        raise Unreadable(_("This is not a number."))
    return number


def json_of(typed: str) -> Any:
    """Return the value of a JSON text. Raises Unreadable."""
    try:
        return json.loads(typed, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise Unreadable(_("This is not valid JSON.")) from error


def refuse(word: str) -> None:
    """Refuse `NaN` and `Infinity`, which JSON does not have. Raises ValueError."""
    raise ValueError(word)
