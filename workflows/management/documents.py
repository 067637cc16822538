"""Workflow files on disk: read, told apart, and their problems as lines or as JSON."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from workflows.definition import DefinitionError, Problem, load_yaml

STANDARD_INPUT = "-"


class FileUnreadable(Exception):
    """The file cannot be read."""


def read_document(name: str) -> Any:
    """Return the document of a YAML or JSON file, `-` for standard input. Raises FileUnreadable, DefinitionError."""
    try:
        text = sys.stdin.read() if name == STANDARD_INPUT else Path(name).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise DefinitionError([Problem("", "invalid_text", "The file is not UTF-8 text.")]) from error
    except OSError as error:
        raise FileUnreadable(f"{name}: {error.strerror or error}") from error
    return load_yaml(text)


def as_lines(name: str, problems: Sequence[Problem], *, of_file: bool) -> list[str]:
    """Return one line for each problem, and one for what helps: `file:line:column: /pointer: code: message`.

    Lines and columns are told only if they count in the file, not inside a string of its document.
    """
    lines = []
    for problem in problems:
        numbers = (problem.line, problem.column) if of_file else ()
        place = "".join(f":{number}" for number in numbers if number is not None)
        lines.append(f"{name}{place}: {problem.pointer or '/'}: {problem.code}: {problem.message}")
        lines += [f"    {problem.hint}"] if problem.hint else []
    return lines


def as_json(problems: Sequence[Problem], **extra: Any) -> str:
    """Return `{"valid", "problems": […]}` as the API gives it, with more keys if there are any."""
    told = [problem.as_dict() for problem in problems]
    return json.dumps({"valid": not told, "problems": told, **extra}, ensure_ascii=False, indent=2)
