"""The environment, read once and typed; a wrong value fails loudly with its name."""

import json
import os
import re
import sys
from collections.abc import Callable, Iterable
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class BadSetting(Exception):
    """A variable of the environment has a value that cannot be used."""


def folder() -> Path:
    """Return the folder that keeps this installation's data (`VAR_DIR`), absolute."""
    return Path(os.environ.get("VAR_DIR") or "var").absolute()


def embedded() -> dict[str, str]:
    """Return the addresses and keys that the embedded services were started with; empty when there are none.

    The owner's address lies apart and is read for `manage.py` alone: no face can act as the owner.
    """
    is_operator = Path(sys.argv[0]).name == "manage.py"
    return saved("environment.json") | (saved("owner.json") if is_operator else {})


def saved(name: str) -> dict[str, str]:
    """Return the variables that the launcher keeps in this file of `VAR_DIR`; empty when there is none."""
    try:
        return dict(json.loads((folder() / name).read_text()))
    except (OSError, ValueError):
        return {}


def text(name: str, default: str = "") -> str:
    """Return the variable as text: the process's own value, else the embedded one, else `default`."""
    return os.environ.get(name) or EMBEDDED.get(name) or default


def parsed(name: str, default: str, read: Callable[[str], Any]) -> Any:
    """Return the variable read by `read`. Raises BadSetting with the variable's name."""
    value = text(name, default)
    try:
        return read(value)
    except (ValueError, KeyError) as error:
        # Addresses may hold a password, and what is raised here ends up in logs.
        shown = re.sub(r"//[^/]*@", "//…@", value)
        raise BadSetting(f"{name}: {shown!r} cannot be used ({error}).") from error


def flag(name: str, default: bool) -> bool:
    """Return the variable as yes or no."""
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    return bool(parsed(name, "1" if default else "0", lambda value: words[value.lower()]))


def words(name: str, default: str = "") -> list[str]:
    """Return the comma-separated words of the variable."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def networks(name: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Return the variable's comma-separated networks, e.g. `127.0.0.0/8,10.2.0.0/16`."""

    def read(value: str) -> tuple[IPv4Network | IPv6Network, ...]:
        return tuple(ip_network(word.strip()) for word in value.split(",") if word.strip())

    networks: tuple[IPv4Network | IPv6Network, ...] = parsed(name, "", read)
    return networks


def database(url: str) -> dict[str, Any]:
    """Return Django's settings for `postgresql://user:password@host:port/name?sslmode=…`. Raises ValueError."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres") or len(parts.path) < 2:
        raise ValueError("expected postgresql://user:password@host:port/name")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path[1:],
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", "") or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": query,
    }


def databases(names: Iterable[tuple[str, str]]) -> dict[str, dict[str, Any]]:
    """Return Django's databases for the (alias, variable) pairs that are set."""
    return {alias: parsed(variable, "", database) for alias, variable in names if text(variable)}


EMBEDDED = embedded()
