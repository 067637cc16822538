"""Compiling happens once; evaluating again and again gives the same, in any number of threads."""

from collections import OrderedDict
from typing import Any

import pytest

from tests.table import table
from tests.unit.workflows.expressions.asking import DATA, MOMENT
from workflows.expressions import Compiled, ExpressionError, compile_expression, compile_value

ORDER = {
    "method": "POST",
    "url": "https://shop.example/orders/{{ inputs.name }}",
    "headers": {"accept": "application/json", "x-total": "{{ steps.stock.body.total }}"},
    "json": {"skus": "{{ [i.sku for i in steps.stock.body.items] }}", "fixed": [1, {"a": None}]},
}


def test_a_whole_mapping_is_resolved_at_once() -> None:
    assert compile_value(ORDER).evaluate(DATA, MOMENT) == {
        "method": "POST",
        "url": "https://shop.example/orders/Ada",
        "headers": {"accept": "application/json", "x-total": 3},
        "json": {"skus": ["A-1", "B-2"], "fixed": [1, {"a": None}]},
    }


def test_the_references_of_a_mapping_come_with_their_pointers() -> None:
    found = [(reference.pointer, reference.path) for reference in compile_value(ORDER, pointer="/with").references]
    assert found == [
        ("/with/url", ("inputs", "name")),
        ("/with/headers/x-total", ("steps", "stock", "body", "total")),
        ("/with/json/skus", ("steps", "stock", "body", "items")),
    ]


def test_compiling_keeps_the_source_and_changes_nothing_in_it() -> None:
    before = repr(ORDER)
    compiled = compile_value(ORDER)
    compiled.evaluate(DATA, MOMENT)
    assert compiled.source is ORDER
    assert repr(ORDER) == before


def test_changing_a_result_changes_neither_the_source_nor_the_next_result() -> None:
    compiled = compile_value(ORDER)
    first = compiled.evaluate(DATA, MOMENT)
    first["headers"]["accept"] = "changed"
    first["json"]["fixed"].append("changed")
    assert compiled.evaluate(DATA, MOMENT)["headers"]["accept"] == "application/json"
    assert compiled.evaluate(DATA, MOMENT)["json"]["fixed"] == [1, {"a": None}]
    assert ORDER["headers"]["accept"] == "application/json"


@table("value", [OrderedDict(a="{{ 1 }}"), {"a": ("{{ 1 }}",)}, {1: "{{ 1 }}"}])
def test_other_containers_become_plain_json(value: Any) -> None:
    result = compile_value(value).evaluate({}, MOMENT)
    assert type(result) is dict
    assert all(type(key) is str for key in result)


def test_two_compilations_of_one_source_are_equal() -> None:
    assert compile_expression("a.b") == compile_expression("a.b")
    assert compile_expression("a.b") != compile_expression("a.c")
    assert compile_expression("a", pointer="/x") != compile_expression("a", pointer="/y")
    assert isinstance(compile_value(1), Compiled)


def test_a_compiled_value_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        compile_value(1).source = 2


def test_a_bare_expression_is_never_constant_and_takes_no_braces() -> None:
    assert compile_expression("1").is_constant is False
    with pytest.raises(ExpressionError):
        compile_expression("{{ 1 }}").evaluate({}, MOMENT)


@table("error", [TypeError("x"), ValueError("x"), KeyError("x"), ZeroDivisionError(), AttributeError()])
def test_a_python_exception_below_never_gets_out(error: Exception) -> None:
    class Broken(dict):
        def __getitem__(self, key: str) -> Any:
            raise error

    with pytest.raises(ExpressionError) as caught:
        compile_value({"a": ["{{ x.y.z + 1 }}"]}, pointer="/with").evaluate({"x": Broken()}, MOMENT)
    assert caught.value.code in ("type_mismatch", "value_missing")
    assert caught.value.pointer.startswith("/with")


@table("error", [RecursionError(), MemoryError()])
def test_a_machine_at_its_limit_is_an_exhausted_budget(error: Exception) -> None:
    class Broken(dict):
        def __getitem__(self, key: str) -> Any:
            raise error

    with pytest.raises(ExpressionError) as caught:
        compile_expression("x.y").evaluate({"x": Broken()}, MOMENT)
    assert caught.value.code == "expression_budget"
