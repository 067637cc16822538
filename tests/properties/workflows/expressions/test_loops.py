"""The size of a loop's body counts."""

from tests.unit.workflows.expressions.asking import error_of, value_of


def test_a_turn_over_a_large_body_costs_more_than_one_operation() -> None:
    body = " + ".join(["x"] * 60)
    assert error_of(f"[{body} for x in range(4000)]").code == "expression_budget"
    assert value_of(f"len([{body} for x in range(500)])") == 500
