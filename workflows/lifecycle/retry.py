"""Whether a failed attempt is repeated, and when."""

from workflows.definition import RetryPolicy


def back_off(policy: RetryPolicy, attempt: int) -> float:
    """Return the seconds between `attempt`, counted from 1, and the next, without jitter.

    >>> [back_off(RetryPolicy(delay_seconds=2, max_delay_seconds=10), attempt) for attempt in (1, 2, 3, 4)]
    [2, 4, 8, 10]
    """
    # 2 ** 60 seconds is beyond every limit; a larger exponent would only cost time.
    factor = 2 ** min(attempt - 1, 60) if policy.backoff == "exponential" else 1
    return min(policy.delay_seconds * factor, policy.max_delay_seconds)


def retry_delay(
    policy: RetryPolicy, attempt: int, *, retryable: bool, after: float | None, chance: float
) -> float | None:
    """Return the seconds until the next attempt, or None when there is none.

    1. An error that repeating cannot mend, or the last attempt: none.
    2. The service named a time (`Retry-After`): not before it, for the limit was its own.
    3. Else back-off; jitter takes up to half away, so that many runs do not come back at once.
    `chance` is a number in [0, 1).
    """
    if not retryable or attempt >= policy.attempts:
        return None
    delay = back_off(policy, attempt)
    jittered = delay * (1 - chance / 2) if policy.jitter else delay
    return max(jittered, after or 0.0)
