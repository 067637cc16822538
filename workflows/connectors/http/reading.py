"""Read an answer's body as the value that later steps use."""

from __future__ import annotations

import base64
import codecs
import json
import math
import re
from email.message import Message
from typing import Any

from workflows.contract import HttpAnswer, Json, Rejected

MAX_DEPTH = 100
TEXT_TYPES = re.compile(
    r"text/.*|application/(?:.*\+)?xml|application/(?:javascript|x-www-form-urlencoded|yaml)|.*\+yaml"
)
JSON_TYPES = re.compile(r"(?:application|text)/(?:.*\+)?json")
# Text encodings of Python that no service means; some of them are slow on hostile input.
STRANGE_CHARSETS = frozenset(("idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "utf-7", "mbcs"))
_SURROGATE_ESCAPE = re.compile(rb"\\u[dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_body(answer: HttpAnswer, *, read_as: str, host: str) -> Json:
    """Return the body: JSON as its value, text as text, nothing as null, else `{"base64", "size_bytes"}`.

    `read_as` is auto, json, text or base64; auto goes by the content type. Raises Rejected `answer_not_json`.
    """
    if not answer.body:
        return None
    match _kind(answer) if read_as == "auto" else read_as:
        case "json":
            return _json(answer, host)
        case "text":
            return decode_text(answer)
    return {"base64": base64.b64encode(answer.body).decode(), "size_bytes": len(answer.body)}


def _kind(answer: HttpAnswer) -> str:
    media = _content_type(answer).get_content_type() if answer.header("content-type") else ""
    if JSON_TYPES.fullmatch(media):
        return "json"
    if TEXT_TYPES.fullmatch(media):
        return "text"
    return "text" if not media and _is_utf8(answer.body) else "base64"


def _is_utf8(body: bytes) -> bool:
    try:
        return "\x00" not in body.decode()
    except UnicodeDecodeError:
        return False


def _content_type(answer: HttpAnswer) -> Message:
    message = Message()
    message["content-type"] = (answer.header("content-type") or "").replace("\r", " ").replace("\n", " ")
    return message


def decode_text(answer: HttpAnswer) -> str:
    """Return the body as text by its charset; what does not fit becomes the replacement character."""
    charset = _content_type(answer).get_param("charset")
    return answer.body.decode(_known(charset if isinstance(charset, str) else ""), errors="replace")


def _known(charset: str) -> str:
    """Return the codec's name, UTF-8 for unknown and strange ones."""
    try:
        name = codecs.lookup(charset).name
        "".encode(name)
    except (LookupError, ValueError):
        return "utf-8"
    return "utf-8" if name in STRANGE_CHARSETS else name


def _json(answer: HttpAnswer, host: str) -> Json:
    """Return the parsed body. Of two equal keys the last counts; NaN, infinities and deep nesting are refused."""
    try:
        value = json.loads(_json_text(answer), parse_constant=_refuse, parse_float=_float, parse_int=_int)
        is_shallow = _depth_within(value, MAX_DEPTH)
    except (ValueError, RecursionError):
        is_shallow = False
    if not is_shallow:
        raise Rejected(
            f"The answer of {host} says it is JSON, but it cannot be read as such.",
            code="answer_not_json",
            hint="Set 'read_as' to text to use it as it is. The request itself arrived and was answered.",
            details={"status": answer.status},
        )
    return _without_surrogates(value) if _SURROGATE_ESCAPE.search(answer.body) else value


def _json_text(answer: HttpAnswer) -> str:
    # JSON is Unicode whatever the header says (RFC 8259 §8.1); the header counts only where that fails.
    try:
        return answer.body.decode(json.detect_encoding(answer.body))
    except UnicodeDecodeError:
        return decode_text(answer)


def _refuse(word: str) -> Any:
    raise ValueError(word)


def _float(text: str) -> float:
    value = float(text)
    return value if math.isfinite(value) else _refuse(text)


def _int(text: str) -> int | float:
    """Return a whole number; one that needs more than 64 bits becomes a float, as in most other languages."""
    value = int(text) if len(text) < 25 else None
    return value if value is not None and -(2**63) <= value < 2**63 else _float(text)


def _depth_within(value: Json, limit: int) -> bool:
    level = [value]
    for _ in range(limit):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return True
    return False


def _inside(value: Json) -> list[Json]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _without_surrogates(value: Json) -> Json:
    r"""Return the value with lone halves of `\ud800` kind replaced: they are no text and cannot be stored."""
    if isinstance(value, str):
        return _SURROGATE.sub("�", value)
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {_SURROGATE.sub("�", key): _without_surrogates(item) for key, item in value.items()}
    return value
