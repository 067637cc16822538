"""What the caller may choose: `HOST`, `PORT`, `VAR_DIR`, `WORKERS`, `DEMO`, and addresses of servers of their own."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from config.launcher.failure import LaunchError

REPOSITORY = Path(__file__).resolve().parents[2]
DATABASES = ("DATABASE_URL", "APP_DATABASE_URL", "ENGINE_DATABASE_URL")
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 (read, not bound)


@dataclass(frozen=True, slots=True)
class Options:
    """The choices of one start, checked."""

    host: str
    port: int
    folder: Path
    workers: int
    has_demo: bool
    public_url: str
    checked_host: str
    own_database: bool
    own_redis: bool

    @property
    def binding(self) -> str:
        """Return what the web process listens on."""
        return f"{bracketed(self.host)}:{self.port}"

    @property
    def near(self) -> tuple[str, int]:
        """Return where this machine reaches the web process."""
        return EVERYWHERE.get(self.host, self.host), self.port


def bracketed(host: str) -> str:
    """Return the host as it stands in an address: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def read_options(environment: Mapping[str, str]) -> Options:
    """Return the choices in the environment. Raises LaunchError with the variable's name."""
    host = environment.get("HOST") or "127.0.0.1"
    port = number(environment, "PORT", default=8000, low=1, high=65_535)
    shown = f"http://{bracketed(EVERYWHERE.get(host, host))}:{port}"
    public_url = environment.get("PUBLIC_URL") or shown
    return Options(
        host=host,
        port=port,
        folder=Path(os.path.abspath(environment.get("VAR_DIR") or REPOSITORY / "var")),
        workers=number(environment, "WORKERS", default=cores(), low=1, high=256),
        has_demo=yes_or_no(environment, "DEMO"),
        public_url=public_url,
        checked_host=host_to_ask_for(environment.get("ALLOWED_HOSTS", ""), public_url),
        own_database=has_own_database(environment),
        own_redis=bool(environment.get("REDIS_URL")),
    )


def number(environment: Mapping[str, str], name: str, *, default: int, low: int, high: int) -> int:
    """Return the variable as a whole number within its limits."""
    value = environment.get(name) or str(default)
    if not (value.isascii() and value.isdigit() and low <= int(value) <= high):
        raise LaunchError(f"{name}: {value!r} is not a whole number from {low} to {high}.")
    return int(value)


def yes_or_no(environment: Mapping[str, str], name: str) -> bool:
    """Return the variable as yes or no; yes when unset."""
    value = environment.get(name) or "1"
    if value.lower() not in ("0", "1", "true", "false", "yes", "no"):
        raise LaunchError(f"{name}: {value!r} is neither 1 nor 0.")
    return value.lower() in ("1", "true", "yes")


def has_own_database(environment: Mapping[str, str]) -> bool:
    """Return whether a PostgreSQL is given. Raises LaunchError where only some of its three addresses are."""
    missing = [name for name in DATABASES if not environment.get(name)]
    if 0 < len(missing) < len(DATABASES):
        raise LaunchError(
            f"{' and '.join(missing)} must be set as well: with a PostgreSQL of your own each of the three logins has "
            "its address. 'python -m config.launcher logins' makes the logins."
        )
    return not missing


def host_to_ask_for(allowed_hosts: str, public_url: str) -> str:
    """Return the Host that the web process will accept when we ask whether it is ready."""
    named = [word.strip().removeprefix(".") for word in allowed_hosts.split(",") if word.strip() not in ("", "*")]
    return named[0] if named else urlsplit(public_url).netloc


def cores() -> int:
    """Return the processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
