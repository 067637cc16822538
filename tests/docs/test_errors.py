"""The page of errors names every code that any room can answer, and no other."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from workflows.definition import CODES
from workflows.expressions import Code

ROOT = Path(__file__).parents[2]
ROOMS = ("accounts", "tenants", "workflows", "config")
CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")

# Where a call gives its code by position: the name that is called, and which argument it is.
BY_POSITION = {
    "ProblemError": 1,
    "Problem": 1,
    "JsonRefused": 0,
    "ScheduleError": 0,
    "KeyRefused": 0,
    "RetryRefused": 0,
    "Failure": 0,
    "not_authenticated": 0,
    "refused": 2,
}
# Codes that DRF and Django give by themselves; the tests of the API show each of them.
FRAMEWORK = {
    "field_blank",
    "field_invalid",
    "field_missing",
    "field_null",
    "empty",
    "invalid_choice",
    "max_length",
    "method_not_allowed",
    "not_a_list",
    "null_characters_not_allowed",
    "password_too_common",
    "password_too_short",
}


def modules() -> Iterator[Path]:
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            if "migrations" not in path.parts and not path.name.startswith("test_"):
                yield path


def constants(node: ast.AST | None) -> set[str]:
    """Return the texts of a code's expression: itself, or both ways of a conditional."""
    match node:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.IfExp(body=body, orelse=orelse):
            return constants(body) | constants(orelse)
    return set()


def declared(tree: ast.AST) -> Iterator[str]:
    """Yield every code that a module declares: as `code = …`, `code=…`, `{"code": …}`, or by its place in a call."""
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id="code" | "default_code")], value=value):
                yield from constants(value)
            case ast.AnnAssign(target=ast.Name(id="code" | "default_code"), value=value):
                yield from constants(value)
            case ast.Call(func=func, args=args, keywords=keywords):
                yield from (text for keyword in keywords if keyword.arg == "code" for text in constants(keyword.value))
                name = func.id if isinstance(func, ast.Name) else getattr(func, "attr", "")
                if name in BY_POSITION and len(args) > BY_POSITION[name]:
                    yield from constants(args[BY_POSITION[name]])


def in_code() -> set[str]:
    found = {code for path in modules() for code in declared(ast.parse(path.read_text(encoding="utf-8")))}
    return found | set(CODES) | {str(code) for code in Code} | FRAMEWORK


def on_page() -> dict[str, list[str]]:
    """Return the cells of each row by its code."""
    page = (ROOT / "docs" / "reference" / "errors.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| `")]
    assert len({row[0] for row in rows}) == len(rows), "a code stands on the page twice"
    return {row[0].strip("`"): row[1:] for row in rows}


def test_the_page_and_the_code_name_the_same_codes():
    page = on_page()

    assert sorted(in_code() - set(page)) == []
    assert sorted(set(page) - in_code()) == []


@pytest.mark.parametrize("code", sorted(on_page()))
def test_every_code_has_its_form_a_meaning_and_a_remedy(code):
    *status, meaning, remedy = on_page()[code]

    assert CODE.fullmatch(code)
    assert meaning.endswith(".") and remedy.endswith(".")
    assert status == [] or 400 <= int(status[0]) < 600


@pytest.mark.parametrize(
    ("source", "codes"),
    [
        ('code = "a_b"', {"a_b"}),
        ('code: ClassVar[str] = "a_b"', {"a_b"}),
        ('x = ProblemError(400, "a_b", "words")', {"a_b"}),
        ('raise Rejected("words", code="a" if x else "b")', {"a", "b"}),
        ('x = Failure("a", "words")', {"a"}),
        ('x = other("a_b")', set()),
        ("code = compute()", set()),
    ],
)
def test_declared_codes_are_found(source, codes):
    assert set(declared(ast.parse(source))) == codes
