"""A document is looked at from outside before anything walks it."""

from __future__ import annotations

from tests.table import table
from tests.unit.workflows.definition.documents import CATALOG, document, note
from workflows.definition import LIMITS, validate
from workflows.definition.problem import Findings, at
from workflows.definition.shape import check_shape


def nested(levels, value=1):
    for _ in range(levels):
        value = [value]
    return value


def told(raw):
    return [(problem.pointer, problem.code) for problem in validate(raw, CATALOG)]


@table("value", [nested(50), {"a": [1.5, None, True, "ü\u2028😀", -(10**18)]}, [], {}])
def test_plain_json_may_be_walked(value):
    assert check_shape(value, Findings())


@table(
    ("value", "pointer", "code"),
    [
        ({1: "x"}, "", "definition_invalid"),
        ({"a": {1, 2}}, "/a", "definition_invalid"),
        ({"a": (1,)}, "/a", "definition_invalid"),
        ({"a": float("nan")}, "/a", "definition_invalid"),
        ({"a": float("-inf")}, "/a", "definition_invalid"),
        ({"a": 10**19}, "/a", "definition_invalid"),
        ({"a": b"x"}, "/a", "definition_invalid"),
        ({"a": "x\x00"}, "/a", "invalid_text"),
        ({"a": "\ud800"}, "/a", "invalid_text"),
        ({"a/b": ["\x00"]}, "/a~1b/0", "invalid_text"),
        (nested(65), "", "definition_too_large"),
        ("x" * 200_001, "", "definition_too_large"),
    ],
)
def test_anything_else_is_told_and_not_walked(value, pointer, code):
    assert (pointer, code) in told(value)


def test_a_value_that_contains_itself_is_refused():
    ring: list = []
    ring.append(ring)
    assert told({"steps": ring}) == [("", "definition_too_large")]


@table(("count", "is_good"), [(150, True), (151, False)])
def test_a_workflow_has_at_most_150_steps(count, is_good):
    found = told(document(*[note(f"s{i}") for i in range(count)]))
    assert found == ([] if is_good else [("/steps", "definition_too_large")])


def test_steps_inside_blocks_count_too():
    block = {"id": "b", "type": "try", "steps": [note(f"s{i}") for i in range(150)]}
    assert told(document(block)) == [("/steps", "definition_too_large")]


def deep(levels):
    step = note("inner")
    for level in range(levels):
        step = {"id": f"b{level}", "type": "try", "steps": [step]}
    return step


@table(("levels", "is_good"), [(5, True), (6, False)])
def test_blocks_are_at_most_five_levels_deep(levels, is_good):
    assert (told(document(deep(levels))) == []) is is_good


def test_a_loop_in_a_loop_in_a_try_is_fine():
    inner = {
        "id": "cells",
        "type": "for_each",
        "with": {"items": "{{ row }}", "as": "cell"},
        "steps": [note("x", y="{{ cell }}")],
    }
    outer = {"id": "rows", "type": "for_each", "with": {"items": [], "as": "row"}, "steps": [inner]}
    assert told(document({"id": "safe", "type": "try", "steps": [outer]})) == []


@table(("count", "is_good"), [(8, True), (9, False)])
@table(("kind", "key"), [("parallel", "branches"), ("switch", "cases")])
def test_a_step_has_at_most_eight_ways(kind, key, count, is_good):
    more = {"condition": True} if kind == "switch" else {}
    ways = [{"name": f"w{i}", "steps": [], **more} for i in range(count)]
    found = told(document({"id": "fork", "type": kind, key: ways}))
    assert found == ([] if is_good else [(f"/steps/0/{key}", "definition_too_large")])


def test_a_workflow_has_at_most_twenty_triggers():
    triggers = [{"id": f"t{i}", "type": "webhook"} for i in range(21)]
    assert told(document(triggers=triggers)) == [("/triggers", "definition_too_large")]
    assert LIMITS["triggers"].high == 20


@table(("key", "pointer"), [("a", "/a"), ("a/b", "/a~1b"), ("a~b", "/a~0b"), ("~1", "/~01"), (3, "/3"), ("", "/")])
def test_pointers_follow_rfc_6901(key, pointer):
    assert at("", key) == pointer
