"""The page of limits says what `GET /limits` says."""

import re
from pathlib import Path

import pytest

from workflows.api.limits import API_LIMITS, EVERY_LIMIT, RUN_LIMITS, WEBHOOK_LIMITS
from workflows.definition import LIMITS

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "limits.md").read_text(encoding="utf-8")


def plain(number):
    return f"{number:,.0f}".replace(",", " ") if float(number).is_integer() else f"{number:g}"


def rows(limits):
    return [
        f"| `{limit.key}` | {plain(limit.low)} | {plain(limit.high)} | {limit.unit} | {limit.meaning} |"
        for limit in limits
    ]


def section(title):
    return re.findall(r"^\| `.*$", PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0], re.MULTILINE)


@pytest.mark.parametrize(
    ("title", "limits"),
    [
        ("Calls", API_LIMITS),
        ("Webhooks", WEBHOOK_LIMITS),
        ("Runs", RUN_LIMITS),
        ("The document", tuple(LIMITS.values())),
    ],
)
def test_the_page_lists_every_limit(title, limits):
    assert section(title) == rows(limits)


def test_no_limit_has_the_name_of_another():
    assert len({limit.key for limit in EVERY_LIMIT}) == len(EVERY_LIMIT)


def test_every_limit_stands_on_the_page_once():
    assert len(re.findall(r"^\| `", PAGE, re.MULTILINE)) == len(EVERY_LIMIT)
