"""The page of settings says what the code reads: every variable, no other, with its default and its readers."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
ROOMS = ("accounts", "config", "tenants", "workflows")
VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
# The functions of config/env.py and config/launcher/options.py that take a variable's name.
READERS = {"text", "flag", "words", "networks", "parsed", "number", "yes_or_no"}
ENVIRONMENTS = {"environ", "environment"}


def table(title: str) -> dict[str, list[str]]:
    """Return the rows of a section's table by their first cell."""
    section = PAGE.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line.startswith("| `")
    ]
    return {cells[0].strip("`"): cells[1:] for cells in rows}


TITLES = [title for title in re.findall(r"^## (.+)$", PAGE, re.MULTILINE) if title != "Reserved"]
DOCUMENTED = {name: cells for title in TITLES for name, cells in table(title).items()}
RESERVED = table("Reserved")


def sources() -> list[Path]:
    found = [ROOT / "manage.py", *(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))]
    return [path for path in found if not path.name.startswith("test_")]


def reader_of(path: Path) -> str:
    return "launcher" if path.parent.name == "launcher" else "product"


def name_of(node: ast.expr) -> str:
    """Return the last word of `a.b.c`."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def texts(nodes: list[ast.expr]) -> list[str]:
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def read_by(node: ast.AST) -> Iterator[tuple[str, object]]:
    """Yield each variable that this expression reads, with its default if that is a constant."""
    if isinstance(node, ast.Subscript) and name_of(node.value) in ENVIRONMENTS:
        yield from ((name, None) for name in texts([node.slice]))
    elif isinstance(node, ast.Tuple):
        # The launcher asks for three addresses in a loop.
        yield from (
            (name, None) for name in texts(node.elts) if name.endswith("_DATABASE_URL") or name == "DATABASE_URL"
        )
    elif isinstance(node, ast.Call) and is_reading(node):
        names = [name for name in texts(node.args) if VARIABLE.fullmatch(name)]
        yield from ((name, default_of(node, name)) for name in names[:1])


def is_reading(call: ast.Call) -> bool:
    owner = getattr(call.func, "value", None)
    return name_of(call.func) in READERS or (owner is not None and name_of(owner) in ENVIRONMENTS)


def default_of(call: ast.Call, name: str) -> object:
    """Return the default that a call gives as a constant, None when it is worked out or absent."""
    place = [getattr(word, "value", None) for word in call.args].index(name)
    given = [*call.args[place + 1 :], *(word.value for word in call.keywords if word.arg == "default")][:1]
    value = given[0].value if given and isinstance(given[0], ast.Constant) else None
    return {True: "1", False: "0"}[value] if isinstance(value, bool) else None if value is None else str(value)


def found_in_python() -> list[tuple[str, str, object]]:
    """Return (variable, reader, default) for each place that reads one."""
    return [
        (name, reader_of(path), default)
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name, default in read_by(node)
    ]


def found_in_makefile() -> set[str]:
    """Return the variables that the Makefile uses and does not set for good."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"(?<!\$)\$\((\w+)\)", text)) - set(re.findall(r"^(\w+) :=", text, re.MULTILINE))


FOUND = found_in_python()


def test_the_search_finds_each_way_of_reading():
    source = """
env.text("A_TEXT", "one"); flag("A_FLAG", False); parsed("A_VALUE", f"{x}", read); networks("A_NET")
os.environ.get("GOT"); os.environ["TAKEN"]; environment.get("GIVEN"); number(environment, "COUNT", default=8, low=1)
number(environment, "CORES", default=cores(), low=1)
env.databases([("default", "OWN_DATABASE_URL")]); other.get("NOT_THIS"); env.text(name)
"""
    found = dict(pair for node in ast.walk(ast.parse(source)) for pair in read_by(node))

    assert found == {
        "A_TEXT": "one", "A_FLAG": "0", "A_VALUE": None, "A_NET": None, "GOT": None, "TAKEN": None, "GIVEN": None,
        "COUNT": "8", "CORES": None, "OWN_DATABASE_URL": None,
    }  # fmt: skip


def test_every_variable_that_is_read_is_on_the_page_and_no_other():
    assert {name for name, _, _ in FOUND} | found_in_makefile() == DOCUMENTED.keys()


@pytest.mark.parametrize("name", DOCUMENTED)
def test_the_page_names_who_reads_it(name):
    readers = {reader for found, reader, _ in FOUND if found == name}
    if name in found_in_makefile():
        readers.add("make")
    assert set(DOCUMENTED[name][3].split(", ")) == readers


@pytest.mark.parametrize(("name", "default"), sorted({(name, str(default)) for name, _, default in FOUND if default}))
def test_the_page_has_the_default_of_the_code(name, default):
    assert f"`{default}`" in DOCUMENTED[name][1]


@pytest.mark.parametrize("name", DOCUMENTED)
def test_each_row_has_a_type_and_a_meaning(name):
    kind, default, meaning, _ = DOCUMENTED[name]

    assert kind in {"text", "number", "flag", "words", "networks", "address"}
    assert default
    assert len(meaning.split()) >= 3


def test_reserved_names_are_read_by_nobody():
    words = {word for path in sources() for word in re.findall(r"\b[A-Z][A-Z_]+\b", path.read_text(encoding="utf-8"))}

    assert RESERVED.keys() & words == set()
    assert RESERVED.keys() & DOCUMENTED.keys() == set()


def test_what_the_image_sets_is_known():
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    names = {name for line in re.findall(r"^ENV (.+)$", text, re.MULTILINE) for name in re.findall(r"(\w+)=", line)}

    assert {name for name in names if not name.startswith(("PIP_", "PYTHON")) and name != "PATH"} <= DOCUMENTED.keys()
