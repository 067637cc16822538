"""Literals, lists and objects written out."""

from typing import Any

from tests.table import table
from tests.unit.workflows.expressions.asking import error_of, value_of


@table(
    ("source", "value"),
    [
        ("'text'", "text"),
        ('"text"', "text"),
        ("'''a\nb'''", "a\nb"),
        (r"'a\nb'", "a\nb"),
        (r"r'\d'", r"\d"),
        (r"'\d'", r"\d"),
        ("'a' 'b'", "ab"),
        ("'}}'", "}}"),
        ("'#'", "#"),
        ("42", 42),
        ("4_2", 42),
        ("0x2a", 42),
        ("1.5", 1.5),
        ("True", True),
        ("False", False),
        ("None", None),
        ("[]", []),
        ("[1, 'a', null]", [1, "a", None]),
        ("(1, 2)", [1, 2]),
        ("1, 2", [1, 2]),
        ("[*inputs.items, 9]", [3, 1, 2, 9]),
        ("[*{'a': 1, 'b': 2}]", ["a", "b"]),
        ("{}", {}),
        ("{'a': 1, 'b': [2]}", {"a": 1, "b": [2]}),
        ("{inputs.name: 1}", {"Ada": 1}),
        ("{'a': 1, **{'b': 2}, 'a': 3}", {"a": 3, "b": 2}),
        ("{**vars}", {}),
    ],
)
def test_a_display_gives_the_json_value(source: str, value: Any) -> None:
    result = value_of(source)
    assert result == value
    assert type(result) is type(value)


@table("source", ["b'x'", "1j", "...", "()", "{1, 2}", "{x for x in [1]}", r"'\ud800'", "*[1]"])
def test_what_json_cannot_hold_is_refused_when_compiling(source: str) -> None:
    assert error_of(source).code == "expression_syntax"


@table("source", ["f'{1}'", "f'x'", "'a' f'{inputs.name}'"])
def test_f_strings_are_refused_as_calls_are(source: str) -> None:
    assert error_of(source).code == "unknown_function"


@table("source", ["1000000000000000001", "1e999", "9" * 5000])
def test_numbers_out_of_range_are_refused(source: str) -> None:
    assert error_of(source).code == "expression_budget"


@table("source", ["{1: 2}", "{null: 1}", "{inputs.age: 1}", "{**[1]}", "[*1]", "[*'abc']"])
def test_keys_are_text_and_only_fitting_values_spread(source: str) -> None:
    assert error_of(source).code == "type_mismatch"


def test_a_constant_with_an_escape_that_python_dislikes_compiles_without_a_warning(recwarn) -> None:
    assert value_of(r"matches('a1', '\d')") is True
    assert list(recwarn) == []
