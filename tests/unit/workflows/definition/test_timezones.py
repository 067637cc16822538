"""Zones are places; former names are understood, abbreviations and offsets are not."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

import pytest

from tests.table import table
from workflows.definition import UnknownZone, find_zone, tzdata_version


@table("name", ["Europe/Paris", "Europe/Copenhagen", "America/Argentina/Buenos_Aires", "UTC", "Asia/Kolkata"])
def test_a_place_is_its_own_name(name):
    zone = find_zone(name)
    assert (zone.name, zone.note, zone.info) == (name, "", ZoneInfo(name))


@table(
    ("alias", "canonical"),
    [
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("US/Eastern", "America/New_York"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("America/Godthab", "America/Nuuk"),
        ("Japan", "Asia/Tokyo"),
    ],
)
def test_a_former_name_is_mapped_and_said_so(alias, canonical):
    zone = find_zone(alias)
    assert zone.name == canonical
    assert alias in zone.note
    assert canonical in zone.note


@table(
    "name",
    [
        "CET",
        "EST",
        "EST5EDT",
        "UTC+2",
        "GMT",
        "Etc/GMT+5",
        "W-SU",
        "Europe/Pariss",
        "europe/paris",
        "",
        "../etc/passwd",
        "x" * 9_999,
    ],
)
def test_what_is_no_place_is_refused_with_a_hint(name):
    with pytest.raises(UnknownZone) as caught:
        find_zone(name)
    assert caught.value.hint


def test_the_nearest_place_is_told():
    with pytest.raises(UnknownZone) as caught:
        find_zone("Europe/Pariss")
    assert caught.value.hint == "Did you mean 'Europe/Paris'?"


def test_the_release_of_the_rules_is_known():
    assert re.fullmatch(r"20\d\d[a-z]", tzdata_version())
