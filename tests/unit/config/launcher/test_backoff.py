"""A child that keeps failing is started ever more rarely, one that was healthy at once again."""

import pytest

from config.launcher.backoff import delay_seconds, failures_after


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [
        (1, 0.5),
        (2, 1.0),  # doubled each time
        (5, 8.0),
        (6, 16.0),
        (7, 30.0),  # 32 s would be longer than the longest
        (10_000, 30.0),
    ],
)
def test_the_wait_doubles_up_to_half_a_minute(failures, seconds):
    assert delay_seconds(failures) == seconds


@pytest.mark.parametrize(("lived_seconds", "failures"), [(0.1, 5), (29.9, 5), (30.0, 1), (3600.0, 1)])
def test_half_a_minute_of_health_forgives(lived_seconds, failures):
    assert failures_after(4, lived_seconds=lived_seconds) == failures
