"""How values read as text, JSON and words."""

from typing import Any

import pytest

from tests.table import table
from workflows.expressions.errors import Fault
from workflows.expressions.limits import Budget
from workflows.expressions.values import kind_of, shorten, to_json, to_text


@table(
    ("value", "text"),
    [
        ("abc", "abc"),
        (None, ""),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (-5, "-5"),
        (1.5, "1.5"),
        (5.0, "5"),
        (-0.0, "0"),
        (1e15, "1000000000000000.0"),
        (1e-7, "1e-07"),
        ([], "[]"),
        ([1, None, "ü"], '[1,null,"ü"]'),
        ({"a": {"b": 5.0}}, '{"a":{"b":5.0}}'),
    ],
)
def test_a_value_reads_as_text(value: Any, text: str) -> None:
    assert to_text(value, Budget(None)) == text


def test_json_can_be_indented_and_sorted() -> None:
    assert to_json({"b": 1, "a": [2]}, Budget(None), indent=2) == '{\n  "b": 1,\n  "a": [\n    2\n  ]\n}'
    assert to_json({"b": 1, "a": 2}, Budget(None), sort=True) == '{"a":2,"b":1}'


@table("value", [{1, 2}, object(), float("nan"), float("inf"), [b"x"]])
def test_what_is_no_json_has_no_text(value: Any) -> None:
    with pytest.raises(Fault) as caught:
        to_json(value, Budget(None))
    assert caught.value.code == "type_mismatch"


@table(
    ("value", "word"),
    [
        ("a", "text"),
        (True, "true/false"),
        (1, "a number"),
        (1.5, "a number"),
        ([], "a list"),
        ({}, "an object"),
        (None, "null"),
        (object(), "an object"),
    ],
)
def test_each_kind_has_a_plain_word(value: Any, word: str) -> None:
    assert kind_of(value) == word


def test_a_long_name_is_shortened_for_messages() -> None:
    assert shorten("a" * 60) == "a" * 60
    assert shorten("a" * 61) == "a" * 57 + "…"
