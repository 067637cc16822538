"""The console in German and English, and a page that anyone can use."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.integration.console.house import House, at, browser, text

CATALOGUE = Path(settings.BASE_DIR) / "templates" / "locale" / "de" / "LC_MESSAGES"


def pages(house: House) -> dict[str, str]:
    """Return the addresses of every kind of page."""
    flow, run = house.workflow_id, house.failed.pk
    named = {
        name: at(f"workflow_{name}", flow) for name in ("change", "draft", "publish", "versions", "run", "archive")
    }
    lists = {name: at(f"{name}_changelist") for name in ("workflow", "schedule")} | {"all runs": at("run_changelist")}
    return {**named, **lists, "home": "/", "one run": at("run_change", run), "retry": at("run_retry", run)}


def test_a_german_browser_reads_german(house: House):
    german = browser(house.cast.alice, accept_language="de")

    home, run = text(german.get("/")), text(german.get(at("run_change", house.failed.pk)))

    assert '<html lang="de"' in home
    assert all(word in home for word in ("Abläufe", "Läufe", "Letzte 24 Stunden", "Zeitpläne"))
    assert all(word in run for word in ("Braucht Sie", "Ab hier wiederholen", "Was hineinging", "Was herauskam"))


def test_every_text_has_german():
    source = (CATALOGUE / "django.po").read_text()
    missing = re.findall(r'msgid "(.+)"\nmsgstr(?:\[\d\])? ""\n(?!")', source)

    assert missing == [] and "#, fuzzy" not in source


def test_the_compiled_catalogue_is_the_newest(tmp_path):
    import subprocess

    made = tmp_path / "django.mo"
    subprocess.run(["msgfmt", "-o", made, CATALOGUE / "django.po"], check=True)

    assert made.read_bytes() == (CATALOGUE / "django.mo").read_bytes()


@pytest.mark.parametrize(
    "name",
    [
        "change",
        "draft",
        "publish",
        "versions",
        "run",
        "archive",
        "workflow",
        "schedule",
        "home",
        "all runs",
        "one run",
        "retry",
    ],
)
def test_a_page_has_one_main_part_one_heading_and_a_way_past_the_menu(house: House, name):
    page = text(house.alice.get(pages(house)[name]))

    assert page.count("<main") == 1 and page.count("<h1") == 1
    assert page.index('class="st-skip"') < page.index("<nav")
    assert re.search(r"<title>[^<]*\S[^<]* \| Stellwerk</title>", page)


@pytest.mark.parametrize("name", ["draft", "run", "workflow", "publish", "retry"])
def test_every_field_has_a_name(house: House, name):
    page = text(house.alice.get(pages(house)[name])).split("<main")[1].split("</main")[0]

    for field in re.findall(r"<(?:input|select|textarea)\b[^>]*>", page):
        if 'type="hidden"' in field:
            continue
        key = re.search(r' id="([^"]+)"', field)
        before = page[: page.index(field)]
        assert (key and f'for="{key[1]}"' in page) or before.count("<label") > before.count("</label"), field


def test_numbers_in_styles_have_no_comma_in_german(house: House):
    page = text(browser(house.cast.alice, accept_language="de").get(at("run_change", house.failed.pk)))

    styles = re.findall(r'style="(left:[^"]+)"', page)
    assert styles and all(re.fullmatch(r"left:[\d.]+%?;width:[\d.]+%", style) for style in styles)


def test_the_script_that_looks_again_stays_small():
    script = Path(settings.BASE_DIR) / "static" / "console" / "live.js"

    assert script.stat().st_size <= 2048
