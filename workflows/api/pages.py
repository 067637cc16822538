"""What describes the API: the OpenAPI document, the schema of workflow documents, and a page to read and try."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularSwaggerSplitView

from tenants.api.problems import not_found, plain_response
from tenants.middleware import opens_own_scope
from workflows.definition import document_schema
from workflows.registry import registry


@opens_own_scope
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """Answer the OpenAPI 3.1 document."""
    return JsonResponse(openapi_document(), content_type="application/json")


@cache
def openapi_document() -> dict[str, Any]:
    """Return the OpenAPI document, made once: it says the same to everyone."""
    document: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return document


@opens_own_scope
@require_safe
def workflow_schema(request: HttpRequest) -> HttpResponse:
    """Answer the JSON Schema of workflow documents, with the actions of this installation."""
    actions = (action for connector in registry().connectors().values() for action in connector.actions)
    return JsonResponse(document_schema(actions), content_type="application/schema+json")


@opens_own_scope
@csrf_exempt
def nothing(request: HttpRequest, **place: Any) -> HttpResponse:
    """Answer every other address below /api/ like an id that is not there."""
    return plain_response(not_found(LookupError()))


class Docs(SpectacularSwaggerSplitView):
    """The page to read and try the API; its script comes from an address of its own, as the content policy asks."""

    opens_own_scope = True
    url_name = "openapi"
