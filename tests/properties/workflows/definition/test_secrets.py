"""Drafts of any depth and texts of any length are searched in time."""

from __future__ import annotations

import time

from tests.unit.workflows.definition.test_secrets import TOKENS
from workflows.definition import is_secret
from workflows.definition.problem import Findings
from workflows.definition.secrets import find_secrets


def test_a_draft_of_any_depth_is_searched():
    deep = TOKENS[0]
    for _ in range(50_000):
        deep = [deep]
    findings = Findings()
    find_secrets(deep, findings)
    assert len(findings.problems) == 1


def test_searching_long_texts_takes_linear_time():
    started = time.process_time()
    for text in (
        "a://" + "b" * 190_000,
        "eyJ" * 60_000,
        "Bearer " + "a" * 190_000 + "!",
        "x:y@" * 40_000,
        "?token=" * 25_000,
    ):
        is_secret(text)
    assert time.process_time() - started < 1.5
