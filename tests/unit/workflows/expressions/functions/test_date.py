"""Functions on dates: instants are exact, calendars keep the clock of their zone."""

from datetime import UTC, datetime
from typing import Any

from tests.table import table
from tests.unit.workflows.expressions.asking import error_of, value_of
from workflows.expressions import Moment

BERLIN = "'Europe/Berlin'"


@table(
    ("text", "instant"),
    [
        ("2026-03-01T12:00:00Z", "2026-03-01T12:00:00Z"),
        ("2026-03-01T12:00:00z", "2026-03-01T12:00:00Z"),
        ("2026-03-01t12:00:00+01:00", "2026-03-01T11:00:00Z"),
        ("2026-03-01 12:00", "2026-03-01T12:00:00Z"),
        ("2026-03-01T12:00:00-0530", "2026-03-01T17:30:00Z"),
        ("2026-03-01T12:00:00.5Z", "2026-03-01T12:00:00.500Z"),
        ("2026-03-01T12:00:00,123456789Z", "2026-03-01T12:00:00.123Z"),
        ("2026-03-01T12:00:00.0001Z", "2026-03-01T12:00:00Z"),
        (" 2026-03-01 ", "2026-03-01T00:00:00Z"),
        ("2024-02-29", "2024-02-29T00:00:00Z"),
        ("0001-01-01", "0001-01-01T00:00:00Z"),
    ],
)
def test_an_instant_is_written_with_z(text: str, instant: str) -> None:
    assert value_of("date(t)", {"t": text}) == instant


@table(
    ("source", "value"),
    [
        ("date(0)", "1970-01-01T00:00:00Z"),
        ("date(1772366400.5)", "2026-03-01T12:00:00.500Z"),
        ("date(-1)", "1969-12-31T23:59:59Z"),
        (f"date('2026-07-01 08:00', {BERLIN})", "2026-07-01T06:00:00Z"),
        (f"date('2026-07-01T08:00:00Z', {BERLIN})", "2026-07-01T08:00:00Z"),
        ("parse_date('March 1, 2026', '%B %d, %Y')", "2026-03-01T00:00:00Z"),
        (f"parse_date('01.07.2026 08:00', '%d.%m.%Y %H:%M', {BERLIN})", "2026-07-01T06:00:00Z"),
        ("parse_date('2026-07-01 08:00 +0200', '%Y-%m-%d %H:%M %z')", "2026-07-01T06:00:00Z"),
        ("format_date('2026-03-01')", "2026-03-01"),
        ("format_date('2026-03-01T15:04:05.678Z', '%I:%M:%S %p %f %j %y %%')", "03:04:05 PM 678000 060 26 %"),
        ("format_date('0099-03-01', '%Y')", "0099"),
        ("format_date('2026-05-02', '%a %b', 'UTC', 'de')", "Sa Mai"),
        ("format_date('2026-05-02', '%a %b')", "Sat May"),
        ("format_date('2026-05-02', 'am Tag %d', locale='de')", "am Tag 02"),
        (f"in_zone('2026-01-01T12:00:00Z', {BERLIN})", "2026-01-01T13:00:00+01:00"),
        ("in_zone('2026-01-01T12:00:00Z', 'America/St_Johns')", "2026-01-01T08:30:00-03:30"),
        ("in_zone('2026-01-01T12:00:00Z', 'UTC')", "2026-01-01T12:00:00+00:00"),
        ("weekday('2026-03-02')", 1),
        (f"weekday('2026-03-01T23:30:00Z', {BERLIN})", 1),
        ("date_part('2026-12-31', 'year')", 2026),
        ("date_part('2026-12-31', 'quarter')", 4),
        ("date_part('2026-12-31', 'month')", 12),
        ("date_part('2026-12-31', 'week')", 53),
        ("date_part('2026-12-31', 'day')", 31),
        ("date_part('2026-12-31', 'day_of_year')", 365),
        ("date_part('2026-12-31T23:59:58Z', 'second')", 58),
        ("start_of('2026-08-19T15:04:05Z', 'year')", "2026-01-01T00:00:00Z"),
        ("start_of('2026-08-19T15:04:05Z', 'quarter')", "2026-07-01T00:00:00Z"),
        ("start_of('2026-08-19T15:04:05Z', 'week')", "2026-08-17T00:00:00Z"),
        ("start_of('2026-08-19T15:04:05Z', 'day')", "2026-08-19T00:00:00Z"),
        ("start_of('2026-08-19T15:04:05.6Z', 'hour')", "2026-08-19T15:00:00Z"),
        ("start_of('2026-08-19T15:04:05.6Z', 'minute')", "2026-08-19T15:04:00Z"),
        (f"start_of('2026-08-19T22:30:00Z', 'day', {BERLIN})", "2026-08-19T22:00:00Z"),
        ("timestamp('1970-01-02')", 86400),
        ("timestamp('1970-01-01T00:00:00.5Z')", 0.5),
        ("is_before('2026-03-01T12:00:00+02:00', '2026-03-01T11:00:00Z')", True),
        ("is_before('2026-03-01', '2026-03-01')", False),
        ("is_after('2026-03-01T00:00:00.5Z', '2026-03-01T00:00:00Z')", True),
        ("diff('2026-03-01', '2026-03-02')", 86400),
        ("diff('2026-03-02', '2026-03-01', 'hours')", -24),
        ("diff('2026-03-01T00:00:00Z', '2026-03-01T00:01:30Z', 'minutes')", 1.5),
        (f"diff('2026-03-29', '2026-03-30', 'hours', {BERLIN})", 23),
        ("diff('2026-03-01', '2026-03-15', 'weeks')", 2),
    ],
)
def test_date_functions(source: str, value: Any) -> None:
    assert value_of(source) == value


