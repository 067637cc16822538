"""Migrations and the demo's seed: run before the product starts, and left out where they would change nothing."""

import hashlib
import json
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from config.launcher import commands
from config.launcher.child import Child, start_child
from config.launcher.failure import LaunchError, tail
from config.launcher.options import REPOSITORY, Options
from config.launcher.places import Places, write_private
from config.launcher.supervisor import Supervisor

APPS = ("accounts", "tenants", "workflows", "config")
# Whatever decides what `migrate` does: in doubt a file more, for a needless run only costs seconds.
SCHEMA_FILES = (
    "**/migrations/*",
    "**/models.py",
    "**/models/**/*.py",
    "**/apps.py",
    "**/rowsecurity.py",
    "settings.py",
)
SEED_FILES = ("**/*.py", "**/*.yaml", "**/*.yml", "**/*.json", "**/*.sql")
ADDRESS_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Done:
    """What the last start did: fingerprints of the code that ran and of the database it left."""

    schema: str = ""
    applied: str = ""
    seed: str = ""


def prepare(
    supervisor: Supervisor, *, options: Options, environment: dict[str, str], owner_url: str
) -> tuple[str, str]:
    """Bring the database up to date and seed the demo; return what was done, in a word each."""
    done, schema = read_done(supervisor.places), fingerprint(SCHEMA_FILES)
    with connect(supervisor, owner_url) as owner:
        take_turn(supervisor, owner)
        migrated, seeded = "unchanged", "off"
        if done.schema != schema or done.applied != applied(owner, owner_url):
            # Checks of the code belong to `make check`; here they would cost a second of every start.
            run_manage(supervisor, ["migrate", "--database", "owner", "--no-input", "--skip-checks"], environment)
            done, migrated = Done(schema, applied(owner, owner_url)), "done"
            write_private(supervisor.places.done, json.dumps(asdict(done)) + "\n")
        if options.has_demo:
            seeded = seed(supervisor, done, options=options, environment=environment)
    return migrated, seeded


def seed(supervisor: Supervisor, done: Done, *, options: Options, environment: dict[str, str]) -> str:
    """Run `seed_demo` unless the same code seeded this database for this address already."""
    wanted = fingerprint(SEED_FILES, options.public_url, done.applied)
    if done.seed == wanted and supervisor.places.demo.exists():
        return "unchanged"
    run_manage(supervisor, ["seed_demo"], environment)
    write_private(supervisor.places.done, json.dumps(asdict(replace(done, seed=wanted))) + "\n")
    return "done"


def run_manage(supervisor: Supervisor, words: list[str], environment: dict[str, str]) -> None:
    """Run a command of manage.py. Raises LaunchError with its last lines when it fails."""
    log = supervisor.places.log(words[0])

    def start() -> Child:
        return start_child(words[0], commands.manage(*words), log=log, environment=environment, folder=REPOSITORY)

    if supervisor.run_once(start) != 0:
        raise LaunchError(f"'manage.py {' '.join(words)}' failed:{tail(log)}\n  The whole log is {log}.")


def connect(supervisor: Supervisor, owner_url: str) -> psycopg.Connection:
    """Return the owner's connection; a server that is still starting gets a minute."""
    deadline = time.monotonic() + ADDRESS_SECONDS
    while True:
        try:
            return psycopg.connect(owner_url, autocommit=True, connect_timeout=5)
        except psycopg.OperationalError as error:
            # A refused password does not get better by waiting.
            if time.monotonic() > deadline or "authentication failed" in str(error):
                raise LaunchError(f"DATABASE_URL: the database does not let the owner in: {error}") from error
            supervisor.bell.pause(0.5)


def take_turn(supervisor: Supervisor, owner: psycopg.Connection) -> None:
    """Wait for our turn: machines that share a database migrate it one after the other. Ends with the connection."""
    question = "select pg_try_advisory_lock(hashtextextended('stellwerk.migrate', 0))"
    while owner.execute(question).fetchone() != (True,):
        supervisor.bell.pause(0.5)


def applied(owner: psycopg.Connection, owner_url: str) -> str:
    """Return a fingerprint of the migrations recorded in this very database; empty when there are none."""
    if owner.execute("select to_regclass('django_migrations')").fetchone() == (None,):
        return ""
    rows = owner.execute("select app, name, applied from django_migrations order by id").fetchall()
    parts = urlsplit(owner_url)
    return digest([parts.path, parts.query, str(parts.hostname), str(parts.port), repr(rows)])


def fingerprint(patterns: Iterable[str], *more: str) -> str:
    """Return a fingerprint of these files of our apps and of the pinned packages."""
    files = {path for app in APPS for pattern in patterns for path in (REPOSITORY / app).glob(pattern)}
    ordered = [REPOSITORY / "requirements.txt", *sorted(path for path in files if "__pycache__" not in path.parts)]
    contents = (f"{path}\0{hashlib.sha256(path.read_bytes()).hexdigest()}" for path in ordered if path.is_file())
    return digest([*contents, *more])


def digest(words: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(words).encode()).hexdigest()


def read_done(places: Places) -> Done:
    """Return the record of the last start; an unreadable one counts as none, so that everything runs."""
    try:
        return Done(**json.loads(Path(places.done).read_text()))
    except (OSError, ValueError, TypeError):
        return Done()
