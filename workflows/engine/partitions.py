"""The leaves of the history's tables, made ahead of time."""

from workflows.engine.database import transaction

DAYS_AHEAD = 30


def make_partitions(days: int = DAYS_AHEAD) -> int:
    """Make the leaves for the next `days` days; returns how many were missing."""
    with transaction() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '60s'")
        row = cursor.execute("SELECT make_partitions(%s)", [days]).fetchone()
        return int(row[0]) if row else 0
