"""Bodies of API requests: JSON alone, strictly read."""

from collections.abc import Mapping
from typing import IO, Any

from rest_framework.parsers import BaseParser

from tenants.api import strictjson
from tenants.problems import ProblemError, error_entry, translates


@translates(strictjson.JsonRefused)
def json_problem(error: strictjson.JsonRefused) -> ProblemError:
    """Return the problem of a refused body, with its line and column where they are known."""
    entry = error_entry(pointer="", code=error.code, message=error.message, hint=error.hint)
    entry |= {"line": error.line, "column": error.column}
    return ProblemError(error.status, error.code, error.message, hint=error.hint, errors=[entry])


class StrictJSONParser(BaseParser):
    """Reads `application/json` up to the limit, and nothing that another reader could understand differently."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return the body's value. Raises JsonRefused."""
        strictjson.check_content_type(media_type or self.media_type)
        request = (parser_context or {}).get("request")
        strictjson.check_encoding(request.headers.get("Content-Encoding", "") if request else "")
        limit = strictjson.MAX_BODY_BYTES
        # One byte more than allowed is enough to know, whatever Content-Length says.
        return strictjson.parse(stream.read(limit + 1), max_bytes=limit)
