"""Say of an IP address whether steps may reach it. Pure: no look-up, no clock.

`ipaddress.is_global` is not enough: Python 3.11 calls NAT64, 6to4 and 224.0.0.1 global. The lists below follow the
IANA special-purpose registries (RFC 6890) and refuse what is not plain public unicast.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TypeAlias

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

REFUSED_V4 = tuple(
    IPv4Network(text)
    for text in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"),
        *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    )
)
PUBLIC_V6 = IPv6Network("2000::/3")
# IETF assignments with Teredo and ORCHID, documentation, 6to4.
REFUSED_V6 = tuple(IPv6Network(text) for text in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
COMPATIBLE = IPv6Network("::/96")
# These hand out a machine's credentials; an allowed network does not open them. 168.63.129.16 is even a public one.
METADATA = frozenset(
    ip_address(text)
    for text in ("169.254.169.254", "169.254.170.2", "100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254")
)
METADATA_NAMES = frozenset(("metadata", "metadata.google.internal", "metadata.goog", "instance-data"))
_ENDS_IN_NUMBER = re.compile(r"(?:^|\.)(?:[0-9]+|0[xX][0-9a-fA-F]*)$")


def parse_address(text: str) -> Address | None:
    """Return the address that a resolver or a URL wrote, without its scope; None if it is not one."""
    try:
        return ip_address(text.split("%", 1)[0] if ":" in text else text)
    except ValueError:
        return None


def numeric_host(host: str) -> Address | None:
    """Return the address of a host that is a number in any form that systems understand, None for a name.

    >>> numeric_host("0x7f.1"), numeric_host("2130706433"), numeric_host("shop.example")
    (IPv4Address('127.0.0.1'), IPv4Address('127.0.0.1'), None)

    Raises ValueError for a host that ends in a number without being an address (WHATWG URL §3.5).
    """
    if plain := parse_address(host):
        return plain
    if not _ENDS_IN_NUMBER.search(host):
        return None
    try:
        return IPv4Address(socket.inet_aton(host))
    except OSError:
        raise ValueError("a host that ends in a number must be an address") from None


def is_reachable(address: Address, allow: Iterable[Network] = ()) -> bool:
    """Say whether steps may connect to `address`: it is public, or lies in an allowed network."""
    plain = _unmapped(address)
    if any(inner in METADATA for inner in (plain, *_embedded(plain))):
        return False
    return is_allowed(plain, allow) or is_public(plain)


def is_allowed(address: Address, allow: Iterable[Network]) -> bool:
    """Say whether the operator opened a network that holds `address`."""
    plain = _unmapped(address)
    return any(plain in network for network in allow if network.version == plain.version)


def is_public(address: Address) -> bool:
    """Say whether `address` is plain public unicast, neither special nor a wrapper of another address."""
    if isinstance(address, IPv4Address):
        is_special = any(address in network for network in REFUSED_V4)
    else:
        is_special = address not in PUBLIC_V6 or any(address in network for network in REFUSED_V6)
    # The library's own opinion is a belt: it learns of new registrations with each Python.
    return not is_special and address.is_global and not address.is_multicast and not address.is_reserved


def _unmapped(address: Address) -> Address:
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def _embedded(address: Address) -> tuple[Address, ...]:
    """Return the IPv4 addresses that an IPv6 address carries: 6to4, Teredo, NAT64, IPv4-compatible."""
    if isinstance(address, IPv4Address):
        return ()
    found = [address.sixtofour, *(address.teredo or ())]
    if address in COMPATIBLE or any(address in network for network in NAT64):
        found.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return tuple(inner for inner in found if inner is not None)
