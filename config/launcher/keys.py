"""The installation's own passwords, keys and ports: made once, kept in `secrets.json`, never in a log."""

import base64
import json
import secrets
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from config.launcher.failure import LaunchError
from config.launcher.places import write_private
from config.launcher.ports import free_port, is_free


@dataclass(frozen=True, slots=True)
class Keys:
    """Passwords of PostgreSQL's logins and of Valkey, the product's secrets, and the two ports."""

    admin: str
    owner: str
    app: str
    engine: str
    valkey: str
    secret_key: str
    encryption_key: str
    postgres_port: int
    valkey_port: int

    def __repr__(self) -> str:
        return f"Keys(postgres_port={self.postgres_port}, valkey_port={self.valkey_port})"


def new_keys() -> Keys:
    """Return fresh ones. The encryption key is 32 random bytes in URL-safe base64."""
    passwords = {name: secrets.token_urlsafe(24) for name in ("admin", "owner", "app", "engine", "valkey")}
    return Keys(
        **passwords,
        secret_key=secrets.token_urlsafe(50),
        encryption_key=base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        postgres_port=free_port(),
        valkey_port=free_port(),
    )


def load_keys(path: Path) -> Keys:
    """Return the saved keys, made and saved at the first call. Ports that somebody else took are chosen anew."""
    keys = read_keys(path) if path.exists() else new_keys()
    ports = [port if is_free(port) else free_port() for port in (keys.postgres_port, keys.valkey_port)]
    fresh = replace(keys, postgres_port=ports[0], valkey_port=ports[1])
    if fresh != keys or not path.exists():
        write_keys(path, fresh)
    return fresh


def write_keys(path: Path, keys: Keys) -> None:
    """Save the keys, readable by their owner only."""
    write_private(path, json.dumps(asdict(keys), indent=2) + "\n")


def read_keys(path: Path) -> Keys:
    """Return the keys in the file. Raises LaunchError: without them the data cannot be opened, so none are made up."""
    try:
        saved = json.loads(path.read_text())
        return Keys(**{field.name: saved[field.name] for field in fields(Keys)})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LaunchError(
            f"{path} cannot be read ({error}). It holds the keys to this installation's data: restore it from a backup."
        ) from error
