"""Every function shows an example that holds, and the reference page is what the code says."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.table import table
from workflows.expressions import FUNCTIONS, Moment, compile_expression, render_reference

PAGE = Path(__file__).resolve().parents[4] / "docs" / "reference" / "expressions.md"
MOMENT = Moment(datetime(2026, 3, 1, 12, tzinfo=UTC), "example")


@table("name", list(FUNCTIONS))
def test_the_example_of_a_function_gives_its_result(name: str) -> None:
    function = FUNCTIONS[name]
    result: Any = compile_expression(function.example).evaluate({"inputs": {}}, MOMENT)
    assert result == function.result
    assert type(result) is type(function.result)


@table("name", list(FUNCTIONS))
def test_a_function_is_documented_in_a_sentence(name: str) -> None:
    function = FUNCTIONS[name]
    assert function.name == name
    assert function.doc.endswith(".")
    assert function.doc[0].isupper()
    assert function.signature.startswith(f"{name}(")
    assert f"{name}(" in function.example


def test_the_page_ends_with_what_the_code_says() -> None:
    assert PAGE.read_text().endswith(render_reference())


def test_each_function_has_one_row() -> None:
    lines = [line for line in render_reference().splitlines() if line.startswith("| `")]
    rows = [line.split("(")[0].removeprefix("| `") for line in lines]
    assert sorted(rows) == sorted(FUNCTIONS)


@table(
    "name",
    [
        *("upper", "matches", "number", "round", "money", "now", "add", "in_zone", "sort", "group_by", "merge", "get"),
        *("json", "parse_json", "sha256", "hmac_sha256", "base64_encode", "default", "type_of", "is_empty", "uuid"),
    ],
)
def test_the_functions_people_count_on_are_there(name: str) -> None:
    assert name in FUNCTIONS