@table(
    ("source", "value"),
    [
        ("add('2026-01-31', months=1)", "2026-02-28T00:00:00Z"),
        ("add('2024-01-31', months=1)", "2024-02-29T00:00:00Z"),
        ("add('2026-03-31', months=-1)", "2026-02-28T00:00:00Z"),
        ("add('2026-12-15', months=1)", "2027-01-15T00:00:00Z"),
        ("add('2026-01-15', months=-1)", "2025-12-15T00:00:00Z"),
        ("add('2024-02-29', years=1)", "2025-02-28T00:00:00Z"),
        ("add('2026-01-01', 1)", "2026-01-02T00:00:00Z"),
        ("add('2026-01-01', weeks=2, days=-1)", "2026-01-14T00:00:00Z"),
        ("add('2026-01-01', hours=1.5, minutes=1, seconds=0.5)", "2026-01-01T01:31:00.500Z"),
        # Berlin's clocks go forward on 29 March: a day keeps the hour, 24 hours do not.
        (f"add('2026-03-28T11:00:00Z', days=1, zone={BERLIN})", "2026-03-29T10:00:00Z"),
        (f"add('2026-03-28T11:00:00Z', hours=24, zone={BERLIN})", "2026-03-29T11:00:00Z"),
        # 02:30 does not exist that night; the clock shows 03:30 instead.
        (f"in_zone(add('2026-03-28T01:30:00Z', days=1, zone={BERLIN}), {BERLIN})", "2026-03-29T03:30:00+02:00"),
        (f"add('2026-10-24T10:00:00Z', days=1, zone={BERLIN})", "2026-10-25T11:00:00Z"),
    ],
)
def test_adding_keeps_the_clock_for_days_and_is_exact_for_hours(source: str, value: str) -> None:
    assert value_of(source) == value


@table(
    "source",
    [
        "date('')",
        "date('tomorrow')",
        "date('2026-02-30')",
        "date('2026-13-01')",
        "date('2026-03-01T25:00:00Z')",
        "date('2026-03-01T12:60:00Z')",
        "date('2026-03-01T12:00:00+99:00')",
        "date('10000-01-01')",
        "date('٢٠٢٦-٠٣-٠١')",
        "date('2' * 100)",
        "date(1e300)",
        "date(10 ** 18)",
        "date(-10 ** 18)",
        "date('0001-01-01T00:00:00+01:00')",
        "date('9999-12-31T23:59:59-01:00')",
        "date('2026-03-01', 'Nowhere/City')",
        "date('2026-03-01', 'Europe')",
        "date('2026-03-01', '../../etc/passwd')",
        "date('2026-03-01', '/etc/passwd')",
        "date('2026-03-01', '')",
        "date('2026-03-01', 'x' * 100)",
        "date('2026-03-01', 'a\\x00b')",
        "parse_date('x', '%Y')",
        "parse_date('2026', '%Q')",
        "parse_date('2026', '%')",
        "parse_date('01 01', '%d %d')",
        "parse_date('2026', '%Y' + ' ' * 200)",
        "parse_date('2' * 200, '%Y')",
        "parse_date('0001', '%Y', 'Asia/Tokyo')",
        "format_date('2026-03-01', '%Q')",
        "format_date('2026-03-01', '%-d')",
        "format_date('2026-03-01', '%Y', locale='fr')",
        "add('2026-01-01', years=9000)",
        "add('2026-01-01', days=10 ** 18)",
        "add('2026-01-01', months=10 ** 18)",
        "add('2026-01-01', hours=1e300)",
        "add('2026-01-01', years=-3000)",
        "add('9999-12-31', days=1)",
        "add('0001-01-01', days=-1)",
        "diff('2026-01-01', '2026-01-02', 'months')",
        "date_part('2026-01-01', 'century')",
        "start_of('2026-01-01', 'century')",
        "start_of('0001-01-01', 'year', 'Asia/Tokyo')",
        "in_zone('0001-01-01T00:00:00Z', 'America/New_York')",
        "in_zone('9999-12-31T23:00:00Z', 'Asia/Tokyo')",
        "today('Nowhere')",
    ],
)
def test_a_date_that_does_not_exist_is_a_type_mismatch(source: str) -> None:
    assert error_of(source).code == "type_mismatch"


@table(
    ("instant", "now", "today"),
    [
        (datetime(2026, 3, 1, 12, tzinfo=UTC), "2026-03-01T12:00:00Z", "2026-03-01"),
        (datetime(2026, 3, 1, 23, 30, tzinfo=UTC), "2026-03-01T23:30:00Z", "2026-03-02"),
        (datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC), "2026-03-01T12:00:00.250Z", "2026-03-01"),
    ],
)
def test_now_is_the_recorded_instant(instant: datetime, now: str, today: str) -> None:
    assert value_of("now()", moment=Moment(instant, "s")) == now
    assert value_of("today('Europe/Berlin')", moment=Moment(instant, "s")) == today
