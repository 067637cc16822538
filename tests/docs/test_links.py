"""Pages lead somewhere: links, pictures and named files exist, the index is whole, no word is from our desks."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[2]
FOREIGN = {"var", "node_modules", "staticfiles", "__pycache__"}
CODE = {".py", ".md", ".html", ".txt", ".js", ".css", ".toml", ".yaml", ".yml", ".sql", ".svg", ".po", ""}
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
# A path in backticks that names a file or a folder of the repository: `workflows/egress/`, `tests/cast.py`.
PATH = re.compile(r"`((?:[\w.-]+/)+(?:[\w.-]+\.(?:py|md|sql|html|toml|yaml|yml|js|css))?)`")
# Words of how the work was organised; they mean nothing to whoever reads the sources later.
OF_OUR_DESKS = re.compile(
    r"(?<![\w-])(?<!user )agents?\b"
    r"|\b(?:this|last|next|previous|working|chat) session\b"
    r"|\b(?:issue|ticket|card|task|bead|pull request) ?#\d+"
    r"|\b(?:chatgpt|claude code|copilot|language model assistant|as an ai)\b"
    r"|/tmp/plan|/work/(?:main|shared)\b",
    re.IGNORECASE,
)


def files() -> list[Path]:
    """Return the files of the repository, without what is installed or made beside it."""
    parts = [path for path in ROOT.iterdir() if not path.name.startswith(".") and path.name not in FOREIGN]
    found = [path for part in parts for path in ([part] if part.is_file() else part.rglob("*"))]
    return [path for path in found if path.is_file() and not FOREIGN & set(path.relative_to(ROOT).parts)]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


FILES = files()
PAGES = sorted(path for path in FILES if path.suffix == ".md")
TEXTS = [path for path in FILES if path.suffix in CODE and path != Path(__file__)]


def prose(path: Path) -> str:
    """Return the page without its code blocks."""
    return re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)


def anchors(path: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", prose(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def broken_links(path: Path) -> list[str]:
    found = []
    for target in LINK.findall(re.sub(r"`[^`]*`", "", prose(path))):
        place, _, anchor = unquote(target).partition("#")
        if re.match(r"[a-z][a-z+.-]*:", place):
            continue
        there = (path.parent / place).resolve() if place else path
        if not there.exists() or (anchor and there.suffix == ".md" and anchor not in anchors(there)):
            found.append(target)
    return found


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_link_and_picture_of_a_page_leads_somewhere(path):
    assert broken_links(path) == []


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_file_that_a_page_names_exists(path):
    rooms = {part.name for part in ROOT.iterdir() if part.is_dir()}
    named = {word for word in PATH.findall(prose(path)) if word.split("/")[0] in rooms - FOREIGN}

    assert [word for word in sorted(named) if not (ROOT / word).exists()] == []


def test_the_index_lists_every_page_once_by_its_title():
    index = ROOT / "docs" / "README.md"
    listed = re.findall(r"^- \[(.+)\]\(([^)]+\.md)\)", index.read_text(encoding="utf-8"), re.MULTILINE)
    own = {target: title for title, target in listed if not target.startswith("../")}
    titles = {
        path.relative_to(index.parent).as_posix(): re.sub(
            r"^# (\d+\.)?", r"\1", path.read_text(encoding="utf-8"), count=1
        )
        .split("\n", 1)[0]
        .strip()
        for path in PAGES
        if index.parent in path.parents and path != index
    }

    assert own == titles
    assert len(own) == len([target for _, target in listed if not target.startswith("../")])


def test_decisions_are_numbered_as_they_are_called_and_have_a_status():
    for path in sorted((ROOT / "docs" / "decisions").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {int(path.name[:4])}. "), path.name
        assert re.search(r"^Status: (accepted|replaced by \d+)$", text, re.MULTILINE), path.name


def test_no_text_speaks_of_how_the_work_was_organised():
    found = {
        f"{name(path)}: {match[0]}"
        for path in TEXTS
        for match in OF_OUR_DESKS.finditer(path.read_text(encoding="utf-8", errors="ignore"))
    }

    assert sorted(found) == []


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("An agent wrote it.", True), ("see issue #12", True), ("as decided in the last session", True),
        ("User-Agent", False), ("the user agent", False), ("the console's session", False), ("every agency", False),
        ("MON#2", False), ("Order #4711", False),
    ],
)  # fmt: skip
def test_the_list_of_words_finds_what_it_should(text, is_one):
    assert bool(OF_OUR_DESKS.search(text)) is is_one
