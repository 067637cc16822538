"""`make up` from outside: real PostgreSQL and Valkey, stand-ins for the product's own processes, real signals."""

import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from config.launcher.account import settle
from config.launcher.keys import read_keys
from config.launcher.leftovers import leftovers
from config.launcher.ports import free_port
from config.launcher.postgres import database_url
from tests.services import REPOSITORY, chosen_folder

OURS = ("DATABASE_URL", "APP_DATABASE_URL", "ENGINE_DATABASE_URL", "REDIS_URL", "SECRET_KEY", "ENCRYPTION_KEYS")
IS_ROOT = os.geteuid() == 0
needs_proc = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")


@dataclass
class House:
    """A VAR_DIR and the supervisor that may run on it."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen | None = None
    said: str = ""

    @property
    def places(self):
        return settle(self.folder)[0]

    def begin(self, **more: str) -> subprocess.Popen:
        """Start `up` and return at once."""
        environment = {name: value for name, value in os.environ.items() if name not in OURS}
        environment |= {"VAR_DIR": str(self.folder), "PORT": str(self.port), "DEMO": "0", **more}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.integration.stub_launcher"],
            cwd=REPOSITORY,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        return self.process

    def up(self, **more: str) -> None:
        """Start `up` and return when it says that it is ready."""
        process = self.begin(**more)
        self.said = ""
        for line in process.stdout:
            self.said += line
            if "Ctrl-C" in line:
                return
        raise AssertionError(f"not ready:\n{self.said}")

    def down(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask the supervisor to stop and return its exit status."""
        self.process.send_signal(number)
        self.said, _ = self.process.communicate(timeout=25)
        return self.process.returncode

    def kill_all(self) -> None:
        """Pull the plug: SIGKILL for the supervisor and everything it started."""
        self.process.kill()
        self.process.communicate()
        for process in leftovers(self.places):
            os.kill(process.pid, signal.SIGKILL)
        wait_until(lambda: not leftovers(self.places))

    def running(self) -> dict[str, int]:
        """Return the process ids by kind, main processes only."""
        kinds = {"postgres -D": "postgres", "valkey-server": "valkey", "gunicorn": "web", "worker": "worker"}
        kinds["celery -A config beat"] = "beat"
        return {
            kind: process.pid
            for process in leftovers(self.places)
            for word, kind in kinds.items()
            if word in process.command
        }

    def ask(self, statement: str, *, login: str = "owner") -> list[tuple]:
        """Execute a statement as one of the logins and return its rows."""
        keys = read_keys(self.places.keys)
        url = database_url(self.places, keys, login=f"stellwerk_{login}", password=getattr(keys, login))
        with psycopg.connect(url, autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []


def wait_until(is_true, *, seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def cleared(house: House) -> None:
    """Leave nothing of a house, quickly: its data is thrown away."""
    if house.process is not None and house.process.poll() is None:
        house.process.kill()
        house.process.communicate()
    if house.folder.exists():
        for process in leftovers(house.places):
            os.kill(process.pid, signal.SIGKILL)
        wait_until(lambda: not leftovers(house.places))
        shutil.rmtree(house.folder)


@pytest.fixture
def house() -> Iterator[House]:
    house = House(chosen_folder())
    yield house
    cleared(house)


@pytest.fixture(scope="module")
def standing() -> Iterator[House]:
    """A house that is up, for tests that only look at it."""
    house = House(chosen_folder())
    house.up()
    yield house
    cleared(house)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_everything_starts_in_an_empty_folder_and_nothing_is_left_after_a_stop(house, number):
    parent = house.folder.parent.stat().st_mode
    house.up()
    assert set(house.running()) == {"postgres", "valkey", "web", "worker", "beat"}

    began = time.monotonic()
    assert house.down(number) == 0

    assert time.monotonic() - began < 20
    assert leftovers(house.places) == []
    assert house.folder.parent.stat().st_mode == parent


def test_secrets_are_private_and_no_login_enters_without_its_password(standing):
    for name in ("secrets.json", "environment.json", "owner.json"):
        assert (standing.folder / name).stat().st_mode & 0o777 == 0o600, name
    assert standing.places.cluster.stat().st_mode & 0o777 == 0o700
    keys = read_keys(standing.places.keys)
    for login in ("postgres", "stellwerk_owner", "stellwerk_app"):
        for host in ("127.0.0.1", str(standing.places.sockets)):
            with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
                psycopg.connect(host=host, port=keys.postgres_port, user=login, password="wrong", dbname="stellwerk")
    rules = (standing.places.cluster / "pg_hba.conf").read_bytes().decode().splitlines()
    assert {line.split()[-1] for line in rules if line.strip() and not line.startswith("#")} == {"scram-sha-256"}
    with socket.create_connection(("127.0.0.1", keys.valkey_port)) as line:
        line.sendall(b"PING\r\n")
        assert line.recv(100).startswith(b"-NOAUTH")


@needs_proc
def test_the_faces_know_the_folder_and_never_the_owner(standing):
    running = standing.running()
    for name in ("web", "worker", "beat"):
        words = Path(f"/proc/{running[name]}/environ").read_bytes().decode().split("\0")
        assert f"VAR_DIR={standing.folder}" in words
        assert not any(word.startswith("DATABASE_URL=") for word in words)
    assert "DATABASE_URL" not in json.loads((standing.folder / "environment.json").read_text())
    assert json.loads((standing.folder / "owner.json").read_text())["DATABASE_URL"].startswith(
        "postgresql://stellwerk_owner:"
    )


@needs_proc
def test_data_survives_kill_9_of_everything_and_a_lock_file_that_names_a_stranger(house):
    house.up()
    house.ask("create table kept as select generate_series(1, 1000) as n")
    house.kill_all()
    # After a restart of the machine the old process id may be anybody's: here it is the test's own.
    pid_file = house.places.cluster / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")

    house.up()

    assert house.ask("select count(*), sum(n) from kept") == [(1000, 500500)]
    assert house.down(signal.SIGINT) == 0


@needs_proc
def test_leftovers_of_a_killed_supervisor_are_stopped_and_all_data_is_there(house):
    house.up()
    house.ask("create table kept as select 7 as n")
    before = house.running()
    house.process.kill()
    house.process.communicate()
    assert house.running() == before  # they outlive their supervisor

    house.up()

    assert set(before.values()).isdisjoint(house.running().values())
    assert "processes of an earlier start" in house.said
    assert house.ask("select n from kept") == [(7,)]


@needs_proc
def test_a_killed_child_comes_back(house):
    house.up()
    for name in ("web", "postgres"):
        old = house.running()[name]

        os.kill(old, signal.SIGKILL)

        wait_until(lambda name=name, old=old: house.running().get(name, old) != old)
    wait_until(lambda: can_answer(house))
    house.down()
    assert "web ended (killed by SIGKILL); next start in 0.5 s" in house.said
    assert "postgres started again" in house.said


def can_answer(house: House) -> bool:
    try:
        return house.ask("select 1") == [(1,)]
    except psycopg.OperationalError:
        return False


def test_a_second_supervisor_is_refused_and_the_first_stays(standing):
    before = standing.running()

    second = House(standing.folder)
    said, _ = second.begin().communicate(timeout=20)

    assert second.process.returncode == 1
    assert f"already runs from {standing.folder} (process {standing.process.pid})" in said
    assert standing.running() == before


def test_a_taken_port_is_said_and_nothing_stays(house):
    with socket.socket() as other:
        other.bind(("127.0.0.1", house.port))
        other.listen()

        said, _ = house.begin().communicate(timeout=20)

    assert house.process.returncode == 1
    assert f"Port {house.port} on 127.0.0.1 is taken" in said
    assert leftovers(house.places) == []


@pytest.mark.parametrize(("failing", "words"), [("prepare", "no-such-command"), ("web", "this stand-in fails")])
def test_a_failure_in_the_middle_leaves_nothing_and_shows_the_reason(house, failing, words):
    said, _ = house.begin(STUB_FAILS=failing).communicate(timeout=30)

    assert house.process.returncode == 1
    assert words in said
    assert leftovers(house.places) == []


def test_a_stop_during_the_start_leaves_nothing(house):
    process = house.begin()
    wait_until(lambda: (house.folder / "pids" / "postgres.pid").exists())

    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate(timeout=25)

    assert process.returncode == 0, said
    assert leftovers(house.places) == []


def test_a_path_too_long_for_a_socket_falls_back_to_tcp(house):
    house.folder = house.folder / ("long" * 25)
    house.up()

    urls = json.loads((house.folder / "environment.json").read_text())

    assert "@127.0.0.1:" in urls["APP_DATABASE_URL"]
    assert house.ask("select current_user", login="app") == [("stellwerk_app",)]
    house.down()
    shutil.rmtree(house.folder.parent)


def test_data_of_another_major_version_is_refused_with_what_helps(house):
    places, account = settle(house.folder)
    places.cluster.mkdir()
    (places.cluster / "PG_VERSION").write_text("15\n")
    for path in (places.cluster, places.cluster / "PG_VERSION"):
        os.chown(path, account.uid, account.gid)

    said, _ = house.begin().communicate(timeout=20)

    assert house.process.returncode == 1
    assert "was made by PostgreSQL 15; this release brings 18" in said
    assert "pg_dump" in said


def test_given_servers_are_used_and_none_is_embedded(house, services):
    given = {name: value for name, value in services.environment().items() if name.endswith("_URL")}

    house.up(**given)

    assert "postgres" not in house.running()
    assert "valkey" not in house.running()
    saved = json.loads((house.folder / "environment.json").read_text())
    assert set(saved) == {"SECRET_KEY", "ENCRYPTION_KEYS"}
    assert not (house.folder / "owner.json").exists()


@pytest.mark.skipif(not IS_ROOT, reason="only root can drop")
@needs_proc
def test_as_root_both_servers_run_as_nobody(standing):
    owners = {name: Path(f"/proc/{pid}").stat().st_uid for name, pid in standing.running().items()}

    nobody = pwd.getpwnam("nobody").pw_uid
    assert (owners["postgres"], owners["valkey"], owners["web"]) == (nobody, nobody, 0)


@pytest.mark.skipif(not IS_ROOT, reason="only root can drop")
def test_as_root_a_closed_folder_is_left_closed_and_the_data_goes_elsewhere(tmp_path):
    closed, state = tmp_path / "home" / "var", tmp_path / "state"
    (tmp_path / "home").mkdir(mode=0o700)

    places, account = settle(closed, state=state)

    assert account.drops
    assert places.folder == closed
    assert places.data.is_relative_to(state)
    assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700
    assert settle(closed, state=state)[0] == places
    # Who deletes VAR_DIR begins anew, with data of its own.
    shutil.rmtree(closed)
    assert settle(closed, state=state)[0].data != places.data


def test_data_without_its_passwords_is_refused_with_what_helps(house):
    house.up()
    house.down()
    (house.folder / "secrets.json").unlink()

    said, _ = house.begin().communicate(timeout=20)

    assert house.process.returncode == 1
    assert "its passwords are others" in said
    assert leftovers(house.places) == []
