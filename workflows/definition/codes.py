"""Every code a problem of the document can have, with what it means; those of expressions are the expressions' own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CODES: Mapping[str, str] = MappingProxyType(
    {
        "definition_invalid": "The document, or a part outside the steps, has the wrong shape or type.",
        "definition_too_large": "The document passes a limit of size, depth or number.",
        "unsupported_schema": "The `schema` version is not known.",
        "unknown_field": "A key is not known here; the hint names the nearest one.",
        "field_missing": "A required key is missing or empty.",
        "node_invalid": "A step or trigger has an unknown type or parameter, or a value of the wrong type.",
        "graph_invalid": "The tree does not hold together: an id twice, a reference to a step that is nowhere, "
        "a step behind an unconditional stop.",
        "out_of_range": "A number, a length or an instant lies outside the allowed range.",
        "invalid_name": "A name is empty, too long or holds hidden marks; an id has more than a to z, digits and _.",
        "invalid_text": "A text holds a NUL or half a character and cannot be stored.",
        "invalid_number": "A number in a file is too large to be kept exactly.",
        "invalid_datetime": "A `start` or `end` is not an instant.",
        "connection_not_found": "There is no connection of this name, or the author may not use it.",
        "secret_in_definition": "A password, token or key stands in the document in clear.",
        "regex_refused": "A pattern of the inputs is not valid RE2, or could take for ever.",
        "inputs_invalid": "A schedule's inputs, or a run's, do not fit the inputs' schema.",
        "cron_invalid": "A field of a cron expression means nothing.",
        "cron_never_fires": "No instant of the next eight years fits the schedule.",
        "unknown_timezone": "The time zone is not the name of a place, nor UTC.",
        "unknown_calendar": "There are no holidays known for this country or part of it.",
        "schedule_too_frequent": "The schedule fires more often than the plan allows.",
        "yaml_invalid": "The file is not valid YAML, or holds a key that is not a text, or several documents.",
        "yaml_alias": "The file uses an anchor or an alias.",
        "yaml_tag": "The file uses a tag.",
        "duplicate_key": "The file has a key twice in one mapping.",
        "not_yet_available": "Valid, but this release cannot run it: it keeps the document from being published.",
        "webhook_unsigned": "A notice: anyone who knows the address can start the workflow.",
        "schedule_note": "A notice: a former zone name, or a rule of the schedule that surprises.",
    }
)
