"""Comparing over and over comes to an end."""

from tests.table import table
from tests.unit.workflows.expressions.asking import error_of


@table(
    "source",
    [
        "[1 for n in range(9000) if a == b]",
        "[1 for n in range(9000) if a in [b]]",
        "[1 for n in range(9000) if t in [u, u, u]]",
        "[1 for n in range(9000) if t == u]",
        "[1 for n in range(9000) if 'y' in t]",
    ],
)
def test_comparing_large_values_over_and_over_runs_out_of_budget(source: str) -> None:
    large = {"a": [[n] for n in range(5000)], "b": [[n] for n in range(5000)], "t": "x" * 200_000, "u": "x" * 200_001}
    assert error_of(source, large).code == "expression_budget"


def test_comparing_values_that_share_parts_over_and_over_ends() -> None:
    clauses = " ".join(f"for v{n} in [[v{n - 1}, v{n - 1}]]" for n in range(1, 40))
    source = f"[1 for v0 in [[1, 2]] {clauses} for w in [v39 + []] if w == v39]"
    assert error_of(source).code == "expression_budget"
