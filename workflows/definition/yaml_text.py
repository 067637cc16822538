"""Documents as YAML text: the plain part of YAML 1.2 that means the same to every reader.

Anchors, aliases, tags and duplicate keys are refused. Only JSON's numbers, true, false and null are values: `on`, `no`,
`010`, `1:30` and dates stay text. On the way out, texts that another reader could take for a value are quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from workflows.definition.limits import most
from workflows.definition.names import shown
from workflows.definition.problem import DefinitionError, Problem, at
from workflows.definition.shape import BIGGEST_NUMBER

if TYPE_CHECKING:
    import yaml

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?\Z")
_LINE_ENDS = re.compile("[\r\x85\u2028\u2029\ufeff]")
_CONSTANTS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# Comments and indentation make YAML larger than the JSON it stands for.
_MAX_CHARACTERS = 4 * most("document_bytes")


def load_yaml(text: str) -> Any:
    """Return the JSON value of one YAML document. Raises DefinitionError with line and column."""
    import yaml

    if len(text) > _MAX_CHARACTERS:
        raise _refuse(
            "definition_too_large", f"The file has {len(text)} characters; at most {_MAX_CHARACTERS} are read."
        )
    loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
    try:
        return _Reading(yaml.parse(text, Loader=loader)).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _refuse(
            "yaml_invalid", f"This is not valid YAML: {shown(error.problem or error.context)}.", mark
        ) from error
    except (yaml.YAMLError, ValueError) as error:
        raise _refuse("yaml_invalid", f"This is not valid YAML: {shown(error)}.") from error


def _refuse(code: str, message: str, mark: Any = None, *, pointer: str = "", hint: str = "") -> DefinitionError:
    line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
    return DefinitionError([Problem(pointer, code, message, hint, line, column)])


class _Reading:
    """Builds values from the parser's events, one level at a time."""

    __slots__ = ("_depth", "_events")

    def __init__(self, events: Iterator[yaml.Event]) -> None:
        self._events = events
        self._depth = 0

    def document(self) -> Any:
        import yaml

        value, count = None, 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                count += 1
                if count > 1:
                    raise _refuse("yaml_invalid", "The file holds more than one document.", event.start_mark)
                value = self._value(next(self._events), "")
        return value

    def _value(self, event: yaml.Event, pointer: str) -> Any:
        import yaml

        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            message = "Anchors and aliases are not allowed."
            raise _refuse("yaml_alias", message, event.start_mark, pointer=pointer, hint="Write the value out.")
        # `!` alone only says "not plain", as quotes do.
        if getattr(event, "tag", None) not in {None, "!"}:
            raise _refuse(
                "yaml_tag", "Tags are not allowed.", event.start_mark, pointer=pointer, hint="Remove the `!…`."
            )
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event, pointer)
        self._depth += 1
        if self._depth > most("document_depth"):
            message = f"The file is nested deeper than {most('document_depth')} levels."
            raise _refuse("definition_too_large", message, event.start_mark, pointer=pointer)
        made = self._list(pointer) if isinstance(event, yaml.SequenceStartEvent) else self._mapping(pointer)
        self._depth -= 1
        return made

    def _list(self, pointer: str) -> list[Any]:
        import yaml

        made: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            made.append(self._value(event, at(pointer, len(made))))
        return made

    def _mapping(self, pointer: str) -> dict[str, Any]:
        import yaml

        made: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._value(event, pointer)
            if not isinstance(key, str):
                message = "A key must be a text."
                raise _refuse("yaml_invalid", message, event.start_mark, pointer=pointer, hint="Put it in quotes.")
            if key in made:
                message = f"The key '{shown(key)}' stands here twice."
                raise _refuse("duplicate_key", message, event.start_mark, pointer=at(pointer, key), hint="Remove one.")
            made[key] = self._value(next(self._events), at(pointer, key))
        return made


def _scalar(event: yaml.ScalarEvent, pointer: str) -> Any:
    text: str = event.value
    if event.tag or not event.implicit[0]:
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if found := _NUMBER.match(text):
        number = _number(text, is_whole=not (found[1] or found[2]))
        if number is None:
            message = "This number is too large."
            raise _refuse("invalid_number", message, event.start_mark, pointer=pointer, hint="Put it in quotes.")
        return number
    return text


def _number(text: str, *, is_whole: bool) -> float | None:
    if is_whole:
        return number if len(text) < 25 and abs(number := int(text)) <= BIGGEST_NUMBER else None
    value = float(text)
    return value if abs(value) != float("inf") else None


def dump_yaml(document: Any) -> str:
    """Return a JSON value as YAML text: block style, keys in the document's order, long texts as they are."""
    import yaml

    return str(yaml.dump(document, Dumper=_dumper(), sort_keys=False, allow_unicode=True, width=10_000))


def _dumper() -> Any:
    import yaml

    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:
            return True

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
            super().increase_indent(flow, False)

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
        # Marks that other readers take for the end of a line are written out as escapes.
        style = '"' if _LINE_ENDS.search(value) else "|" if _reads_well_in_lines(value) else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    Dumper.add_representer(str, text)
    # YAML 1.1 takes 1e3 for a text, 1.2 (and we) for a number: such a text needs quotes.
    Dumper.add_implicit_resolver("tag:yaml.org,2002:float", _NUMBER, list("-0123456789"))
    return Dumper


def _reads_well_in_lines(value: str) -> bool:
    lines = value.split("\n")
    return (
        len(lines) > 1
        and not value.startswith((" ", "\n", "\t"))
        and all(line.isprintable() and line == line.rstrip() for line in lines)
    )
