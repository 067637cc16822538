"""Read what callers of the practice services send: as strictly as the product itself does."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from jsonschema import Draft202012Validator

from tenants.api import strictjson
from tenants.api.parsers import json_problem
from tenants.api.problems import plain_response
from tenants.middleware import opens_own_scope
from tenants.problems import ProblemError, excerpt

View = Callable[..., HttpResponseBase]
MAX_BODY_BYTES = 64 * 1024


def practice(*methods: str) -> Callable[[View], View]:
    """Make a view a practice service: open to programs, for these methods, with problems in JSON."""

    def dress(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                check_method(request, methods)
                return view(request, *args, **kwargs)
            except strictjson.JsonRefused as error:
                return plain_response(json_problem(error))
            except ProblemError as problem:
                return plain_response(problem)

        dressed: View = csrf_exempt(opens_own_scope(answer))
        return dressed

    return dress


def check_method(request: HttpRequest, methods: tuple[str, ...]) -> None:
    """Accept the methods of a service. Raises ProblemError 405."""
    if request.method not in methods:
        raise ProblemError(
            405, "method_not_allowed", f"Use {' or '.join(methods)}.", headers={"Allow": ", ".join(methods)}
        )


def body_like(request: HttpRequest, schema: Mapping[str, Any]) -> Any:
    """Return the JSON body that fits the schema. Raises JsonRefused, ProblemError 422."""
    strictjson.check_content_type(request.headers.get("Content-Type", ""))
    body = strictjson.parse(request.read(MAX_BODY_BYTES + 1), max_bytes=MAX_BODY_BYTES)
    error = next(Draft202012Validator(schema).iter_errors(body), None)
    if error is not None:
        pointer = "".join(f"/{part}" for part in error.absolute_path)
        raise ProblemError(422, "field_invalid", excerpt(error.message), pointer=pointer)
    return body
