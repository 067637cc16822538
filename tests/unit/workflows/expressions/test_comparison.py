"""Equality never fails; order needs two numbers or two texts; `in` looks inside lists, texts and objects."""

from tests.table import table
from tests.unit.workflows.expressions.asking import error_of, place_of, value_of


@table(
    ("source", "value"),
    [
        ("1 == 1", True),
        ("1 == 1.0", True),
        ("1 == '1'", False),
        ("'1' == 1", False),
        ("1 != '1'", True),
        ("null == null", True),
        ("null == 0", False),
        ("inputs.nothing == null", True),
        ("inputs.name == 'Ada'", True),
        ("'Ada' == inputs.name", True),
        ("inputs.name != 'Ada'", False),
        ("inputs.nothing is None", True),
        ("inputs.nothing is null", True),
        ("inputs.name is not null", True),
        ("inputs.yes is true", True),
        ("[1, {'a': 2}] == [1, {'a': 2}]", True),
        ("[1] == [2]", False),
        ("[1] == {}", False),
        ("{} == 1", False),
        ("[] != 'a'", True),
        ("1 < 2", True),
        ("2 <= 2.0", True),
        ("3 > 4", False),
        ("3 >= 3", True),
        ("'a' < 'b'", True),
        ("'2026-03-01' < '2026-03-02'", True),
        ("1 < 2 < 3", True),
        ("1 < 2 > 3", False),
        ("1 < 3 < 2", False),
        ("1 == 1 == 1", True),
        ("1 > 2 > inputs.zzz", False),
        ("18 <= inputs.age < 65", True),
        ("2 in inputs.items", True),
        ("9 in inputs.items", False),
        ("9 not in inputs.items", True),
        ("'2' in inputs.items", False),
        ("[1] in [[1], [2]]", True),
        ("{'a': 1} in [{'a': 1}]", True),
        ("'d' in inputs.name", True),
        ("'x' not in inputs.name", True),
        ("'name' in inputs", True),
        ("'zzz' in inputs", False),
        ("1 in inputs", False),
        ("[1] in {'a': 1}", False),
        ("steps.stock.status in (200, 201)", True),
        ("'x' * 5000 in ['x' * 5000]", True),
        ("inputs.long == inputs.long + ''", True),
    ],
)
def test_comparisons_give_true_or_false(source: str, value: bool) -> None:
    assert value_of(source) is value


@table(
    "source",
    [
        "1 < 'a'",
        "'a' >= 1",
        "null < 1",
        "1 > null",
        "[1] < [2]",
        "{} < {}",
        "'a' < null",
        "1 < 2 < 'a'",
        "1 in 5",
        "'a' in null",
        "1 in 'abc'",
        "null in 'abc'",
    ],
)
def test_order_between_different_kinds_is_a_type_mismatch(source: str) -> None:
    assert error_of(source).code == "type_mismatch"


@table("source", ["1 is 1", "inputs.name is 'Ada'", "inputs is not inputs"])
def test_is_compares_with_null_true_and_false_only(source: str) -> None:
    assert error_of(source).code == "expression_syntax"


def test_a_comparison_fails_at_its_own_place() -> None:
    assert place_of(error_of("true and inputs.age < inputs.name")) == (1, 10, 34)
