"""The time zones a person may live in."""

from functools import cache
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError


@cache
def known_timezones() -> frozenset[str]:
    """Return all IANA names this machine knows."""
    return frozenset(available_timezones())


def check_timezone(name: str) -> None:
    """Accept an IANA name such as `Europe/Berlin`. Raises ValidationError."""
    if name not in known_timezones():
        raise ValidationError(f"{name!r} is no time zone. Use a name such as Europe/Berlin.", code="timezone_unknown")
