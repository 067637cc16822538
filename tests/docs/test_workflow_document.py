"""The reference page of the workflow document says what the code does: same types, keys, limits and codes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.unit.workflows.definition.documents import CATALOG
from workflows.definition import CODES, LIMITS, load_yaml, validate
from workflows.definition.availability import STEP_TYPES, TRIGGER_TYPES
from workflows.definition.controls import CONTROLS
from workflows.definition.parts import DOCUMENT, RETRY, SETTINGS, STEP, TRIGGER, TRIGGERS
from workflows.definition.secrets import is_secret
from workflows.expressions import Code

ROOT = Path(__file__).parents[2]
ROOM = ROOT / "workflows" / "definition"
PAGE = (ROOT / "docs" / "reference" / "workflow-document.md").read_text(encoding="utf-8")
EXPRESSION_CODES = {str(code) for code in Code}


def section(title: str) -> str:
    return re.split(r"\n##+ ", PAGE.split(f"# {title}\n", 1)[1], maxsplit=1)[0]


def rows(title: str) -> dict[str, str]:
    """Return the table of a section: first cell without its backticks, then the rest of the line."""
    lines = re.findall(r"^\| `([^`]+)` \|(.*)\|$", section(title), re.MULTILINE)
    return dict(lines)


def plain(number: float) -> str:
    return f"{number:,.0f}".replace(",", " ") if float(number).is_integer() else f"{number:g}"


def limit_rows() -> str:
    return "\n".join(
        f"| `{limit.key}` | {plain(limit.low)} | {plain(limit.high)} | {limit.unit} | {limit.meaning} |"
        for limit in LIMITS.values()
    )


def code_rows() -> str:
    return "\n".join(f"| `{code}` | {meaning} |" for code, meaning in CODES.items())


def expression_codes() -> str:
    return ", ".join(f"`{code}`" for code in sorted(EXPRESSION_CODES))


def test_the_page_has_the_limits_of_the_code():
    assert limit_rows() in section("Limits")
    assert rows("Limits").keys() == LIMITS.keys()


def test_the_page_has_every_code_with_its_meaning():
    assert code_rows() in section("Problems")
    assert expression_codes() in re.sub(r"\s+", " ", section("Problems"))


@pytest.mark.parametrize("control", CONTROLS.values(), ids=CONTROLS.keys())
def test_the_page_has_every_control_type_with_its_fields_blocks_and_output(control):
    row = rows("Control types")[control.key]
    wanted = {*control.fields.get("properties", {}), *control.own_keys, *control.output.get("properties", {})}
    assert [word for word in sorted(wanted) if not re.search(rf"\b{word}\b", row)] == []


def test_the_page_has_no_control_type_that_the_code_does_not_have():
    assert rows("Control types").keys() == CONTROLS.keys()


def test_the_page_names_what_cannot_be_published_yet():
    text = section("Control types").split("not published yet", 1)[1]
    named = {word for word in re.findall(r"`([a-z_.]+)`", text) if word in {*CONTROLS, *TRIGGERS}}
    assert named == STEP_TYPES | TRIGGER_TYPES


@pytest.mark.parametrize(
    ("title", "keys"),
    [
        ("Keys of the document", DOCUMENT["properties"]),
        ("Keys of every step", STEP),
        ("Triggers", TRIGGERS),
        ("Settings", SETTINGS["properties"]),
    ],
)
def test_the_page_has_exactly_the_keys_of_the_code(title, keys):
    assert rows(title).keys() == keys.keys()


def test_the_page_names_every_option_of_triggers_and_retries():
    for kind, options in TRIGGERS.items():
        assert [key for key in options["properties"] if f"`{key}`" not in rows("Triggers")[kind]] == []
    assert [key for key in TRIGGER["properties"] if f"`{key}`" not in section("Triggers")] == []
    assert [key for key in RETRY["properties"] if f"`{key}`" not in section("Keys of every step")] == []


def test_the_example_of_the_page_is_valid():
    [example] = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert validate(load_yaml(example), CATALOG) == []
    assert yaml.safe_load(example) == load_yaml(example)


def words_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


CODE_LIKE = re.compile(
    r"(?:[a-z]+_)+(?:invalid|missing|refused|found|frequent|fires|range|large|timezone|calendar|schema|field|definition"
    r"|name|text|number|datetime|alias|tag|key|available|unsigned|note)"
)


def test_every_code_in_the_room_s_sources_is_in_the_table_and_is_used():
    """Words of the sources that look like a code are one, or a key of the document or of a table."""
    keys = {*LIMITS, *SETTINGS["properties"], *STEP, "as_name", "api_key", "required_blocks"}
    sources = [path for path in ROOM.glob("*.py") if path.name not in {"codes.py", "__init__.py"}]
    words = {word for path in sources for word in words_of(path) if CODE_LIKE.fullmatch(word)}
    assert words - keys - EXPRESSION_CODES <= CODES.keys()
    used = {word for path in sources for word in words_of(path)}
    assert [code for code in CODES if code not in used] == []


def test_the_page_itself_holds_no_secret():
    assert not any(is_secret(line) for line in PAGE.splitlines())
