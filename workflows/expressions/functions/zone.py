"""Time zones by their IANA names."""

from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo

from workflows.expressions.errors import Code, Fault


def zone_of(name: str) -> tzinfo:
    """Return the time zone of a name such as `Europe/Berlin`. Raises Fault for one that does not exist."""
    if name == "UTC":
        return UTC
    try:
        if len(name) <= 64:
            return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        pass
    raise Fault(Code.TYPE, "This time zone does not exist.", "Write a name such as Europe/Berlin or UTC.")
