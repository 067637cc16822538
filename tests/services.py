"""The suite's own PostgreSQL and Valkey: in a folder of their own, started at the first need, never left behind.

`python -m tests.services FOLDER` is the watchdog: it ends the servers and removes the folder when its standard input
closes, which happens as well when the test run is killed.
"""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from config.launcher.account import Account, settle
from config.launcher.child import Child
from config.launcher.installation import Installation
from config.launcher.keys import Keys, load_keys, new_keys, write_keys
from config.launcher.leftovers import stop_leftovers
from config.launcher.logins import NAMES, Login, create_logins
from config.launcher.places import Places
from config.launcher.postgres import DATABASE, database_url, make_cluster, start_postgres, wait_for_postgres
from config.launcher.programs import postgres_programs
from config.launcher.valkey import redis_url, start_valkey, wait_for_valkey

REPOSITORY = Path(__file__).resolve().parent.parent
# The folder is thrown away, so nothing has to survive a power failure; a killed server still loses nothing.
FAST = {"fsync": "off", "full_page_writes": "off", "autovacuum_naptime": "10s"}


def chosen_folder() -> Path:
    """Return a short path, so that PostgreSQL's socket fits; the folder is made when the services start."""
    base = Path("/tmp") if Path("/tmp").is_dir() else Path(tempfile.gettempdir())
    return base / f"sw-{os.getpid()}-{secrets.token_hex(3)}"


@dataclass(slots=True)
class Services:
    """The services of one test run. The addresses are known at once, the servers run after `start`."""

    folder: Path = field(default_factory=chosen_folder)
    keys: Keys = field(default_factory=new_keys)
    watchdog: subprocess.Popen[bytes] | None = None
    children: list[Child] = field(default_factory=list)
    settings: Mapping[str, str] = field(default_factory=lambda: FAST)

    @property
    def places(self) -> Places:
        return Places(self.folder, self.folder)

    def environment(self) -> dict[str, str]:
        """Return what the product reads from its environment."""
        passwords = {"owner": self.keys.owner, "app": self.keys.app, "engine": self.keys.engine}
        urls = {
            login: database_url(self.places, self.keys, login=NAMES[login], password=password)
            for login, password in passwords.items()
        }
        return {
            "VAR_DIR": str(self.folder),
            "DATABASE_URL": urls["owner"],
            "APP_DATABASE_URL": urls["app"],
            "ENGINE_DATABASE_URL": urls["engine"],
            "REDIS_URL": redis_url(self.keys),
            "SECRET_KEY": self.keys.secret_key,
            "ENCRYPTION_KEYS": self.keys.encryption_key,
        }

    def start(self) -> None:
        """Start both servers and make the logins and the empty database. Once; later calls do nothing."""
        if self.watchdog is not None:
            return
        places, account = settle(self.folder)
        write_keys(places.keys, self.keys)
        self.watchdog = subprocess.Popen(
            [sys.executable, "-m", "tests.services", str(self.folder)],
            stdin=subprocess.PIPE,
            cwd=REPOSITORY,
            start_new_session=True,
        )
        self.children = start_servers(places, account, load_keys(places.keys), self.settings)

    def stop(self) -> None:
        """Let the watchdog end the servers and remove the folder."""
        if self.watchdog is not None and self.watchdog.stdin is not None:
            self.watchdog.stdin.close()
            self.watchdog.wait(timeout=60)
            for child in self.children:
                child.process.wait(timeout=10)
            self.watchdog = None


def start_servers(places: Places, account: Account, keys: Keys, settings: Mapping[str, str]) -> list[Child]:
    """Return PostgreSQL and Valkey, started side by side and answering; the logins and the database are made."""
    environment = {"PATH": os.environ.get("PATH", ""), "VAR_DIR": str(places.folder)}
    here = Installation(places=places, account=account, keys=keys, environment=environment)
    valkey = start_valkey(here)
    programs = postgres_programs(account)
    make_cluster(here, programs)
    postgres = start_postgres(here, programs, settings)
    with wait_for_postgres(postgres, here) as admin:
        owner, app, engine = (Login(NAMES[name], getattr(keys, name)) for name in ("owner", "app", "engine"))
        create_logins(admin, database=DATABASE, owner=owner, app=app, engine=engine)
    wait_for_valkey(valkey, here)
    return [postgres, valkey]


def watch(folder: Path) -> None:
    """Wait until the test run is over, however it ended, then leave nothing."""
    sys.stdin.buffer.read()
    stop_leftovers(Places(folder, folder))
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    watch(Path(sys.argv[1]))
