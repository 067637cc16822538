"""The page of errors names every code that any room can answer, and no other."""

import ast
import re
from collections.abc import Iterator, Mapping
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


def constants(node: ast.AST | None, named: Mapping[str, str]) -> set[str]:
    """Return the texts of a code's expression: itself, a constant's, or both ways of a conditional."""
    match node:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.Name(id=name) if name in named:
            return {named[name]}
        case ast.IfExp(body=body, orelse=orelse):
            return constants(body, named) | constants(orelse, named)
    return set()


def module_constants(tree: ast.AST) -> dict[str, str]:
    """Return the texts that a module names: `ENGINE_ERROR = "engine_error"`."""
    return {
        name: text
        for node in ast.iter_child_nodes(tree)
        if isinstance(node, ast.Assign)
        for name, text in _named_text(node)
    }


def _named_text(node: ast.Assign) -> Iterator[tuple[str, str]]:
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(text))):
            yield name, text


def declared(tree: ast.AST, named: Mapping[str, str]) -> Iterator[str]:
    """Yield every code that a module declares: as `code = …`, `code=…`, `{"code": …}`, or by its place in a call."""
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id="code" | "default_code")], value=value):
                yield from constants(value, named)
            case ast.AnnAssign(target=ast.Name(id="code" | "default_code"), value=value):
                yield from constants(value, named)
            case ast.Call(func=func, args=args, keywords=keywords):
                yield from (
                    text for keyword in keywords if keyword.arg == "code" for text in constants(keyword.value, named)
                )
                name = func.id if isinstance(func, ast.Name) else getattr(func, "attr", "")
                if name in BY_POSITION and len(args) > BY_POSITION[name]:
                    yield from constants(args[BY_POSITION[name]], named)


def in_code() -> set[str]:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in modules()]
    named = {name: text for tree in trees for name, text in module_constants(tree).items()}
    found = {code for tree in trees for code in declared(tree, named)}
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
        ('LATE = "a_b"\nx = Failure(LATE, "words")', {"a_b"}),
        ('x = other("a_b")', set()),
        ("code = compute()", set()),
    ],
)
def test_declared_codes_are_found(source, codes):
    tree = ast.parse(source)

    assert set(declared(tree, module_constants(tree))) == codes
