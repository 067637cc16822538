"""A table of cases fails when one of its rows fails, and names each that does."""

import pytest

from tests.table import check_table, shown, table


def is_even(number: int) -> None:
    assert number % 2 == 0, "odd"


def test_a_table_whose_rows_all_hold_passes() -> None:
    check_table([0, 2, 4], is_even)


def test_every_row_that_fails_is_told_and_no_other() -> None:
    with pytest.raises(AssertionError) as caught:
        check_table([111, 2, 333, 4], is_even)
    words = str(caught.value)
    assert words.startswith("2 of 4 rows fail:")
    assert f"- 111\n  line {is_even.__code__.co_firstlineno + 1}: AssertionError: odd" in words
    assert "- 333\n" in words
    assert "- 2\n" not in words
    assert isinstance(caught.value.__cause__, AssertionError)


def test_rows_behind_a_failing_one_are_still_tried() -> None:
    tried: list[int] = []

    def act(row: int) -> None:
        tried.append(row)
        is_even(row)

    with pytest.raises(AssertionError):
        check_table([1, 2, 3], act)
    assert tried == [1, 2, 3]


@pytest.mark.parametrize("error", [ValueError("no"), KeyError("no"), RecursionError("no"), AssertionError("no")])
def test_whatever_a_row_raises_is_a_failure(error: Exception) -> None:
    def act(row: int) -> None:
        raise error

    with pytest.raises(AssertionError, match=f"1 of 1 rows fail:\n- 7\n.*{type(error).__name__}"):
        check_table([7], act)


def test_a_promise_to_raise_that_is_not_kept_is_a_failure() -> None:
    def act(row: int) -> None:
        with pytest.raises(ValueError, match="never"):
            int(row)

    with pytest.raises(AssertionError, match="DID NOT RAISE"):
        check_table([7], act)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(), pytest.skip.Exception("later")])
def test_what_is_no_failure_goes_through(error: BaseException) -> None:
    def act(row: int) -> None:
        raise error

    with pytest.raises(type(error)):
        check_table([7], act)


def test_a_table_without_rows_fails() -> None:
    with pytest.raises(AssertionError, match="shows nothing"):
        check_table([], is_even)


def test_a_test_of_a_table_tries_each_row_by_its_names() -> None:
    seen: list[tuple[str, int]] = []

    @table(("word", "length"), [("a", 1), ("bc", 2), ("d", 3)])
    def promise(length: int, word: str) -> None:
        """A promise."""
        seen.append((word, length))
        assert len(word) == length

    with pytest.raises(AssertionError, match=r"1 of 3 rows fail:\n- .'word': 'd', 'length': 3."):
        promise()
    assert seen == [("a", 1), ("bc", 2), ("d", 3)]
    assert (promise.__name__, promise.__doc__, promise.rows) == ("promise", "A promise.", 3)


def test_one_column_takes_its_values_whole() -> None:
    seen: list[object] = []
    table("value", [(1, 2), "ab"])(lambda value: seen.append(value))()
    assert seen == [(1, 2), "ab"]


@table("row", [1, 2])
def test_fixtures_stay_arguments(row: int, request: pytest.FixtureRequest) -> None:
    assert request.node.name == "test_fixtures_stay_arguments"
    assert row in (1, 2)


def test_tables_on_each_other_meet_in_every_pair() -> None:
    seen: list[tuple[int, str]] = []

    @table("number", [1, 2])
    @table("word", ["a", "b", "c"])
    def promise(number: int, word: str) -> None:
        seen.append((number, word))
        assert (number, word) != (2, "b")

    with pytest.raises(AssertionError, match="'word': 'b'"):
        promise()
    assert (len(seen), len(set(seen)), promise.rows) == (6, 6, 6)


def test_a_row_of_another_length_or_an_unknown_name_is_a_mistake_of_the_table() -> None:
    with pytest.raises(ValueError, match="shorter"):
        table(("a", "b"), [(1, 2), (1,)])
    with pytest.raises(TypeError, match="takes no b"):
        table("b", [1])(lambda a: None)


def test_a_long_row_is_shortened_in_the_middle() -> None:
    assert shown("x" * 10) == repr("x" * 10)
    assert len(shown("x" * 10_000)) < 320
