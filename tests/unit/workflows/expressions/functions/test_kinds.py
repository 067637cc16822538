"""What a function takes is checked and charged before it runs."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.table import table
from workflows.expressions.errors import Fault
from workflows.expressions.functions import kinds
from workflows.expressions.limits import Budget


class Record(Mapping):
    """An object that is no dict, as lazily loaded outputs may be."""

    def __getitem__(self, key: str) -> Any:
        raise KeyError(key)

    def __iter__(self):
        return iter(())

    def __len__(self) -> int:
        return 0


RECORD = Record()


@table(
    ("take", "value", "taken"),
    [
        (kinds.take_any, None, None),
        (kinds.take_any, [1], [1]),
        (kinds.take_text, "", ""),
        (kinds.take_text, "a" * 5000, "a" * 5000),
        (kinds.take_number, 1, 1),
        (kinds.take_number, 1.5, 1.5),
        (kinds.take_whole, 5, 5),
        (kinds.take_whole, 5.0, 5),
        (kinds.take_whole, -0.0, 0),
        (kinds.take_truth, True, True),
        (kinds.take_list, [], []),
        (kinds.take_object, {"a": 1}, {"a": 1}),
        (kinds.take_object, RECORD, RECORD),
        (kinds.take_text_or_list, "a", "a"),
        (kinds.take_text_or_list, [1], [1]),
        (kinds.take_date, "2026-03-01", "2026-03-01"),
        (kinds.take_date, 0, 0),
        (kinds.take_decimal, "1.50", "1.50"),
        (kinds.take_decimal, 1.5, 1.5),
        (kinds.TAKERS[str | None], None, None),
        (kinds.TAKERS[int | None], 3, 3),
    ],
)
def test_a_fitting_value_is_taken_as_it_is(take, value: Any, taken: Any) -> None:
    result = take(value, Budget(None))
    assert result == taken
    assert type(result) is type(taken)


@table(
    ("take", "values"),
    [
        (kinds.take_text, [1, None, True, [], {}]),
        (kinds.take_number, ["1", None, True, []]),
        (kinds.take_whole, ["1", 1.5, True, None, float("inf"), float("nan"), 1e300]),
        (kinds.take_truth, [1, "true", None]),
        (kinds.take_list, ["a", {}, None, (1,)]),
        (kinds.take_object, [[], "a", None]),
        (kinds.take_text_or_list, [1, {}, None]),
        (kinds.take_date, [None, True, [], {}]),
        (kinds.take_decimal, [None, True, [], {}]),
        (kinds.TAKERS[str | None], [1, []]),
    ],
)
def test_any_other_value_is_a_type_mismatch_in_plain_words(take, values: list[Any]) -> None:
    for value in values:
        with pytest.raises(Fault) as caught:
            take(value, Budget(None))
        assert caught.value.code == "type_mismatch"
        assert caught.value.message.startswith("This must be ")


def test_a_whole_number_out_of_range_is_refused() -> None:
    with pytest.raises(Fault) as caught:
        kinds.take_whole(10**18 + 1, Budget(None))
    assert caught.value.code == "expression_budget"


@table(
    ("take", "value", "cost"),
    [
        (kinds.take_text, "a" * 1023, 0),
        (kinds.take_text, "a" * 10_240, 10),
        (kinds.take_any, "a" * 10_240, 10),
        (kinds.take_list, [0] * 80, 10),
        (kinds.take_any, [0] * 80, 10),
        (kinds.take_object, {str(n): n for n in range(80)}, 10),
        (kinds.take_number, 5, 0),
    ],
)
def test_reading_costs_an_operation_for_8_items_or_1024_characters(take, value: Any, cost: int) -> None:
    budget = Budget(None)
    before = budget.left
    take(value, budget)
    assert before - budget.left == cost
