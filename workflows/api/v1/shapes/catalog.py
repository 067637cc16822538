"""What steps can do here, and every limit."""

from typing import Any

from rest_framework import serializers

from workflows.api.v1.shapes.pages import page_of
from workflows.contract import Connector, Effect


class ActionShape(serializers.Serializer[Any]):
    """One thing a connector can do; `fields` is the JSON Schema of a step's `with`."""

    key = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField()
    fields = serializers.JSONField()  # type: ignore[assignment]
    output = serializers.JSONField()
    effect = serializers.ChoiceField([effect.value for effect in Effect])
    errors = serializers.ListField(child=serializers.CharField())  # type: ignore[assignment]
    sample = serializers.JSONField()
    needs_connection = serializers.BooleanField()


class ConnectorShape(serializers.Serializer[Any]):
    """One service; `connection` is the JSON Schema of what signing in needs."""

    key = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField()
    connection = serializers.JSONField()
    actions = ActionShape(many=True)


class LimitShape(serializers.Serializer[Any]):
    """A closed range `low … high` in `unit`."""

    key = serializers.CharField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    unit = serializers.CharField()
    meaning = serializers.CharField()


ACTION = ("key", "title", "description", "fields", "output", "effect", "errors", "sample", "needs_connection")
CONNECTOR = ("key", "title", "description", "connection")


def connector_shape(connector: Connector) -> dict[str, Any]:
    """Return a connector as the API shows it."""
    actions = [{name: getattr(action, name) for name in ACTION} for action in connector.actions]
    return {**{name: getattr(connector, name) for name in CONNECTOR}, "actions": actions}


ConnectorPage = page_of(ConnectorShape, "ConnectorPage")
LimitPage = page_of(LimitShape, "LimitPage")
