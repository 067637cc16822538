"""Reads a document: all its problems at once, or the frozen values the engine walks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from workflows.definition.build import Builder
from workflows.definition.catalog import Catalog
from workflows.definition.compiling import Compiler
from workflows.definition.fields import PART, FieldCheck
from workflows.definition.inputs import check_inputs_schema
from workflows.definition.model import Definition
from workflows.definition.names import shown
from workflows.definition.parts import DOCUMENT
from workflows.definition.problem import DefinitionError, Findings, Problem
from workflows.definition.secrets import find_secrets, redact
from workflows.definition.shape import check_shape
from workflows.definition.sight import of_a_run, of_a_start
from workflows.definition.steps import StepCheck
from workflows.definition.tree import collect_ids
from workflows.definition.triggers import TriggerCheck

SCHEMA_VERSION = 1


def validate(
    raw: Any,
    catalog: Catalog,
    *,
    connections: Collection[str] | None = None,
    min_interval_seconds: float = 1,
) -> list[Problem]:
    """Return every problem of a document, at most 100, in reading order; [] means it is valid. Never raises.

    `connections` are the names the author may use (None: not checked); `min_interval_seconds` is the plan's.
    """
    findings = Findings()
    walked = _check(raw, catalog, findings, connections=connections, min_interval_seconds=min_interval_seconds)
    if walked is not None:
        find_secrets(raw, findings)
    return _told(findings)


def parse(raw: Any, catalog: Catalog) -> Definition:
    """Return the document as frozen values, every expression compiled once. Raises DefinitionError.

    Secrets and connections are not looked for again: a published version has passed `validate`.
    """
    findings = Findings()
    compiler = _check(raw, catalog, findings, connections=None, min_interval_seconds=1)
    if findings.problems or compiler is None:
        raise DefinitionError(_told(findings))
    return Builder(catalog, compiler.compiled).definition(raw)


def _told(findings: Findings) -> list[Problem]:
    """Return the problems without credentials: a name that is told may be one, pasted into the wrong place."""
    return [
        replace(
            problem,
            pointer=redact(problem.pointer),
            message=redact(problem.message),
            hint=redact(problem.hint),
        )
        for problem in findings.problems
    ]


def _check(
    raw: Any,
    catalog: Catalog,
    findings: Findings,
    *,
    connections: Collection[str] | None,
    min_interval_seconds: float,
) -> Compiler | None:
    """Check a document from the outside in; return its compiled expressions, or None if it could not be walked."""
    if not check_shape(raw, findings):
        return None
    if not isinstance(raw, dict):
        findings.add("", "definition_invalid", "A workflow is a mapping with `schema`, `name` and `steps`.")
        return None
    if not _is_supported(raw, findings):
        return None
    all_ids = collect_ids(raw.get("steps"), findings)
    if _is_unwalkable(findings):
        return None
    FieldCheck(findings, PART).check(raw, DOCUMENT, "")
    if raw.get("steps") == []:
        findings.add("/steps", "field_missing", "A workflow needs at least one step.", "Add a step.")
    inputs = _inputs(raw, findings)
    compiler = Compiler(findings, all_ids)
    _check_settings(raw.get("settings"), compiler, inputs)
    TriggerCheck(compiler=compiler, findings=findings, inputs=inputs, min_interval_seconds=min_interval_seconds).check(
        raw.get("triggers")
    )
    steps = StepCheck(catalog=catalog, compiler=compiler, findings=findings, connections=connections)
    sight = of_a_run(inputs)
    if isinstance(raw.get("steps"), list):
        sight = steps.check_list(raw["steps"], "/steps", sight)
    if "output" in raw:
        compiler.value(raw["output"], "/output", sight)
    return compiler


def _is_supported(raw: Mapping[str, Any], findings: Findings) -> bool:
    version = raw.get("schema", SCHEMA_VERSION)
    if version == SCHEMA_VERSION and not isinstance(version, bool):
        return True
    hint = f"Write `schema: {SCHEMA_VERSION}`."
    findings.add("/schema", "unsupported_schema", f"This version of the document is not known: {shown(version)}.", hint)
    return False


def _inputs(raw: Mapping[str, Any], findings: Findings) -> dict[str, Any] | None:
    """Return the schema of the inputs, or None if there is none that can be used."""
    before = len(findings.problems)
    schema = raw.get("inputs")
    check_inputs_schema(schema, "/inputs", findings)
    return schema if isinstance(schema, dict) and len(findings.problems) == before else None


def _check_settings(settings: Any, compiler: Compiler, inputs: dict[str, Any] | None) -> None:
    concurrency = settings.get("concurrency") if isinstance(settings, dict) else None
    if isinstance(concurrency, dict) and "key" in concurrency:
        compiler.value(concurrency["key"], "/settings/concurrency/key", of_a_start(inputs))


def _is_unwalkable(findings: Findings) -> bool:
    """Tell whether the document is too large or too broken to look into."""
    return any(
        problem.code == "definition_too_large" or (problem.code == "definition_invalid" and not problem.pointer)
        for problem in findings.problems
    )
