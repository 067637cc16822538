"""JSON, read without mercy: what two readers could understand differently, or what would hurt us, is refused.

Pure: bytes in, value out. The API and the webhooks share it.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

MAX_BODY_BYTES = 5 * 1024 * 1024
MAX_DEPTH = 64
MAX_KEYS = 100_000
MAX_KEY_LENGTH = 10_000
MAX_CONTAINERS = 200_000
SMALLEST, LARGEST = -(2**63), 2**64 - 1

# Only a body with such an escape can hold a NUL or half a surrogate pair: raw ones never decode from UTF-8.
SUSPECT_TEXT = re.compile(rb"\\u(0000|[dD][89a-fA-F])|\x00")
TEXT = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
BRACKETS = bytes.maketrans(b"{}", b"[]")
NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
UNREADABLE = re.compile("[\x00\ud800-\udfff]")
CHARSET = re.compile(r";\s*charset\s*=\s*\"?([^\s;\"]*)", re.IGNORECASE)


class JsonRefused(Exception):
    """A body that is not read; `status` is the HTTP status that fits."""

    def __init__(
        self, code: str, message: str, *, hint: str = "", status: int = 400, place: tuple[int, int] | None = None
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.hint, self.status = code, message, hint, status
        self.line: int | None = place[0] if place else None
        self.column: int | None = place[1] if place else None


def parse(raw: bytes, *, max_bytes: int = MAX_BODY_BYTES) -> Any:
    """Return the JSON value. Raises JsonRefused.

    1. Measure, and decode as UTF-8. 2. Count brackets, so that a bomb is refused before it is built. 3. Parse, refusing
    repeated keys and numbers that other readers change. 4. Look at texts, only where the bytes leave a doubt.
    """
    if len(raw) > max_bytes:
        raise too_large(max_bytes)
    text = _decode(raw)
    if raw.count(b"[") + raw.count(b"{") > MAX_DEPTH:
        _check_brackets(raw)
    value = _load(text)
    if SUSPECT_TEXT.search(raw):
        _check_text(value)
    return value


def check_content_type(content_type: str) -> None:
    """Accept JSON in UTF-8. Raises JsonRefused with status 415.

    >>> check_content_type("application/json; charset=UTF-8")
    """
    essence = content_type.partition(";")[0].strip().lower()
    charset = CHARSET.search(content_type)
    is_json = essence == "application/json" or (essence.startswith("application/") and essence.endswith("+json"))
    if not is_json or (charset and charset[1].lower() not in ("utf-8", "utf8")):
        raise JsonRefused(
            "unsupported_media_type",
            "The body is not declared as JSON in UTF-8.",
            hint="Send Content-Type: application/json.",
            status=415,
        )


def check_encoding(content_encoding: str) -> None:
    """Accept a body that is not compressed. Raises JsonRefused with status 415."""
    if content_encoding.strip().lower() not in ("", "identity"):
        raise JsonRefused("unsupported_media_type", "A compressed body is not read here.", status=415)


def too_large(max_bytes: int) -> JsonRefused:
    """Return the refusal of a body above the limit."""
    message = f"The body is larger than {max_bytes:,} bytes."
    return JsonRefused("payload_too_large", message, hint="Send less, or send a link to the data.", status=413)


def _decode(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"The body is not UTF-8: byte {error.start + 1:,} begins no character."
        raise JsonRefused("invalid_text", message) from error


def _load(text: str) -> Any:
    keys = KeyWatch()
    try:
        return json.loads(
            text, object_pairs_hook=keys.collect, parse_int=_integer, parse_float=_float, parse_constant=_constant
        )
    except json.JSONDecodeError as error:
        message = f"Line {error.lineno}, column {error.colno}: {error.msg}."
        hint = "Check quotes, commas and brackets there."
        raise JsonRefused("invalid_json", message, hint=hint, place=(error.lineno, error.colno)) from error
    except RecursionError as error:
        raise _too_deep() from error


class KeyWatch:
    """Builds the objects of one document and counts their keys."""

    def __init__(self) -> None:
        self.seen = 0

    def collect(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """Return the object. Raises JsonRefused for too many, too long or repeated keys."""
        self.seen += len(pairs)
        if self.seen > MAX_KEYS:
            raise JsonRefused("json_too_many_keys", f"The body has more than {MAX_KEYS:,} keys.")
        collected = dict(pairs)
        for key in collected:
            if len(key) > MAX_KEY_LENGTH:
                raise JsonRefused("key_too_long", f"A key has more than {MAX_KEY_LENGTH:,} characters.")
        if len(collected) != len(pairs):
            self._refuse_duplicate(pairs)
        return collected

    def _refuse_duplicate(self, pairs: list[tuple[str, Any]]) -> NoReturn:
        names = [name for name, _ in pairs]
        name = next(name for index, name in enumerate(names) if name in names[:index])
        hint = "Keep one of them: readers disagree about which one counts."
        raise JsonRefused("duplicate_key", f"The key {name[:80]!a} appears twice in one object.", hint=hint)


def _integer(literal: str) -> int:
    # The longest number that fits has 20 characters; longer ones are not even converted.
    if len(literal) > 20 or not SMALLEST <= (number := int(literal)) <= LARGEST:
        _refuse_number(literal)
    return number


def _float(literal: str) -> float:
    number = float(literal)
    if number in (float("inf"), float("-inf")):
        _refuse_number(literal)
    return number


def _constant(literal: str) -> NoReturn:
    _refuse_number(literal)


def _refuse_number(literal: str) -> NoReturn:
    shown = literal if len(literal) <= 40 else f"{literal[:30]}… ({len(literal):,} characters)"
    raise JsonRefused("invalid_number", f"{shown} is no number that every reader keeps.", hint="Send it as text.")


def _too_deep() -> JsonRefused:
    return JsonRefused("json_too_deep", f"The body is nested deeper than {MAX_DEPTH} levels.")


def _check_brackets(raw: bytes) -> None:
    """Refuse too many or too deep lists and objects before any of them is built.

    With texts and all else gone, `[]` is a pair of the innermost level; taking such pairs away is one level.
    """
    brackets = TEXT.sub(b"", raw).translate(BRACKETS, NO_BRACKETS)
    if brackets.count(b"[") > MAX_CONTAINERS:
        raise JsonRefused("json_too_many_keys", f"The body has more than {MAX_CONTAINERS:,} lists and objects.")
    for _ in range(MAX_DEPTH):
        outer = brackets.replace(b"[]", b"")
        if outer == brackets:
            break  # What is left has no partner: the parser says where, unless it is a tower of openings.
        brackets = outer
    if brackets.count(b"[") > MAX_DEPTH or b"[]" in brackets:
        raise _too_deep()


def _check_text(value: Any) -> None:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            if UNREADABLE.search(item):
                hint = "Remove NUL characters and halves of surrogate pairs."
                raise JsonRefused("invalid_text", "A text holds a character that cannot be stored.", hint=hint)
        else:
            waiting.extend(item if isinstance(item, dict) else ())
            waiting.extend(_inside(item))


def _inside(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        return iter(value.values())
    return iter(value if isinstance(value, list) else ())
