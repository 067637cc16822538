"""Log lines as events: a message and its facts, control characters escaped."""

import json
import logging
from datetime import UTC, datetime

# What every record carries anyway; whatever else is on it was given as `extra` and belongs to the event.
ORDINARY = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "data"}


def facts(record: logging.LogRecord) -> dict[str, object]:
    """Return what was given as `extra`."""
    return {name: value for name, value in vars(record).items() if name not in ORDINARY}


class JsonFormatter(logging.Formatter):
    """One JSON object a line, for collectors."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "level": record.levelname.lower(), "logger": record.name, "event": record.getMessage()}
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line | facts(record), default=str)


class ConsoleFormatter(logging.Formatter):
    """One short line for a person; line breaks are escaped so that no value can forge a line."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).strftime("%H:%M:%S")
        words = " ".join(f"{name}={value!r}" for name, value in facts(record).items() if not name.startswith("_"))
        text = record.getMessage().replace("\r", "\\r").replace("\n", "\\n")
        trace = "\n" + self.formatException(record.exc_info) if record.exc_info else ""
        return f"{at} {record.levelname.lower():7} {record.name}: {text} {words}".rstrip() + trace
