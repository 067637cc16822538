"""What the launcher says when it cannot go on."""

from pathlib import Path


class LaunchError(Exception):
    """The launcher cannot go on; the message says what happened and what helps."""


def tail(log: Path, lines: int = 12) -> str:
    """Return the last lines of a log, indented, for a message about the process that wrote it."""
    try:
        text = log.read_text(errors="replace")
    except OSError:
        return ""
    return "".join(f"\n    {line}" for line in text.splitlines()[-lines:])
