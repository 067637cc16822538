"""The embedded PostgreSQL: made once, started, asked until it answers. Only the package's binaries are used."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from signal import SIGINT
from urllib.parse import quote

import psycopg

from config.launcher.child import Child, start_child
from config.launcher.failure import LaunchError, tail
from config.launcher.installation import Installation
from config.launcher.keys import Keys
from config.launcher.leftovers import is_server_of
from config.launcher.places import Places, make_folder, write_private

ADMIN = "postgres"
DATABASE = "stellwerk"
# Crash recovery after kill -9 replays up to max_wal_size; on a slow disk that takes most of a minute.
START_SECONDS = 60
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "max_wal_size": "1GB",
    "fsync": "on",
    "synchronous_commit": "on",
    "jit": "off",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


def make_cluster(here: Installation, programs: Path) -> None:
    """Make the cluster unless there is one. It gets its name when it is whole: a killed `initdb` leaves no half one."""
    places = here.places
    refuse_other_major(places.cluster, programs)
    if places.cluster.exists():
        return
    shutil.rmtree(places.new_cluster, ignore_errors=True)
    for folder in (places.new_cluster, places.sockets):
        make_folder(folder, **here.owned())
    password = places.sockets / "password"
    write_private(password, here.keys.admin)
    try:
        run_initdb(here, programs=programs, password=password)
    finally:
        password.unlink()
    places.new_cluster.rename(places.cluster)


def run_initdb(here: Installation, *, programs: Path, password: Path) -> None:
    """Run `initdb`: passwords for everybody, and the built-in locale, whose order no system update can change."""
    words = ["--auth=scram-sha-256", f"--pwfile={password}", "--encoding=UTF8", "--no-instructions", "--locale=C"]
    words += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    places, log = here.places, here.places.log("postgres")
    make_folder(log.parent, mode=0o700)
    with log.open("ab") as output:
        command = [str(programs / "initdb"), "-D", str(places.new_cluster), "-U", ADMIN, *words]
        result = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            check=False,
            **here.account.as_user(),
        )
    if result.returncode != 0:
        raise LaunchError(f"The database could not be made in {places.data}:{tail(log)}")


def refuse_other_major(cluster: Path, programs: Path) -> None:
    """Raise LaunchError where the cluster was made by another major version: its files would not be understood."""
    if not (cluster / "PG_VERSION").exists():
        if cluster.exists():
            raise LaunchError(
                f"{cluster} exists but holds no PostgreSQL data. Move it away, or choose another VAR_DIR."
            )
        return
    found = (cluster / "PG_VERSION").read_text().strip()
    ours = (programs.parent / "share" / "postgres.bki").read_text().split("\n", 1)[0].rpartition(" ")[2]
    if found != ours:
        raise LaunchError(
            f"The data in {cluster} was made by PostgreSQL {found}; this release brings {ours}. Dump it with "
            f"the earlier release (pg_dump), move {cluster} away, start once, and restore the dump. "
            "See docs/howto/run-in-production.md."
        )


def start_postgres(here: Installation, programs: Path, settings: Mapping[str, str] | None = None) -> Child:
    """Return the started server; it is not ready yet. A lock file that names a stranger is removed first."""
    places, keys = here.places, here.keys
    make_folder(places.sockets, **here.owned())
    for lock in (places.cluster / "postmaster.pid", places.sockets / f".s.PGSQL.{keys.postgres_port}.lock"):
        forget_stranger(lock, places.cluster)
    sockets = str(places.sockets) if places.has_short_sockets(keys.postgres_port) else ""
    wanted = {**SETTINGS, "port": str(keys.postgres_port), "unix_socket_directories": sockets, **(settings or {})}
    options = [word for name, value in wanted.items() for word in ("-c", f"{name}={value}")]
    return start_child(
        "postgres",
        [programs / "postgres", "-D", places.cluster, *options],
        log=places.log("postgres"),
        environment=here.environment,
        as_user=here.account.as_user(),
        stop_signal=SIGINT,
        folder=Path("/"),
    )


def forget_stranger(lock: Path, cluster: Path) -> None:
    """Remove a lock file whose process is there but is no server of ours.

    PostgreSQL only asks whether some process has that id; after a restart of the machine that may be anybody, and a
    zombie counts as well, so that it would refuse to start for ever. An id that nobody has stays for PostgreSQL to
    judge: it also looks for surviving backends.
    """
    with suppress(OSError, ValueError):
        pid = int(lock.read_text().split("\n", 1)[0])
        if is_alive(pid) and not is_server_of(pid, cluster):
            lock.unlink()


def is_alive(pid: int) -> bool:
    """Return whether any process has this id."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def wait_for_postgres(
    child: Child, here: Installation, pause: Callable[[float], None] = time.sleep
) -> psycopg.Connection:
    """Return an administrator's connection as soon as the server answers. Raises LaunchError when it ends or hangs."""
    deadline = time.monotonic() + START_SECONDS
    url = database_url(here.places, here.keys, login=ADMIN, password=here.keys.admin, database="postgres")
    while True:
        if child.has_ended():
            raise LaunchError(f"PostgreSQL ended while starting:{tail(here.places.log('postgres'))}")
        try:
            return psycopg.connect(url, autocommit=True, connect_timeout=5)
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise LaunchError(
                    f"{here.places.keys} does not fit the data in {here.places.cluster}: its passwords are others. "
                    "Restore the file from a backup, or move the data away to begin anew."
                ) from error
            if time.monotonic() > deadline:
                raise LaunchError(f"PostgreSQL did not answer within {START_SECONDS} s: {error}") from error
        pause(0.03)


def database_url(places: Places, keys: Keys, *, login: str, password: str, database: str = DATABASE) -> str:
    """Return the address for a login: by the socket where its path is short enough, else by TCP on this machine."""
    who = f"{quote(login, safe='')}:{quote(password, safe='')}"
    if places.has_short_sockets(keys.postgres_port):
        return f"postgresql://{who}@:{keys.postgres_port}/{database}?host={quote(str(places.sockets), safe='')}"
    return f"postgresql://{who}@127.0.0.1:{keys.postgres_port}/{database}"
