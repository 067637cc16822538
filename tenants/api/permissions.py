"""What a view demands of its caller. A view that demands nothing does not start."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from tenants.api.authentication import not_authenticated
from tenants.problems import ProblemError
from tenants.roles import Operation

if TYPE_CHECKING:
    # DRF imports this module from the settings while its own `views` is still loading.
    from rest_framework.views import APIView


def operation_of(view: object, method: str) -> Operation:
    """Return the operation that a method of a view stands for. Raises ImproperlyConfigured when none is declared."""
    declared = getattr(view, "operations", {}).get(method) or getattr(view, "operation", None)
    if declared is None:
        name = getattr(view, "__name__", type(view).__name__)
        raise ImproperlyConfigured(f"{name} declares no operation for {method}: set `operation` or `operations`.")
    return Operation(declared)


class RoleAllows(BasePermission):
    """Lets a caller in whose role and key both allow the view's operation."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Say True. Raises ProblemError: 401 without a caller, 403 with one who may not."""
        actor: Any = request.auth
        if actor is None:
            raise not_authenticated("not_authenticated", "This address needs an API key.")
        if str(request.method).lower() not in view.http_method_names or not hasattr(view, str(request.method).lower()):
            raise MethodNotAllowed(str(request.method))
        operation = operation_of(view, "GET" if request.method == "HEAD" else str(request.method))
        if not actor.permits(operation):
            raise denied(operation)
        return True


def denied(operation: Operation) -> ProblemError:
    """Return the 403 that names what is missing."""
    return ProblemError(
        403,
        "permission_denied",
        f"Your role or API key does not allow {operation}.",
        hint="Ask an owner of the tenant for a wider role or key.",
    )
