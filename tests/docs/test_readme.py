"""The first page is short, its example works, and what it says is missing is missing."""

import re
from pathlib import Path

from workflows.definition import load_yaml, validate
from workflows.definition.availability import STEP_TYPES
from workflows.definition.controls import CONTROLS
from workflows.registry import registry

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "README.md").read_text(encoding="utf-8")
CHANGES = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return PAGE.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def test_the_first_page_fits_on_two_screens():
    assert len(PAGE.splitlines()) <= 120


def test_the_example_is_a_valid_workflow():
    [example] = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)

    assert validate(load_yaml(example), registry()) == []


def test_what_cannot_be_published_yet_is_named_and_nothing_else():
    named = set(re.findall(r"`([a-z_]+)`", section("What it does not do yet")))

    assert named & CONTROLS.keys() == STEP_TYPES


def test_the_changelog_names_the_steps_that_run():
    named = set(re.findall(r"`([a-z_]+)`", next(line for line in CHANGES.splitlines() if line.startswith("- Steps "))))

    assert named & CONTROLS.keys() == CONTROLS.keys() - STEP_TYPES


def test_every_room_is_on_the_plan():
    plan = section("The house")
    rooms = [path.name for path in (ROOT / "workflows").iterdir() if (path / "__init__.py").exists()]

    assert [room for room in sorted(rooms) if room != "migrations" and f"`workflows/{room}/`" not in plan] == []


def test_the_commands_of_the_pages_are_there():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    pages = [PAGE, CHANGES, (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")]
    named = {word for page in pages for word in re.findall(r"(?:^|`|and )make ([a-z]+)", page, re.MULTILINE)}

    assert {"up", "test", "check"} <= named
    assert [word for word in sorted(named) if not re.search(rf"^{word}:", makefile, re.MULTILINE)] == []


def test_releases_are_listed_newest_first_with_one_version_of_the_package():
    [version] = re.findall(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    releases = re.findall(r"^## (\S+)", CHANGES, re.MULTILINE)

    assert releases[:2] == ["Unreleased", version]
