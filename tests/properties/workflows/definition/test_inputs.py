"""No schema of the inputs makes reading or checking take long."""

from __future__ import annotations

import time

from tests.unit.workflows.definition.documents import codes
from workflows.definition import input_problems


def test_a_schema_whose_references_multiply_is_refused_at_once():
    names = {f"d{i}": {"allOf": [{"$ref": f"#/$defs/d{i + 1}"}] * 10} for i in range(20)} | {"d20": {}}
    started = time.process_time()
    assert ("/inputs/$ref", "definition_invalid") in codes(inputs={"$ref": "#/$defs/d0", "$defs": names})
    assert time.process_time() - started < 2


def test_a_pattern_that_explodes_elsewhere_is_linear_here():
    schema = {"type": "object", "properties": {"a": {"type": "string", "pattern": "^(a+)+$"}}}
    assert codes(inputs=schema) == []
    started = time.process_time()
    assert [problem.pointer for problem in input_problems(schema, {"a": "a" * 50_000 + "!"})] == ["/a"]
    assert time.process_time() - started < 1
