"""Read the address of a request strictly: what two readers could understand differently is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv6Address
from urllib.parse import quote, urljoin, urlsplit

import idna

from workflows.egress.addresses import METADATA_NAMES, Address, is_reachable, numeric_host, parse_address
from workflows.egress.policy import SERVICE_PORTS, Policy
from workflows.egress.problems import destination_blocked, header_not_allowed, url_not_allowed

DEFAULT_PORTS = {"http": 80, "https": 443}
MAX_URL_CHARACTERS = 8192
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_LONE_PERCENT = re.compile(r"%(?![0-9a-fA-F]{2})")
_KEPT = "/:;=&?@!$'()*+,~[]|%"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where one hop goes. `path` is percent-encoded and carries the query."""

    scheme: str
    host: str
    port: int
    path: str
    is_own: bool = False

    @property
    def origin(self) -> tuple[str, str, int]:
        """What decides whether credentials may travel on (RFC 6454)."""
        return (self.scheme, self.host, self.port)

    @property
    def authority(self) -> str:
        """The value of the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The whole address."""
        return f"{self.scheme}://{self.authority}{self.path}"


def read_target(url: str, policy: Policy) -> Target:
    """Return where `url` leads. Raises url_not_allowed, header_not_allowed or destination_blocked; nothing is sent.

    What can be said without a look-up is said here: form, scheme, port, names and numbers of blocked hosts.
    """
    _check_characters(url)
    try:
        parts = urlsplit(url)
        scheme = parts.scheme.lower()
    except ValueError:
        raise url_not_allowed("its form is wrong") from None
    if scheme not in DEFAULT_PORTS:
        raise url_not_allowed(f"it must begin with http:// or https://, not {scheme[:20] or 'without a scheme'}")
    host, port = _host_and_port(parts.netloc, DEFAULT_PORTS[scheme], policy)
    path = encode_path(parts.path or "/") + ("?" + encode_path(parts.query) if parts.query else "")
    is_own = policy.own is not None and policy.own.covers(host, port, parts.path)
    if not is_own:
        _check_place(host, port, policy)
    return Target(scheme=scheme, host=host, port=port, path=path, is_own=is_own)


def follow(base: Target, location: str, policy: Policy) -> Target:
    """Return where a redirect leads, checked like any address."""
    _check_characters(location)
    try:
        joined = urljoin(base.url, location.strip())
    except ValueError:
        raise url_not_allowed("the redirect's form is wrong") from None
    return read_target(joined, policy)


def encode_path(text: str) -> str:
    """Return a path or query with everything percent-encoded that may not stand there; escapes stay as they are.

    >>> encode_path("/größe/a b/100%/%C3%A9")
    '/gr%C3%B6%C3%9Fe/a%20b/100%25/%C3%A9'
    """
    return quote(_LONE_PERCENT.sub("%25", text), safe=_KEPT, errors="replace")


def _check_characters(url: str) -> None:
    if "\r" in url or "\n" in url:
        raise header_not_allowed("(address)", "a line break in the address would start a header")
    if _CONTROL.search(url):
        raise url_not_allowed("it holds a control character")
    if len(url) > MAX_URL_CHARACTERS:
        raise url_not_allowed(f"it is longer than {MAX_URL_CHARACTERS} characters")


def _host_and_port(netloc: str, default_port: int, policy: Policy) -> tuple[str, int]:
    if "@" in netloc:
        raise url_not_allowed("it holds a user name or password", "Put the sign-in into a connection instead.")
    if isinstance(bare := parse_address(netloc), IPv6Address):
        # http://fd00:ec2::254 lacks its brackets; a blocked address is named as such all the same.
        if not is_reachable(bare, policy.allow):
            raise destination_blocked(str(bare))
        raise url_not_allowed("an IPv6 address needs brackets", f"Write [{bare}].")
    match = re.fullmatch(r"(\[[^\[\]]*\]|[^:\[\]]*)(?::([0-9]{0,5}))?", netloc)
    if match is None:
        raise url_not_allowed("its host is wrong")
    port = int(match[2]) if match[2] else default_port
    if not 0 < port < 65536:
        raise url_not_allowed("its port is out of range")
    return _host(match[1]), port


def _host(text: str) -> str:
    """Return the host in one spelling: lower case, punycode, numbers as plain addresses, without a final dot."""
    if text.startswith("["):
        inner = parse_address(text[1:-1])
        if not isinstance(inner, IPv6Address):
            raise url_not_allowed("what stands in the brackets is not an IPv6 address")
        return str(inner)
    name = _ascii_name(text).removesuffix(".")
    number = _number(name)
    if number is None and not (len(name) <= 253 and all(_LABEL.fullmatch(label) for label in name.split("."))):
        raise url_not_allowed("its host is not a valid name")
    return str(number or name)


def _ascii_name(text: str) -> str:
    if text.isascii():
        return text.lower()
    try:
        # UTS 46 maps full-width digits and dots before they are read as a number.
        return idna.encode(text, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        raise url_not_allowed("its host is not a valid name") from None


def _number(name: str) -> Address | None:
    try:
        return numeric_host(name)
    except ValueError as error:
        raise url_not_allowed(str(error)) from None


def _check_place(host: str, port: int, policy: Policy) -> None:
    if host in METADATA_NAMES or host.endswith((".ec2.internal", ".google.internal")):
        raise destination_blocked(host)
    number = numeric_host(host)
    if port in SERVICE_PORTS and not policy.allow:
        raise url_not_allowed(f"port {port} belongs to another kind of service")
    if number and not is_reachable(number, policy.allow):
        raise destination_blocked(host)
