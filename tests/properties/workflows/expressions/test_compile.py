"""Threads may share a compiled value."""

import threading

from tests.unit.workflows.expressions.asking import MOMENT
from workflows.expressions import compile_expression


def test_one_compiled_value_serves_many_threads() -> None:
    compiled = compile_expression("[x * n for x in range(200) if x % 2 == n % 2]")
    wrong: list[int] = []

    def work(number: int) -> None:
        expected = [x * number for x in range(200) if x % 2 == number % 2]
        wrong.extend(1 for _ in range(30) if compiled.evaluate({"n": number}, MOMENT) != expected)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
