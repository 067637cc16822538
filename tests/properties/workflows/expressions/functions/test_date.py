"""Calendars hold for every day of some years."""

from datetime import UTC, datetime, timedelta

from tests.unit.workflows.expressions.asking import value_of


def test_adding_a_month_twelve_times_is_a_year_for_days_that_exist_in_each_month() -> None:
    for day in range(1, 29):
        start = f"2025-01-{day:02d}T00:00:00Z"
        moved = start
        for _ in range(12):
            moved = value_of("add(t, months=1)", {"t": moved})
        assert moved == start.replace("2025", "2026")


def test_any_day_of_four_years_reads_back_as_it_was_written() -> None:
    for number in range(0, 1461, 7):
        day = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=number)
        assert value_of("date(t)", {"t": day.isoformat()}) == day.strftime("%Y-%m-%dT%H:%M:%SZ")
