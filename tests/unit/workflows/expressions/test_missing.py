"""Guesses at what was meant are few, close and cheap."""

import time

from tests.table import table
from workflows.expressions.missing import did_you_mean, spell


@table(
    ("wrong", "known", "guess"),
    [
        ("totl", ["total", "tax"], "; did you mean `total`?"),
        ("Name", ["name"], "; did you mean `name`?"),
        ("zzz", ["total"], ""),
        ("a", [], ""),
        ("x" * 65, ["x" * 64], ""),
        ("total", [1, None, "totals"], "; did you mean `totals`?"),
    ],
)
def test_only_a_close_name_is_guessed(wrong: str, known: list, guess: str) -> None:
    assert did_you_mean(wrong, known) == guess


def test_guessing_among_very_many_names_is_quick() -> None:
    started = time.thread_time()
    did_you_mean("name", (f"field_{number}" for number in range(1_000_000)))
    assert time.thread_time() - started < 0.2


@table(
    ("path", "text"),
    [
        (("inputs",), "inputs"),
        (("steps", "a", "items", 0, "sku"), "steps.a.items[0].sku"),
        (("inputs", "e-mail"), "inputs['e-mail']"),
        (("inputs", -1), "inputs[-1]"),
        (("a", *["b" * 50] * 10), f"a.{'b' * 50}.{'b' * 50}.{'b' * 50}.{'b' * 42}…"),
    ],
)
def test_a_path_is_spelled_as_it_is_written(path: tuple, text: str) -> None:
    assert spell(path) == text
