"""How long a child that keeps failing waits for its next start. Without jitter: there is one supervisor."""

FIRST_SECONDS = 0.5
LONGEST_SECONDS = 30.0
HEALTHY_SECONDS = 30.0


def delay_seconds(failures: int) -> float:
    """Return the wait after this many failures in a row.

    >>> [delay_seconds(failures) for failures in (1, 2, 3, 7, 50)]
    [0.5, 1.0, 2.0, 30.0, 30.0]
    """
    return min(LONGEST_SECONDS, FIRST_SECONDS * 2.0 ** (min(failures, 20) - 1))


def failures_after(failures: int, *, lived_seconds: float) -> int:
    """Return the failures in a row after one more end; a life in health forgives the earlier ones.

    >>> failures_after(4, lived_seconds=2), failures_after(4, lived_seconds=31)
    (5, 1)
    """
    return 1 if lived_seconds >= HEALTHY_SECONDS else failures + 1
