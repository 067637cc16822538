"""The function reference, made from the functions themselves."""

import json
from itertools import groupby

from workflows.expressions.functions import FUNCTIONS, Function

_HEADINGS = {
    "text": "Text",
    "number": "Numbers",
    "money": "Money",
    "dates": "Dates and times",
    "lists": "Lists",
    "objects": "Objects",
    "data": "Any value",
    "encoding": "Encoding",
}


def render_reference() -> str:
    """Return the function reference as Markdown: a table for each group, in the order the functions are declared."""
    order = list(_HEADINGS)
    rows = sorted(FUNCTIONS.values(), key=lambda function: order.index(function.group))
    sections = [_section(group, list(members)) for group, members in groupby(rows, key=lambda row: row.group)]
    return "\n\n".join(sections) + "\n"


def _section(group: str, members: list[Function]) -> str:
    head = f"### {_HEADINGS[group]}\n\n| function | gives | example | result |\n| --- | --- | --- | --- |"
    return "\n".join([head, *map(_row, members)])


def _row(function: Function) -> str:
    result = json.dumps(function.result, ensure_ascii=False)
    return f"| {_code(function.signature)} | {_cell(function.doc)} | {_code(function.example)} | {_code(result)} |"


def _code(text: str) -> str:
    return f"`{_cell(text)}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
