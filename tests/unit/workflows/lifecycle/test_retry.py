"""Whether a failed attempt is repeated, and after how long."""

import pytest

from tests.table import table
from workflows.definition import RetryPolicy
from workflows.lifecycle.retry import back_off, retry_delay

HOUR = 3600.0


@table(
    ("policy", "delays"),
    [
        ({"delay_seconds": 2}, [2, 4, 8, 16, 32]),  # 2 s × 2 ** (attempt - 1)
        ({"delay_seconds": 2, "backoff": "fixed"}, [2, 2, 2, 2, 2]),
        ({"delay_seconds": 2, "max_delay_seconds": 10}, [2, 4, 8, 10, 10]),
        ({"delay_seconds": 30, "backoff": "fixed", "max_delay_seconds": 20}, [20, 20, 20, 20, 20]),
        ({"delay_seconds": 0}, [0, 0, 0, 0, 0]),
        ({"delay_seconds": 0.5}, [0.5, 1, 2, 4, 8]),
        ({"delay_seconds": HOUR, "max_delay_seconds": 24 * HOUR}, [HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 16 * HOUR]),
    ],
)
def test_the_delays_grow_as_the_policy_says(policy, delays):
    given = RetryPolicy(**policy)

    assert [back_off(given, attempt) for attempt in range(1, 6)] == delays


@table("attempt", [10, 61, 100, 10_000])
def test_the_longest_delay_holds_for_any_attempt(attempt):
    assert back_off(RetryPolicy(delay_seconds=1, max_delay_seconds=86_400), attempt) <= 86_400


@table(
    ("attempt", "attempts", "repeats"),
    [(1, 1, False), (1, 2, True), (2, 2, False), (2, 3, True), (3, 3, False), (4, 3, False)],
)
def test_the_last_attempt_has_none_after_it(attempt, attempts, repeats):
    delay = retry_delay(RetryPolicy(attempts=attempts), attempt, retryable=True, after=None, chance=0)

    assert (delay is not None) is repeats


@table("after", [None, 0.0, 60.0])
def test_an_error_that_repeating_cannot_mend_is_not_repeated(after):
    assert retry_delay(RetryPolicy(attempts=10), 1, retryable=False, after=after, chance=0) is None


@table(
    ("jitter", "chance", "delay"),
    [
        (True, 0.0, 10.0),
        (True, 0.5, 7.5),  # 10 s × (1 - 0.5 / 2)
        (True, 0.999, 5.005),
        (False, 0.5, 10.0),
    ],
)
def test_jitter_takes_up_to_half_away(jitter, chance, delay):
    policy = RetryPolicy(delay_seconds=10, jitter=jitter)

    assert retry_delay(policy, 1, retryable=True, after=None, chance=chance) == pytest.approx(delay)


@table(
    ("after", "delay"),
    [
        (None, 10.0),
        (0.0, 10.0),
        (3.0, 10.0),  # the policy's own delay is longer
        (30.0, 30.0),
        (2 * HOUR, 2 * HOUR),  # beyond max_delay_seconds: the service's word counts
    ],
)
def test_a_service_that_names_a_time_is_not_asked_before(after, delay):
    policy = RetryPolicy(delay_seconds=10, max_delay_seconds=60, jitter=False)

    assert retry_delay(policy, 1, retryable=True, after=after, chance=0) == delay


def test_jitter_never_goes_below_the_time_that_the_service_named():
    policy = RetryPolicy(delay_seconds=10)

    assert retry_delay(policy, 1, retryable=True, after=9.0, chance=0.999) == 9.0
