"""Cron fields mean what crontab(5) says, and clocks that change never lose or double a fire."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.table import table
from workflows.definition import CronInvalid, ScheduleSpec, next_fire, next_fires, parse_cron


def spec(cron: str, zone: str = "UTC") -> ScheduleSpec:
    return ScheduleSpec.parse({"cron": cron, "timezone": zone})


def local(cron: str, zone: str, after: str, n: int) -> list[str]:
    """Return the next fires as local times with their offsets."""
    info = ZoneInfo(zone)
    start = datetime.fromisoformat(after).replace(tzinfo=info)
    return [fire.astimezone(info).isoformat(timespec="minutes") for fire in next_fires(spec(cron, zone), start, n)]


@table(
    ("cron", "after", "expected"),
    [
        ("* * * * *", "2026-11-22T05:20:30", ["2026-11-22T05:21", "2026-11-22T05:22"]),
        ("*/15 9-10 * * *", "2026-11-22T10:31", ["2026-11-22T10:45", "2026-11-23T09:00"]),
        ("30 7 * * 1-5", "2026-11-20T07:30", ["2026-11-23T07:30", "2026-11-24T07:30"]),
        ("0 0 1 JAN *", "2026-11-22T00:00", ["2027-01-01T00:00", "2028-01-01T00:00"]),
        ("0 0 29 2 *", "2026-11-22T00:00", ["2028-02-29T00:00", "2032-02-29T00:00"]),
        ("0 0 31 * *", "2026-11-22T00:00", ["2026-12-31T00:00", "2027-01-31T00:00"]),
        ("0 0 L * *", "2027-02-01T00:00", ["2027-02-28T00:00", "2027-03-31T00:00"]),
        ("0 0 LW * *", "2027-02-01T00:00", ["2027-02-26T00:00", "2027-03-31T00:00"]),
        ("0 9 * * 5L", "2026-11-22T00:00", ["2026-11-27T09:00", "2026-12-25T09:00"]),
        ("0 9 * * MON#2", "2026-11-22T00:00", ["2026-12-14T09:00", "2027-01-11T09:00"]),
        ("30 4 1,15 * 5", "2026-12-01T04:30", ["2026-12-04T04:30", "2026-12-11T04:30", "2026-12-15T04:30"]),
        ("0 0 * * 7", "2026-11-22T00:00", ["2026-11-29T00:00"]),
        ("0 0 13 * *", "2026-12-13T00:00", ["2027-01-13T00:00"]),
        ("5,1 8 * * *", "2026-11-22T08:01", ["2026-11-22T08:05", "2026-11-23T08:01"]),
    ],
)
def test_fields_name_the_instants_that_crontab_names(cron, after, expected):
    start = datetime.fromisoformat(after).replace(tzinfo=UTC)
    fires = next_fires(spec(cron), start, len(expected))
    assert [fire.strftime("%Y-%m-%dT%H:%M") for fire in fires] == expected
    assert all(fire.tzinfo is UTC for fire in fires)


@table(
    ("cron", "field"),
    [
        ("*/0 * * * *", "minute"),
        ("60 * * * *", "minute"),
        ("0 24 * * *", "hour"),
        ("0 5-1 * * *", "hour"),
        ("0 0 0 * *", "day of month"),
        ("0 0 32 * *", "day of month"),
        ("0 0 1 13 *", "month"),
        ("0 0 1 FOO *", "month"),
        ("0 0 * * 8", "day of week"),
        ("0 0 * * MON#6", "day of week"),
        ("0 0 * * 5#2/2", "day of week"),
        ("a b c d e", "minute"),
        ("1,, * * * *", "minute"),
        ("1-2-3 * * * *", "minute"),
        ("-1 * * * *", "minute"),
        ("٣ * * * *", "minute"),
        ("* * * *", ""),
        ("* * * * * *", ""),
        ("@daily", ""),
        ("", ""),
        ("0," * 150 + "0 * * * *", ""),
    ],
)
def test_a_field_that_means_nothing_is_named(cron, field):
    with pytest.raises(CronInvalid) as caught:
        parse_cron(cron)
    assert caught.value.field == field
    assert field in str(caught.value)


# -- daylight saving time ---------------------------------------------------------------------------------------------


@table(
    ("cron", "zone", "after", "expected"),
    [
        # Paris, 2027-03-28: 02:00 becomes 03:00. 2027-10-31: 03:00 becomes 02:00.
        ("30 2 * * *", "Europe/Paris", "2027-03-27T12:00", ["2027-03-28T03:00+02:00", "2027-03-29T02:30+02:00"]),
        ("30 2 * * *", "Europe/Paris", "2027-10-30T12:00", ["2027-10-31T02:30+02:00", "2027-11-01T02:30+01:00"]),
        ("0,30 2 * * *", "Europe/Paris", "2027-03-27T12:00", ["2027-03-28T03:00+02:00", "2027-03-29T02:00+02:00"]),
        ("0 2,3 * * *", "Europe/Paris", "2027-03-27T12:00", ["2027-03-28T03:00+02:00", "2027-03-29T02:00+02:00"]),
        (
            "0 * * * *",
            "Europe/Paris",
            "2027-03-28T00:30",
            ["2027-03-28T01:00+01:00", "2027-03-28T03:00+02:00", "2027-03-28T04:00+02:00"],
        ),
        (
            "0 * * * *",
            "Europe/Paris",
            "2027-10-31T01:30",
            ["2027-10-31T02:00+02:00", "2027-10-31T02:00+01:00", "2027-10-31T03:00+01:00"],
        ),
        ("0 1-3 * * *", "Europe/Paris", "2027-03-28T00:30", ["2027-03-28T01:00+01:00", "2027-03-28T03:00+02:00"]),
        ("0 */2 * * *", "Europe/Paris", "2027-10-31T01:30", ["2027-10-31T02:00+02:00", "2027-10-31T02:00+01:00"]),
        # A list of hours and a stepped range are fixed hours.
        ("0 1,2 * * *", "Europe/Paris", "2027-10-31T01:30", ["2027-10-31T02:00+02:00", "2027-11-01T01:00+01:00"]),
        ("0 0-4/2 * * *", "Europe/Paris", "2027-10-31T01:30", ["2027-10-31T02:00+02:00", "2027-10-31T04:00+01:00"]),
        # Lord Howe moves by half an hour only: 02:00 becomes 02:30.
        ("15 2 * * *", "Australia/Lord_Howe", "2027-10-02T12:00", ["2027-10-03T02:30+11:00", "2027-10-04T02:15+11:00"]),
        # Nuuk moves at midnight's edge: 23:00 on Saturday becomes 00:00 on Sunday.
        ("30 23 * * *", "America/Nuuk", "2027-03-27T12:00", ["2027-03-28T00:00-01:00", "2027-03-28T23:30-01:00"]),
        # Cairo's day begins at 01:00: 00:00 is skipped.
        ("15 0 * * *", "Africa/Cairo", "2027-04-29T12:00", ["2027-04-30T01:00+03:00", "2027-05-01T00:15+03:00"]),
        # Apia skipped the whole of 2011-12-30.
        ("0 9 * * *", "Pacific/Apia", "2011-12-29T08:00", ["2011-12-29T09:00-10:00", "2011-12-31T00:00+14:00"]),
        # St John's once changed a minute after midnight: 00:01 on Sunday became 23:01 on Saturday.
        (
            "30 * * * *",
            "America/St_Johns",
            "2010-11-06T22:45",
            ["2010-11-06T23:30-02:30", "2010-11-06T23:30-03:30", "2010-11-07T00:30-03:30"],
        ),
    ],
)
def test_a_change_of_the_clock_follows_the_fixed_rule(cron, zone, after, expected):
    assert local(cron, zone, after, len(expected)) == expected


def test_the_two_instants_of_the_corpus_are_exact():
    spring = next_fire(spec("30 2 * * *", "Europe/Paris"), datetime(2027, 3, 27, 12, tzinfo=UTC))
    autumn = next_fire(spec("30 2 * * *", "Europe/Paris"), datetime(2027, 10, 30, 12, tzinfo=UTC))
    assert (spring, autumn) == (datetime(2027, 3, 28, 1, tzinfo=UTC), datetime(2027, 10, 31, 0, 30, tzinfo=UTC))


@table(("day", "hours"), [("2027-03-28", 23), ("2027-10-31", 25), ("2027-06-01", 24)])
def test_an_hourly_schedule_fires_in_every_real_hour(day, hours):
    start = datetime.fromisoformat(day).replace(tzinfo=ZoneInfo("Europe/Paris")) - timedelta(seconds=1)
    fires = [
        fire.astimezone(ZoneInfo("Europe/Paris")) for fire in next_fires(spec("0 * * * *", "Europe/Paris"), start, 30)
    ]
    assert sum(fire.date() == date.fromisoformat(day) for fire in fires) == hours
