"""Fields that take exactly what they say: no number for a text, no text for a number."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tenants.api.fields import InstantField


class Text(serializers.CharField):
    """A text, kept with its spaces."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"trim_whitespace": False, **options})

    def to_internal_value(self, data: Any) -> str:
        """Return the text. Raises ValidationError for anything else, numbers included."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


@extend_schema_field(OpenApiTypes.DATETIME)
class Instant(InstantField):
    """A point in time in RFC 3339."""


@extend_schema_field({"type": "object", "additionalProperties": {}})
class Mapped(serializers.JSONField):
    """A JSON object of any content."""

    default_error_messages = {"invalid": "This must be an object."}

    def to_internal_value(self, data: Any) -> Any:
        """Return the mapping. Raises ValidationError."""
        if not isinstance(data, Mapping):
            self.fail("invalid")
        return data


@extend_schema_field({"oneOf": [{"type": "string", "enum": ["same", "newest"]}, {"type": "integer", "minimum": 1}]})
class VersionChoice(serializers.Field[Any, Any, Any, Any]):
    """Which version to run: `same`, `newest`, or a number."""

    default_error_messages = {"invalid": "This is `same`, `newest` or the number of a version."}

    def to_internal_value(self, data: Any) -> int | str:
        """Return the choice. Raises ValidationError."""
        is_number = isinstance(data, int) and not isinstance(data, bool) and 1 <= data < 2**31
        if not is_number and data not in ("same", "newest"):
            self.fail("invalid")
        choice: int | str = data
        return choice

    def to_representation(self, value: Any) -> Any:
        """Return the choice as it is."""
        return value
