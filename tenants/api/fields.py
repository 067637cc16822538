"""Serializers and queries that name every field they take, and refuse the others with the nearest name."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any

from django.utils.dateparse import parse_datetime
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.request import Request

from tenants.problems import ProblemError, excerpt

PAGE_FIELDS = frozenset({"limit", "cursor"})
OTHER_PAGINGS = frozenset({"offset", "page", "page_size"})


def nearest(name: str, known: Collection[str]) -> str:
    """Return the hint for a name nobody knows.

    >>> nearest("nmae", ["name", "role"])
    "Did you mean 'name'?"
    """
    close = get_close_matches(name, known, n=1)
    return f"Did you mean {close[0]!r}?" if close else f"Known: {', '.join(sorted(known)) or 'none'}."


def refuse_unknown_query(request: Request, known: Collection[str]) -> None:
    """Raise a problem for a query parameter that the view does not name; lists also take `limit` and `cursor`."""
    allowed = PAGE_FIELDS.union(known)
    for name in request.query_params:
        if name in OTHER_PAGINGS - allowed:
            raise ProblemError(
                400, "invalid_page", f"There is no {name}.", hint="Follow `next`, or use limit and cursor."
            )
        if name not in allowed:
            detail = f"There is no query parameter {excerpt(name)!r}."
            raise ProblemError(400, "unknown_field", detail, pointer=f"?{excerpt(name)}", hint=nearest(name, allowed))


class StrictSerializer(serializers.Serializer[Any]):
    """A serializer that refuses fields it does not declare, or declares as read-only: nothing is assigned by luck."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the checked values. Raises ValidationError with the code `unknown_field`."""
        if isinstance(data, Mapping):
            known = [name for name, field in self.fields.items() if not field.read_only]
            unknown = {str(name): [_unknown(str(name), known)] for name in data if name not in known}
            if unknown:
                raise serializers.ValidationError(unknown)
        return super().to_internal_value(data)


def _unknown(name: str, known: Collection[str]) -> ErrorDetail:
    """Return the error, its hint on the second line."""
    return ErrorDetail(f"There is no field {excerpt(name)!r} here.\n{nearest(name, known)}", code="unknown_field")


class InstantField(serializers.Field[datetime, Any, str, Any]):
    """A point in time in RFC 3339 with its offset; shown in UTC with `Z`."""

    default_error_messages = {
        "invalid_datetime": "This is no point in time.\nWrite it as 2027-03-01T07:30:00Z, or with an offset."
    }

    def to_internal_value(self, data: Any) -> datetime:
        """Return the instant in UTC. Raises ValidationError with the code `invalid_datetime`."""
        try:
            instant = parse_datetime(data) if isinstance(data, str) else None
            if instant is not None and instant.tzinfo is not None:
                return instant.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
        return self.fail("invalid_datetime")

    def to_representation(self, value: datetime) -> str:
        """Return the instant as text."""
        return show_instant(value) or ""


def show_instant(value: datetime | None) -> str | None:
    """Return an instant as RFC 3339 in UTC with `Z`, or None.

    >>> show_instant(datetime(2027, 3, 1, 7, 30, tzinfo=UTC))
    '2027-03-01T07:30:00Z'
    """
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if value else None
