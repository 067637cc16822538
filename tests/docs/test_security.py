"""The table of threats is whole and honest: a row for each threat, proofs that exist, and no claim without one."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
THREATS = 48
# Controls that no test of ours can show yet; the row says so by having no proof.
ABSENT = "there (is|are) no "


def rows() -> list[list[str]]:
    """Return the cells of each row: number, severity, threat, today, proven by, open."""
    lines = re.findall(r"^\| (T\d+ .+) \|$", PAGE, re.MULTILINE)
    return [[cell.strip() for cell in line.split(" | ")] for line in lines]


def proofs(row: list[str]) -> list[str]:
    return re.findall(r"`([^`]+)`", row[4])


def test_every_threat_has_its_row_once_and_in_order():
    assert [row[0] for row in rows()] == [f"T{number}" for number in range(1, THREATS + 1)]


@pytest.mark.parametrize("row", rows(), ids=[row[0] for row in rows()])
def test_a_row_says_what_is_there_what_proves_it_and_what_is_open(row):
    _, severity, threat, today, proven, still_open = row

    assert severity in {"A", "B"}
    assert threat
    assert today
    assert proven == "–" or proofs(row)
    assert proofs(row) or still_open != "–", "nothing proves it and nothing is planned"


@pytest.mark.parametrize("row", rows(), ids=[row[0] for row in rows()])
def test_each_named_proof_is_a_file_with_tests(row):
    for name in proofs(row):
        path = ROOT / name
        assert path.is_file(), name
        assert path.name.startswith("test_")
        assert re.search(r"^def test_", path.read_text(encoding="utf-8"), re.MULTILINE), name


@pytest.mark.parametrize("row", [row for row in rows() if re.match(ABSENT, row[3])], ids=lambda row: row[0])
def test_what_does_not_exist_is_planned_and_claims_no_proof(row):
    assert not proofs(row)
    assert row[5] != "–"
