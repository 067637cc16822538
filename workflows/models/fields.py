"""A column that keeps JSON as it was written: order of keys, digits of numbers."""

from typing import Any

import orjson
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class StoredJson(models.Field):  # type: ignore[type-arg]
    """JSON text in a `json` column; unlike `jsonb` it is neither sorted nor rewritten. psycopg parses it."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """Return the column's type."""
        return "json"

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> str | None:
        """Return the JSON text; None is SQL's null."""
        return None if value is None else orjson.dumps(value).decode()
