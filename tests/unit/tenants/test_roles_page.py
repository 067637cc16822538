"""The page of roles says what the table says."""

import re
from pathlib import Path

from tenants.roles import Operation, Role, permits

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "roles.md"
ROW = re.compile(r"^\| `(?P<operation>[a-z.]+)` \| (?P<words>[^|]+) \| (?P<cells>.+) \|$", re.MULTILINE)


def test_the_page_lists_every_operation_once_with_its_roles():
    rows = [match.groupdict() for match in ROW.finditer(PAGE.read_text())]
    assert [row["operation"] for row in rows] == [str(operation) for operation in Operation]
    for row in rows:
        told = [cell.strip() == "yes" for cell in row["cells"].split("|")]
        assert told == [permits(role, row["operation"]) for role in Role], row["operation"]


def test_the_page_names_the_roles_in_their_order():
    [heading] = [line for line in PAGE.read_text().splitlines() if line.startswith("| operation")]
    assert [cell.strip() for cell in heading.strip("|").split("|")[2:]] == [str(role) for role in Role]
