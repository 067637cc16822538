"""Time zones by their place: `Europe/Paris`, not `CET` or `UTC+2`, which know nothing of a place's rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from workflows.definition.names import nearest


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone under its canonical name; `note` says so when another name was given."""

    name: str
    note: str = ""

    @property
    def info(self) -> ZoneInfo:
        return ZoneInfo(self.name)


class UnknownZone(ValueError):
    """There is no such time zone."""

    def __init__(self, hint: str) -> None:
        self.hint = hint
        super().__init__("There is no such time zone.")


@lru_cache(maxsize=1024)
def find_zone(name: str) -> Zone:
    """Return the zone of an IANA name; a deprecated alias gives its canonical zone and a note. Raises UnknownZone.

    >>> find_zone("Asia/Calcutta")
    Zone(name='Asia/Kolkata', note='Asia/Calcutta is now called Asia/Kolkata.')
    """
    if name in {"UTC", "Etc/UTC"}:
        return Zone("UTC")
    canonical = name if name in _places() else _aliases().get(name, "")
    if not canonical:
        raise UnknownZone(_hint(name))
    try:
        ZoneInfo(canonical)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise UnknownZone("This machine's time zone data does not know it yet.") from error
    return Zone(canonical, "" if canonical == name else f"{name} is now called {canonical}.")


def tzdata_version() -> str:
    """Return the release of the time zone data the rules come from, such as `2026a`."""
    return _table("tzdata.zi").partition("\n")[0].removeprefix("# version ").strip()


def _hint(name: str) -> str:
    if found := nearest(name, _places()):
        return f"Did you mean '{found}'?"
    return "Name a place, such as Europe/Berlin: its daylight saving time is known. Or write UTC."


@cache
def _places() -> frozenset[str]:
    """Return the zones that stand for a place today: the third column of zone.tab."""
    lines = (line for line in _table("zone.tab").splitlines() if line and not line.startswith("#"))
    return frozenset(line.split("\t")[2] for line in lines)


@cache
def _aliases() -> Mapping[str, str]:
    """Return former names and what they are called now: the links of tzdata that lead to a place.

    Abbreviations (CET, EST5EDT, W-SU) are left out: one of them stands for many places.
    """
    links = dict(line.split()[2:0:-1] for line in _table("tzdata.zi").splitlines() if line.startswith("L "))
    return {
        alias: target
        for alias, target in links.items()
        if target in _places() and alias not in _places() and alias != alias.upper()
    }


@cache
def _table(name: str) -> str:
    from importlib.resources import files

    return files("tzdata").joinpath("zoneinfo", name).read_text(encoding="utf-8")
