"""Tables of cases, each table one test: all rows are tried, and every row that fails is told with its values.

pytest takes milliseconds for each parametrised case, more than a pure function takes. A table costs what its rows cost.
"""

import inspect
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any

import pytest

# `pytest.raises` and `pytest.fail` end a row by their own kind of failure, which is no Exception.
FAILURES = (Exception, pytest.fail.Exception)
SHOWN = 300


def check_table(cases: Iterable[Any], act: Callable[[Any], object]) -> None:
    """Call `act` with every case. Raises one AssertionError that lists each case that failed, and why."""
    rows = list(cases)
    if not rows:
        raise AssertionError("A table without rows shows nothing.")
    failures = [(row, error) for row in rows if (error := failure_of(act, row)) is not None]
    if failures:
        told = "\n".join(f"- {shown(row)}\n  {reason(error)}" for row, error in failures)
        raise AssertionError(f"{len(failures)} of {len(rows)} rows fail:\n{told}") from failures[0][1]


def table(names: str | Sequence[str], cases: Iterable[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a test of a table: each row fills the arguments of these names, as `pytest.mark.parametrize` does.

    Fixtures stay arguments of the test; all rows share them. Tables may stand on each other: every row meets every row.
    """
    columns = (names,) if isinstance(names, str) else tuple(names)
    rows = [named(columns, case if len(columns) > 1 else (case,)) for case in cases]

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        @wraps(test)
        def every_row(**fixtures: Any) -> None:
            check_table(rows, lambda row: test(**row, **fixtures))

        every_row.__signature__ = without(columns, inspect.signature(test))  # pytest asks it for the fixtures
        every_row.rows = len(rows) * getattr(test, "rows", 1)
        return every_row

    return decorate


def named(columns: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    """Return a row by the names of its columns. Raises ValueError for a row of another length."""
    return dict(zip(columns, values, strict=True))


def without(columns: Sequence[str], signature: inspect.Signature) -> inspect.Signature:
    """Return what a test takes beside its columns. Raises TypeError where the test has no such argument."""
    if missing := set(columns) - signature.parameters.keys():
        raise TypeError(f"The test takes no {', '.join(sorted(missing))}.")
    kept = [parameter for name, parameter in signature.parameters.items() if name not in columns]
    return signature.replace(parameters=kept)


def failure_of(act: Callable[[Any], object], row: Any) -> BaseException | None:
    """Return how a row fails, or nothing. What is no failure, a skip or Ctrl-C, goes through."""
    try:
        act(row)
    except FAILURES as error:
        return error
    return None


def shown(row: Any) -> str:
    """Return a row as one line, shortened in the middle."""
    text = repr(row)
    return text if len(text) <= SHOWN else f"{text[: SHOWN // 2]} … {text[-SHOWN // 2 :]}"


def reason(error: BaseException) -> str:
    """Return why a row failed, with the line of the test where it did."""
    frame = error.__traceback__
    while frame is not None and (frame.tb_frame.f_code.co_filename == __file__):
        frame = frame.tb_next
    place = f"line {frame.tb_lineno}: " if frame else ""
    words = str(error).replace("\n", "\n  ")
    return f"{place}{type(error).__name__}: {words}"
