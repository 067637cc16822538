"""`up`: from an empty folder to a running product, and down again without leaving anything."""

import time
from collections.abc import Callable, Mapping
from functools import partial
from types import TracebackType
from typing import Self

from config.launcher import commands, surroundings
from config.launcher.account import open_var_dir, settle
from config.launcher.bell import Bell, Stopped
from config.launcher.child import Child, start_child
from config.launcher.failure import LaunchError
from config.launcher.installation import Installation
from config.launcher.keys import Keys, load_keys
from config.launcher.leftovers import stop_backends, stop_leftovers
from config.launcher.lock import locked
from config.launcher.logins import NAMES, Login, create_logins
from config.launcher.options import REPOSITORY, Options
from config.launcher.places import Places
from config.launcher.ports import is_free
from config.launcher.postgres import DATABASE, make_cluster, start_postgres, wait_for_postgres
from config.launcher.prepare import prepare
from config.launcher.programs import postgres_programs
from config.launcher.ready import wait_until_ready, welcome
from config.launcher.supervisor import Supervisor
from config.launcher.valkey import start_valkey, wait_for_valkey


class Phases:
    """Says how long each phase of the start took."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.began = self.last = time.monotonic()

    def done(self, words: str) -> None:
        """Say that a phase is done."""
        now = time.monotonic()
        self.say(f"{words:<42} {now - self.last:5.1f} s")
        self.last = now


class Up:
    """One start: everything that its phases share."""

    def __init__(
        self, options: Options, environment: Mapping[str, str], *, bell: Bell, say: Callable[[str], None]
    ) -> None:
        self.options, self.environment, self.say, self.bell = options, environment, say, bell
        self.places, self.account = settle(options.folder)
        self.supervisor = Supervisor(places=self.places, bell=bell, say=say)
        self.phases = Phases(say)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Stop everything, whatever happened; then make sure that nothing is left."""
        began = time.monotonic()
        self.supervisor.stop()
        stop_leftovers(self.places, pause=self.bell.pause)
        self.say(f"stopped in {time.monotonic() - began:.1f} s")

    def start(self) -> None:
        """Start everything in order; return when the product is ready."""
        self.clear_the_way()
        keys = load_keys(self.places.keys)
        surroundings.save_addresses(self.places, keys, self.options)
        self.start_servers(keys)
        faces = surroundings.for_faces(self.environment, self.options)
        owner = surroundings.owner_url(self.places, keys, self.options, self.environment)
        operator = faces | {"DATABASE_URL": owner}
        migrated, seeded = prepare(self.supervisor, options=self.options, environment=operator, owner_url=owner)
        self.phases.done(f"migrations {migrated}, demo {seeded}")
        self.start_faces(faces)

    def clear_the_way(self) -> None:
        """Stop what an earlier supervisor left behind, then make sure that the port is ours to take."""
        if found := stop_leftovers(self.places, pause=self.bell.pause):
            self.phases.done(f"stopped {len(found)} processes of an earlier start")
        if not is_free(self.options.port, self.options.host):
            raise LaunchError(
                f"Port {self.options.port} on {self.options.host} is taken by another program. Stop it, or choose "
                f"another port: PORT={self.options.port + 1} make up"
            )

    def start_servers(self, keys: Keys) -> None:
        """Start PostgreSQL and Valkey, each unless the caller has one, and wait until both answer."""
        environment = surroundings.for_servers(self.environment, self.options)
        here = Installation(places=self.places, account=self.account, keys=keys, environment=environment)
        postgres = None if self.options.own_database else self.start_database(here)
        valkey = None if self.options.own_redis else self.supervisor.keep("valkey", partial(start_valkey, here))
        if postgres is not None:
            with wait_for_postgres(postgres, here, self.bell.pause) as admin:
                create_logins(admin, database=DATABASE, **logins(keys))
        if valkey is not None:
            wait_for_valkey(valkey, here, self.bell.pause)
        self.phases.done("PostgreSQL and Valkey answer")

    def start_database(self, here: Installation) -> Child:
        """Return the started PostgreSQL, made first in an empty folder."""
        programs = postgres_programs(here.account)
        make_cluster(here, programs)

        def start() -> Child:
            stop_backends(here.places)
            return start_postgres(here, programs)

        return self.supervisor.keep("postgres", start)

    def start_faces(self, environment: dict[str, str]) -> None:
        """Start web, worker and beat; return when the web process is ready."""
        faces = {name: getattr(commands, name)(self.options) for name in ("web", "worker", "beat")}
        web, *_ = [
            self.supervisor.keep(name, partial(start_face, name, command, places=self.places, environment=environment))
            for name, command in faces.items()
        ]
        wait_until_ready(self.supervisor, web, self.options)
        self.phases.done("web, worker and beat started")
        self.say(f"{'ready after':<42} {time.monotonic() - self.phases.began:5.1f} s")


def logins(keys: Keys) -> dict[str, Login]:
    """Return the three logins with their passwords."""
    return {role: Login(name, getattr(keys, role)) for role, name in NAMES.items()}


def start_face(name: str, command: list[str], *, places: Places, environment: Mapping[str, str]) -> Child:
    """Return the started process of the product."""
    return start_child(name, command, log=places.log(name), environment=environment, folder=REPOSITORY)


def up(options: Options, environment: Mapping[str, str], *, say: Callable[[str], None]) -> int:
    """Run the product in the foreground until somebody asks to stop; return the exit status."""
    bell = Bell()
    folder = open_var_dir(options.folder)
    try:
        with locked(folder / ".lock"), Up(options, environment, bell=bell, say=say) as run:
            run.start()
            say(welcome(options, run.places.demo))
            run.supervisor.watch()
    except Stopped as stopped:
        say(f"all stopped, as asked by {stopped}")
    return 0
