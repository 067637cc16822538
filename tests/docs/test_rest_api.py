"""The reference of the REST API lists every call with the operation it needs and the status it answers."""

import re
from pathlib import Path

from tests.integration.api.routes import ROUTES
from workflows.api.v1.shapes.runs import RunShape, StepRunShape
from workflows.api.v1.shapes.workflows import TriggerShape, VersionShape, WorkflowShape
from workflows.lifecycle import RunStatus, StepStatus

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "rest-api.md").read_text(encoding="utf-8")
ROW = re.compile(
    r"^\| `(?P<method>[A-Z]+) /(?P<path>\S+)`(?P<body>.*?) \| `(?P<operation>\S+)` \| (?P<answer>.*) \|$", re.MULTILINE
)


def told():
    return {
        (row["method"], row["path"].replace("{number}", "1").replace("{trigger}", "shop")): row
        for row in ROW.finditer(PAGE)
    }


def test_every_call_is_told_with_its_operation():
    calls = {(route.method, re.sub(r"\{\w+\}", "{id}", route.path)): route.operation for route in ROUTES}

    assert {call: row["operation"] for call, row in told().items()} == calls


def test_every_call_is_told_with_the_status_it_answers():
    rows = told()
    statuses = {(route.method, re.sub(r"\{\w+\}", "{id}", route.path)): str(route.status) for route in ROUTES}

    assert {call for call, status in statuses.items() if status not in rows[call]["answer"]} == set()


def test_calls_told_to_be_done_once_are_those_that_obey_a_key():
    from workflows.api.v1 import urls

    obeying = {
        re.sub(r"<\w+:(\w+)>", "{}", str(route.pattern))
        for route in urls.urlpatterns
        if route.callback.view_class.is_idempotent or route.callback.view_class.waits
    }
    once = {
        re.sub(r"\{\w+\}|(?<=versions/)1", "{}", path) for (_, path), row in told().items() if "*once*" in row["body"]
    }

    assert once == obeying


def test_every_field_and_status_is_named():
    shapes = (WorkflowShape, TriggerShape, VersionShape, RunShape, StepRunShape)
    words = {name for shape in shapes for name in shape().fields} | {str(word) for word in (*RunStatus, *StepStatus)}

    assert {word for word in words if not re.search(rf"\b{word}\b", PAGE)} == set()
