"""Clocks that change never lose or double a fire, in any zone: against an oracle that reads the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.table import table
from tests.unit.workflows.definition.test_cron import spec
from workflows.definition import next_fire, next_fires

ZONES = [
    "Europe/Paris",
    "Europe/London",
    "America/New_York",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "America/Havana",
    "America/Nuuk",
    "Africa/Cairo",
    "Asia/Beirut",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Pacific/Chatham",
]
# Sao Paulo keeps one time all year since 2019, so its changes come from 2018.
YEARS = {"America/Sao_Paulo": 2018}
# Minutes, and the hours by kind: fixed (wall) or stepping every hour (elapsed).
SPECS = [
    ("30 2 * * *", {30}, {2}, set()),
    ("0 0 * * *", {0}, {0}, set()),
    ("15 1 * * *", {15}, {1}, set()),
    ("0,20,40 2,3 * * *", {0, 20, 40}, {2, 3}, set()),
    ("45 23 * * *", {45}, {23}, set()),
    ("0 * * * *", {0}, set(), set(range(24))),
    ("*/20 * * * *", {0, 20, 40}, set(), set(range(24))),
    ("0 */2 * * *", {0}, set(), set(range(0, 24, 2))),
    ("10 1-3 * * *", {10}, set(), {1, 2, 3}),
]


def changes(zone: ZoneInfo, year: int) -> list[datetime]:
    """Return the instants at which the offset changes in a year: day by day, then minute by minute."""
    found = []
    for number in range(366):
        day = datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=number)
        offset = day.astimezone(zone).utcoffset()
        if (day + timedelta(days=1)).astimezone(zone).utcoffset() != offset:
            minutes = (day + timedelta(minutes=minute) for minute in range(24 * 60 + 1))
            found.append(next(minute for minute in minutes if minute.astimezone(zone).utcoffset() != offset))
    return found


WINDOW = timedelta(hours=30)
Shown = dict[tuple[int, int], list[datetime]]


def read_the_clock(zone: ZoneInfo, around: datetime) -> tuple[Shown, Shown]:
    """Look at a clock minute by minute; for each hour and minute, give all instants that show it, and the first ones.

    This is the rule of the promise and uses none of the code's own means. A time fires when the clock first shows it;
    if the clock jumps over it, at the jump's end.
    """
    every: Shown = {}
    first: Shown = {}
    shown: set[datetime] = set()
    instant = around - WINDOW - timedelta(hours=6)
    highest = instant.astimezone(zone).replace(tzinfo=None)
    while instant < around + WINDOW:
        instant += timedelta(minutes=1)
        clock = instant.astimezone(zone).replace(tzinfo=None)
        every.setdefault((clock.hour, clock.minute), []).append(instant)
        while highest < clock:
            highest += timedelta(minutes=1)
            if highest not in shown:
                shown.add(highest)
                first.setdefault((highest.hour, highest.minute), []).append(instant)
    return every, first


def times(hours: set[int], minutes: set[int]) -> list[tuple[int, int]]:
    return [(hour, minute) for hour in hours for minute in minutes]


@table("zone", ZONES)
def test_every_change_of_twelve_zones_is_exact_for_nine_schedules(zone):
    """12 zones × 2 changes × 9 schedules = 216 cases against an oracle that reads the clock minute by minute."""
    info = ZoneInfo(zone)
    turns = changes(info, YEARS.get(zone, 2027))
    assert len(turns) == 2
    for turn in turns:
        every, first = read_the_clock(info, turn)
        for cron, minutes, wall, elapsed in SPECS:
            wanted = {fire for time in times(wall, minutes) for fire in first.get(time, [])}
            wanted |= {fire for time in times(elapsed, minutes) for fire in every.get(time, [])}
            fires = next_fires(spec(cron, zone), turn - WINDOW, 200)
            found = [fire for fire in fires if fire <= turn + WINDOW]
            assert found == sorted(fire for fire in wanted if fire > turn - WINDOW), (zone, turn, cron)


def test_walking_fire_by_fire_gives_the_same_as_one_walk():
    """A beat asks for one instant at a time; it must not skip or repeat where the clock changes."""
    for zone in ("Europe/Paris", "America/Nuuk", "America/Havana"):
        for cron in ("*/20 * * * *", "0,30 0,1,2,23 * * *"):
            wanted = spec(cron, zone)
            start = datetime(2027, 3, 25, tzinfo=UTC)
            whole = next_fires(wanted, start, 500)
            single, at = [], start
            for _ in range(len(whole)):
                at = next_fire(wanted, at)
                single.append(at)
            assert single == whole
