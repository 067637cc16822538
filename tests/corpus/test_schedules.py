"""Bad and tricky schedules, rows C1 to C8 of the corpus. C7's second half, too many schedules, is kept by authoring."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from workflows.definition import ScheduleError, ScheduleSpec, next_fires

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


def refused(options, **more) -> ScheduleError:
    with pytest.raises(ScheduleError) as caught:
        ScheduleSpec.parse(options, **more)
    assert len(caught.value.message) < 300
    return caught.value


def preview(cron: str, zone: str = "UTC", after: datetime = NOW, n: int = 5) -> list[str]:
    info = ZoneInfo(zone)
    fires = next_fires(ScheduleSpec.parse({"cron": cron, "timezone": zone}), after, n)
    return [fire.astimezone(info).isoformat(timespec="minutes") for fire in fires]


@pytest.mark.parametrize(
    ("cron", "named"),
    [
        ("* * * * * *", "five fields"),
        ("*/0 * * * *", "minute"),
        ("60 * * * *", "minute"),
        ("0 24 * * *", "hour"),
        ("a b c d e", "minute"),
        ("0 0 x * *", "day of month"),
        ("0 0 * x *", "month"),
        ("0 0 * * x", "day of week"),
        ("* * * *", "five fields"),
        ("* * * * * * *", "five fields"),
        ("0 " * 5_000, "characters"),
        ("\x00 * * * *", "minute"),
        ("", "five fields"),
    ],
)
def test_c1_a_cron_expression_that_means_nothing_is_refused_by_its_field(cron, named):
    error = refused({"cron": cron})
    assert error.code == "cron_invalid"
    assert named in error.message


@pytest.mark.parametrize("cron", ["0 0 30 2 *", "0 0 31 4,6,9,11 *", "0 0 31 2 *", "0 0 30,31 2 *"])
def test_c2_a_schedule_that_no_year_fits_never_fires(cron):
    assert refused({"cron": cron}).code == "cron_never_fires"


def test_c3_rare_days_are_accepted_and_the_preview_shows_the_real_dates():
    assert [fire[:10] for fire in preview("0 0 29 2 *", n=2)] == ["2028-02-29", "2032-02-29"]
    assert [fire[:10] for fire in preview("0 0 31 * *", n=3)] == ["2026-12-31", "2027-01-31", "2027-03-31"]


def test_c3_a_leap_day_eight_years_away_still_fires():
    after = datetime(2096, 3, 1, tzinfo=UTC)
    assert preview("0 0 29 2 *", after=after, n=1)[0][:10] == "2104-02-29"


def test_c4_day_of_month_and_weekday_mean_either_and_the_schedule_says_so():
    assert [fire[:10] for fire in preview("30 4 1,15 * 5", n=4)] == [
        "2026-11-27",
        "2026-12-01",
        "2026-12-04",
        "2026-12-11",
    ]
    [note] = ScheduleSpec.parse({"cron": "30 4 1,15 * 5"}).notes
    assert "either" in note


def test_c5_a_daily_time_fires_once_on_both_days_when_the_clock_changes():
    spring = preview("30 2 * * *", "Europe/Paris", datetime(2027, 3, 27, 12, tzinfo=UTC), 2)
    autumn = preview("30 2 * * *", "Europe/Paris", datetime(2027, 10, 30, 12, tzinfo=UTC), 2)
    assert spring == ["2027-03-28T03:00+02:00", "2027-03-29T02:30+02:00"]
    assert autumn == ["2027-10-31T02:30+02:00", "2027-11-01T02:30+01:00"]


@pytest.mark.parametrize(
    "zone", ["Europe/Pariss", "CET", "UTC+2", "GMT+2", "Etc/GMT-2", "local", "", "Europe", "+02:00"]
)
def test_c6_what_is_no_place_is_no_time_zone(zone):
    error = refused({"cron": "0 8 * * *", "timezone": zone})
    assert (error.code, error.pointer) == ("unknown_timezone", "/timezone")
    assert error.hint


def test_c6_a_former_name_is_mapped_with_a_note():
    spec = ScheduleSpec.parse({"cron": "0 8 * * *", "timezone": "US/Pacific"})
    assert (spec.timezone, spec.notes) == ("America/Los_Angeles", ("US/Pacific is now called America/Los_Angeles.",))


@pytest.mark.parametrize("options", [{"cron": "* * * * *"}, {"cron": "*/10 * * * *"}, {"every_seconds": 899}])
def test_c7_a_plan_with_a_shortest_interval_keeps_it(options):
    assert refused(options, min_interval_seconds=900).code == "schedule_too_frequent"
    assert ScheduleSpec.parse({"cron": "*/15 * * * *"}, min_interval_seconds=900)


@pytest.mark.parametrize(
    "options",
    [
        {"start": "2027-02-01T00:00:00Z", "end": "2027-01-01T00:00:00Z"},
        {"start": "2027-02-01T00:00:00Z", "end": "2027-02-01T00:00:00Z"},
        {"start": "2026-11-22T05:59:59Z"},
        {"every_seconds": 0},
        {"every_seconds": -5},
        {"every_seconds": 10 * 366 * 86_400},
        {"every_seconds": 1e308},
    ],
)
def test_c8_a_schedule_outside_its_range_is_refused(options):
    assert refused({"every_seconds": 60, **options}, now=NOW).code == "out_of_range"
