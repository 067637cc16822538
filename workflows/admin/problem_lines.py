"""Where in a YAML text a problem lies: the line of the part that its pointer leads to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from workflows.definition import Problem


@dataclass(frozen=True, slots=True)
class Found:
    """A problem with its line in the text, and what stands there."""

    problem: Problem
    line: int
    excerpt: str


def placed(text: str, problems: Iterable[Problem]) -> list[Found]:
    """Return the problems of a document with their lines, in the order of the text."""
    root, lines = composed(text), text.splitlines()
    found = [found_at(line_of(root, problem), problem, lines) for problem in problems]
    return sorted(found, key=lambda each: each.line)


def placed_by_reader(text: str, problems: Iterable[Problem]) -> list[Found]:
    """Return what the reader of YAML stumbled over: its problems know their lines."""
    lines = text.splitlines()
    return [found_at(min(problem.line or 1, max(len(lines), 1)), problem, lines) for problem in problems]


def found_at(line: int, problem: Problem, lines: Sequence[str]) -> Found:
    """Return the problem with what stands in its line."""
    return Found(problem, line, lines[line - 1].strip()[:100] if 0 < line <= len(lines) else "")


def composed(text: str) -> Any:
    """Return the nodes of the text with their marks, None for text that is no YAML."""
    import yaml

    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return None


def line_of(root: Any, problem: Problem) -> int:
    """Return the line, counted from 1, of the deepest part that the pointer still finds."""
    node, line = root, 1
    for word in problem.pointer.split("/")[1:]:
        inner = child(node, word.replace("~1", "/").replace("~0", "~"))
        if inner is None:
            break
        mark, node = inner
        line = mark.line + 1
    return line


def child(node: Any, key: str) -> tuple[Any, Any] | None:
    """Return (where it begins, node) of a key or an index."""
    import yaml

    if isinstance(node, yaml.SequenceNode) and key.isdigit() and int(key) < len(node.value):
        inner = node.value[int(key)]
        return inner.start_mark, inner
    if isinstance(node, yaml.MappingNode):
        for name, inner in node.value:
            if name.value == key:
                return name.start_mark, inner
    return None
