"""What steps can do here, and every limit."""

from dataclasses import asdict

from rest_framework.request import Request
from rest_framework.response import Response

from tenants.api.base import TenantView
from tenants.roles import Operation
from workflows.api import examples
from workflows.api.limits import EVERY_LIMIT
from workflows.api.openapi import call
from workflows.api.v1.shapes.catalog import ConnectorPage, LimitPage, connector_shape
from workflows.api.v1.shapes.pages import whole
from workflows.registry import registry

TAG = "Catalog"


class Connectors(TenantView):
    """The services that steps can use."""

    operation = Operation.CATALOG_READ

    @call(
        operation_id="list_connectors",
        summary="List connectors and their actions",
        tag=TAG,
        answers={200: (ConnectorPage, examples.page(examples.CONNECTOR))},
    )
    def get(self, request: Request) -> Response:
        """Return all connectors."""
        return Response(whole([connector_shape(row) for row in registry().connectors().values()]))


class Limits(TenantView):
    """Every size, rate, depth and time limit."""

    operation = Operation.CATALOG_READ

    @call(
        operation_id="list_limits",
        summary="List every limit",
        tag=TAG,
        answers={200: (LimitPage, examples.page(examples.LIMIT))},
    )
    def get(self, request: Request) -> Response:
        """Return all limits."""
        return Response(whole([asdict(limit) for limit in EVERY_LIMIT]))
