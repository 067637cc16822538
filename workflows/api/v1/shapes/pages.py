"""A page of a list."""

from typing import Any

from rest_framework import serializers


def page_of(shape: type[serializers.BaseSerializer[Any]], name: str) -> Any:
    """Return the shape of a page whose results have `shape`; `name` is its name in the OpenAPI document."""
    fields = {
        "results": shape(many=True),
        "next": serializers.CharField(allow_null=True, help_text="The address of the next page."),
        "previous": serializers.CharField(allow_null=True),
    }
    return type(name, (serializers.Serializer,), fields)


def whole(results: list[Any]) -> dict[str, Any]:
    """Return a list that is always one page."""
    return {"results": results, "next": None, "previous": None}
