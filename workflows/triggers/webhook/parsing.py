"""From bytes to values: one parser for each exact content type, and none for anything else."""

from collections.abc import Callable, Mapping
from io import BytesIO
from types import MappingProxyType
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils.http import parse_header_parameters

from tenants.api import strictjson
from tenants.problems import ProblemError, excerpt

MAX_FIELDS = 1_000
FORM = "application/x-www-form-urlencoded"
KNOWN = f"application/json, {FORM}, multipart/form-data or text/plain"


def parse_body(raw: bytes, content_type: str) -> Any:
    """Return the body's value, None for an absent one. Raises JsonRefused and ProblemError.

    JSON gives its value, forms give a mapping, plain text a string.
    """
    if not raw and not content_type:
        return None
    name, parameters = parse_header_parameters(content_type)
    if name not in PARSERS or parameters.get("charset", "utf-8").lower() not in ("utf-8", "utf8", "us-ascii"):
        raise unsupported(f"The content type {excerpt(content_type) or 'is missing or'} is not understood.")
    return PARSERS[name](raw, content_type)


def parse_query(text: str) -> dict[str, Any]:
    """Return the names and values of a query or form; a name that comes twice has a list. Raises ProblemError 400.

    >>> parse_query("a=1&b=2&b=3")
    {'a': '1', 'b': ['2', '3']}
    """
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except UnicodeDecodeError as error:
        raise _invalid_text() from error
    except ValueError as error:
        raise _too_many_fields() from error
    return _collected(pairs)


def unsupported(detail: str) -> ProblemError:
    """Return the refusal of a content type."""
    return ProblemError(415, "unsupported_media_type", detail, hint=f"Send {KNOWN} in UTF-8.")


def _json(raw: bytes, content_type: str) -> Any:
    # No JSON begins with two dashes, every multipart body does: the sender's label is wrong.
    if raw.lstrip().startswith(b"--"):
        raise unsupported("The body is multipart, but is declared as JSON.")
    return strictjson.parse(raw)


def _form(raw: bytes, content_type: str) -> Any:
    if not raw.isascii():
        raise _invalid_text()
    return parse_query(raw.decode("ascii"))


def _text(raw: bytes, content_type: str) -> Any:
    return _clean(_decoded(raw))


def _multipart(raw: bytes, content_type: str) -> Any:
    meta = {"CONTENT_TYPE": content_type, "CONTENT_LENGTH": len(raw)}
    try:
        fields, _ = MultiPartParser(meta, BytesIO(raw), [NoFiles()], "utf-8").parse()
    except (MultiPartParserError, SuspiciousOperation) as error:
        raise _not_whole() from error
    # Django reads a form that was cut off, or has no part at all, without a word.
    if parse_header_parameters(content_type)[1].get("boundary", "").encode() + b"--" not in raw:
        raise _not_whole()
    # Without files everything is text, so the parser has replaced nothing if the whole body is UTF-8.
    _decoded(raw)
    return _collected([(name, value) for name, values in fields.lists() for value in values])


class NoFiles(FileUploadHandler):
    """Refuses a form at its first file: a webhook takes fields only."""

    def new_file(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raise ProblemError 415."""
        detail = "A webhook takes the fields of a form, but no files."
        raise ProblemError(415, "files_not_supported", detail, hint="Send a link to the file.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Keep nothing."""
        return None

    def file_complete(self, file_size: int) -> None:
        """Give no file."""


PARSERS: Mapping[str, Callable[[bytes, str], Any]] = MappingProxyType(
    {"application/json": _json, FORM: _form, "text/plain": _text, "multipart/form-data": _multipart}
)


def _collected(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(_clean(name), []).append(_clean(value))
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _invalid_text() from error


def _clean(text: str) -> str:
    if "\x00" in text:
        raise _invalid_text()
    return text


def _invalid_text() -> ProblemError:
    return ProblemError(400, "invalid_text", "A text is not UTF-8, or holds a character that cannot be stored.")


def _not_whole() -> ProblemError:
    return ProblemError(400, "invalid_multipart", "The body is not a whole multipart form.")


def _too_many_fields() -> ProblemError:
    return ProblemError(400, "too_many_fields", f"There are more than {MAX_FIELDS:,} fields.")
