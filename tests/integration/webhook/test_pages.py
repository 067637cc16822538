"""What the pages on webhooks promise is what the product does."""

import re
from pathlib import Path

import pytest

from tests.integration.webhook.hook import make_hook
from workflows.authoring import validate
from workflows.definition import load_yaml
from workflows.triggers.webhook.schemes import SCHEMES
from workflows.triggers.webhook.verify import UNSIGNED

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs/howto/receive-webhooks.md").read_text()
TUTORIAL = (ROOT / "docs/tutorial/first-workflow.md").read_text()
ROOMS = ("workflows/triggers", "workflows/web/hooks.py", "tenants/api/strictjson.py")
RAISED = re.compile(r'(?:ProblemError|JsonRefused)\(\s*(?:\d{3},\s*)?"([a-z_]+)"')
BLOCK = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
NEVER_HERE = {"server_error"}


def raised_codes() -> set[str]:
    """Return the codes that the webhook's sources raise."""
    files = [
        file for room in ROOMS for file in ([ROOT / room] if room.endswith(".py") else (ROOT / room).rglob("*.py"))
    ]
    return {code for file in files for code in RAISED.findall(file.read_text())} - NEVER_HERE


def listed_codes() -> set[str]:
    """Return the codes in the page's last table."""
    table = PAGE.split("## What can go wrong")[1]
    rows = [row.split("|") for row in table.splitlines() if re.match(r"\| \d{3} \|", row)]
    return {code for row in rows for code in re.findall(r"`([a-z_]+)`", row[2])}


def test_the_page_lists_every_code_that_is_raised():
    assert raised_codes() - listed_codes() == set()


def test_the_page_lists_no_code_that_nobody_raises():
    sources = "".join(file.read_text() for room in ("workflows", "tenants") for file in (ROOT / room).rglob("*.py"))

    assert {code for code in listed_codes() if f'"{code}"' not in sources} == set()


def test_the_page_lists_every_scheme():
    rows = re.findall(r"^\| `(\w+)`", PAGE.split("## 3.")[0], re.MULTILINE)

    assert set(rows) == {*SCHEMES, UNSIGNED}


@pytest.mark.parametrize("text", [block for page in (PAGE, TUTORIAL) for block in BLOCK.findall(page)])
def test_examples_are_valid(text):
    example = load_yaml(text)
    steps = [{"id": "a", "type": "set", "with": {"x": "{{ inputs }}"}}]
    if "verify" in example:
        example = {"triggers": [{"id": "shop", "type": "webhook", "with": example}]}

    assert validate({"schema": 1, "name": "Example", "steps": steps} | example) == []


def test_the_mapping_of_the_page_does_what_it_says():
    entry = load_yaml(BLOCK.findall(PAGE)[-1])["triggers"][0]
    hook = make_hook({"verify": {"scheme": "none"}}, entry={"inputs": entry["inputs"]})

    assert hook.post({"article": {"number": "A-1"}}, query="?n=4").status_code == 202
    assert hook.runs()[0].inputs == {"sku": "A-1", "quantity": 4}
