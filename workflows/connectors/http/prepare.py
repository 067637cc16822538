"""Turn a step's values into the request to send."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from workflows.contract import InvalidInput

KEYED_METHODS = frozenset(("POST", "PUT", "PATCH", "DELETE"))
BODY_FIELDS = ("json", "form", "body")
MIN_SECRET_CHARACTERS = 4
_SEPARATORS = re.compile(r"[\s=;,]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A request ready to go. `secrets` are the texts that must not show up in an error."""

    method: str
    url: str
    headers: Mapping[str, str]
    content: bytes | None
    secrets: tuple[str, ...]

    @property
    def host(self) -> str:
        """The host in the address, for messages."""
        try:
            return urlsplit(self.url).hostname or "this address"
        except ValueError:
            return "this address"


def prepare(inputs: Mapping[str, Any], *, secrets: Mapping[str, str], idempotency_key: str) -> Prepared:
    """Return the request for a step's values and its opened connection. Raises InvalidInput."""
    method = inputs.get("method", "GET")
    given = {name: _text(value) for name, value in inputs.get("headers", {}).items() if value is not None}
    sign_in = _sign_in(secrets)
    _refuse_second_sign_in(given, sign_in)
    content, content_type = _content(inputs)
    ours = {"Content-Type": content_type} if content is not None else {}
    key_header = inputs.get("idempotency_header", "Idempotency-Key")
    if method in KEYED_METHODS and key_header:
        ours[key_header] = idempotency_key
    return Prepared(
        method=method,
        url=with_query(_address(inputs["url"], secrets.get("address", "")), inputs.get("query", {})),
        headers={**_missing(ours, given), **given, **sign_in},
        content=content,
        secrets=_secret_texts(secrets, {**given, **sign_in}),
    )


def _missing(ours: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """Return our headers that the step does not set itself, in any spelling."""
    names = {name.lower() for name in given}
    return {name: value for name, value in ours.items() if name.lower() not in names}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _pairs(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of a query or form: lists repeat their name, nulls are left out."""
    for name, value in values.items():
        for item in value if isinstance(value, list) else [value]:
            if item is not None:
                yield name, _text(item)


def encode_pairs(values: Mapping[str, Any]) -> str:
    """Return the pairs percent-encoded, so that no value can become another parameter.

    >>> encode_pairs({"q": "a b&c=d", "tag": ["x", 1, True], "none": None})
    'q=a%20b%26c%3Dd&tag=x&tag=1&tag=true'
    """
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in _pairs(values))


def _quoted(text: str) -> str:
    return quote(text, safe="", errors="replace")


def with_query(url: str, query: Mapping[str, Any]) -> str:
    """Return `url` with the pairs added to its own query; a fragment never travels.

    >>> with_query("https://a.example/p?x=1#top", {"y": 2})
    'https://a.example/p?x=1&y=2'
    """
    base = url.split("#", 1)[0]
    added = encode_pairs(query)
    if not added:
        return base
    joint = "" if base.endswith(("?", "&")) else "&" if "?" in base else "?"
    return f"{base}{joint}{added}"


def _content(inputs: Mapping[str, Any]) -> tuple[bytes | None, str]:
    """Return (body, content type) of the one body field that is given. `json: null` is a body, the others not."""
    given = [name for name in BODY_FIELDS if name in inputs and (name == "json" or inputs[name] is not None)]
    if len(given) > 1:
        raise InvalidInput(
            f"The fields {' and '.join(given)} are both set, but a request has one body.",
            field=f"/{given[1]}",
            hint=f"Keep one of {', '.join(BODY_FIELDS)}.",
        )
    match given:
        case ["json"]:
            return json.dumps(inputs["json"], ensure_ascii=False).encode(errors="replace"), "application/json"
        case ["form"]:
            return encode_pairs(inputs["form"]).encode(), "application/x-www-form-urlencoded"
        case ["body"]:
            return inputs["body"].encode(errors="replace"), inputs.get("content_type", "text/plain; charset=utf-8")
    return None, ""


def _address(url: str, own: str) -> str:
    """Return the whole address. Raises InvalidInput where a sign-in would travel to another place than its own."""
    if not own:
        return url.strip()
    try:
        joined = urljoin(own.rstrip("/") + "/", url.strip().lstrip("/") if url.startswith("/") else url.strip())
        if _origin(joined) == _origin(own):
            return joined
    except ValueError:
        pass  # An address that cannot be read is not the connection's either.
    raise InvalidInput(
        "The connection of this step belongs to another address.",
        field="/url",
        hint="Use an address of the connection's service, a path such as /stock, or another connection.",
    )


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    return (parts.scheme, parts.hostname, port)


def _sign_in(secrets: Mapping[str, str]) -> dict[str, str]:
    """Return the header that signs in, by the connection's `auth`."""
    match secrets.get("auth", "none"):
        case "bearer":
            return {"Authorization": f"Bearer {secrets.get('token', '')}"}
        case "basic":
            pair = f"{secrets.get('username', '')}:{secrets.get('password', '')}"
            return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
        case "header":
            return {secrets.get("header") or "X-API-Key": secrets.get("token", "")}
    return {}


def _refuse_second_sign_in(given: Mapping[str, str], sign_in: Mapping[str, str]) -> None:
    names = {name.lower() for name in sign_in}
    for name in given:
        if name.lower() in names:
            raise InvalidInput(
                f"The header {name} is set by the step and by its connection.",
                field=f"/headers/{name}",
                hint="Remove the header: the connection signs in.",
            )


def _secret_texts(secrets: Mapping[str, str], headers: Mapping[str, str]) -> tuple[str, ...]:
    """Return every text that an error must not repeat, longest first: secrets, and what signs in as it is sent."""
    found = {secrets.get("token", ""), secrets.get("password", "")}
    for name, value in headers.items():
        if any(word in name.lower() for word in ("auth", "key", "token", "secret", "cookie", "signature")):
            found |= {value, *_SEPARATORS.split(value)}
    return tuple(sorted((text for text in found if len(text) >= MIN_SECRET_CHARACTERS), key=len, reverse=True))
