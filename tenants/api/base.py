"""The view that API views derive from: strict input, a declared operation, and the tenant's scope around the work."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from typing import Any, ClassVar, cast
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tenants.actors import Actor
from tenants.api import idempotency
from tenants.api.authentication import ConsoleAuthentication, KeyAuthentication
from tenants.api.fields import refuse_unknown_query
from tenants.api.parsers import StrictJSONParser
from tenants.api.permissions import RoleAllows, operation_of
from tenants.api.problems import answer_problem
from tenants.roles import Operation
from tenants.scope import scope_is_open, tenant_scope

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class TenantView(APIView):
    """One address of the API.

        class Runs(TenantView):
            operations = {"GET": Operation.RUN_READ, "POST": Operation.RUN_START}
            query = frozenset({"status"})      # besides limit and cursor of lists
            is_idempotent = True               # POST obeys Idempotency-Key

            def get(self, request: Request) -> Response: …

    The handler runs inside `tenant_scope`, which an error rolls back. With `waits = True` it runs in no transaction
    and opens `self.scope()` for each look, so that it holds no connection while it waits.
    """

    authentication_classes = [KeyAuthentication, ConsoleAuthentication]
    permission_classes = [RoleAllows]
    parser_classes = [StrictJSONParser]
    renderer_classes = [JSONRenderer]

    http_method_names = [*(method.lower() for method in METHODS), "head"]
    opens_own_scope = True
    operation: ClassVar[Operation | None] = None
    operations: ClassVar[dict[str, Operation]] = {}
    query: ClassVar[frozenset[str]] = frozenset()
    waits: ClassVar[bool] = False
    is_idempotent: ClassVar[bool] = False

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """Return the view function. Raises ImproperlyConfigured while a method has no operation."""
        for method in METHODS:
            if hasattr(cls, method.lower()):
                operation_of(cls, method)
        if cls.waits and cls.is_idempotent:
            raise ImproperlyConfigured(f"{cls.__name__} waits, so it calls `idempotency.once` by itself.")
        return super().as_view(**initkwargs)

    @property
    def actor(self) -> Actor:
        """Return who is calling."""
        return cast(Actor, self.request.auth)

    def scope(self) -> AbstractContextManager[UUID]:
        """Return a context manager that opens the caller's tenant."""
        return tenant_scope(self.actor.tenant_id)

    def get_exception_handler(self) -> Any:
        """Return the one that speaks problems, whatever the settings say."""
        return answer_problem

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Answer the request: sign in, allow, open the scope, handle; an error leaves the scope before it is told."""
        self.args, self.kwargs = args, kwargs
        self.request = request = self.initialize_request(request, *args, **kwargs)
        self.headers = self.default_response_headers
        try:
            # Signing in by key opens the tenant's scope already: one transaction serves the key and the handler.
            with ExitStack() as request.tenant_scopes:
                self.initial(request, *args, **kwargs)
                response = self._answer(request, *args, **kwargs)
        except Exception as error:
            response = self.handle_exception(error)
        self.response = self.finalize_response(request, response, *args, **kwargs)
        return self.response

    def _answer(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return the handler's response, from inside the scope unless the view waits."""
        name = str(request.method).lower()
        handler: Callable[..., Response] = getattr(self, name)
        refuse_unknown_query(request, self.query)
        if self.waits:
            request.tenant_scopes.close()  # type: ignore[attr-defined]
            return handler(request, *args, **kwargs)
        if not scope_is_open():
            request.tenant_scopes.enter_context(self.scope())  # type: ignore[attr-defined]
        if name == "post" and self.is_idempotent:
            return idempotency.once(request, lambda: handler(request, *args, **kwargs))
        return handler(request, *args, **kwargs)
