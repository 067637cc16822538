"""What multiplies by sharing is counted at its full size."""

from tests.unit.workflows.expressions.asking import error_of


def test_sharing_parts_does_not_hide_a_huge_result() -> None:
    clauses = " ".join(f"for v{n} in [[v{n - 1}, v{n - 1}]]" for n in range(1, 30))
    for source in (f"[v29 for v0 in [[1]] {clauses}]", f"[json(v29) for v0 in [[1]] {clauses}]"):
        assert error_of(source).code == "expression_budget"
