"""Migrations and seed run when something changed, and are left out only when nothing can have."""

import json
import threading

import psycopg
import pytest

from config.launcher import prepare as module
from config.launcher.bell import Bell
from config.launcher.failure import LaunchError
from config.launcher.options import read_options
from config.launcher.places import Places
from config.launcher.prepare import applied, connect, fingerprint, prepare, take_turn
from config.launcher.supervisor import Supervisor


class Still(Bell):
    """A bell without handlers: the suite keeps its own signals."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def pause(self, seconds: float) -> None:
        self.waits.append(seconds)


@pytest.fixture
def owner_url(services) -> str:
    return services.environment()["DATABASE_URL"]


@pytest.fixture
def start(tmp_path, owner_url, monkeypatch):
    """Prepare as a start does, with a record instead of manage.py; returns what was said and what would have run."""
    supervisor = Supervisor(places=Places(tmp_path, tmp_path), bell=Still(), say=print)

    def run(*, port: int = 8000, demo: str = "1") -> tuple[tuple[str, str], list[str]]:
        ran: list[str] = []

        def record(supervisor, words, environment) -> None:
            ran.append(words[0])
            if words[0] == "seed_demo":
                supervisor.places.demo.write_text("{}")

        monkeypatch.setattr(module, "run_manage", record)
        options = read_options({"VAR_DIR": str(tmp_path), "PORT": str(port), "DEMO": demo})
        return prepare(supervisor, options=options, environment={}, owner_url=owner_url), ran

    return run


def test_the_first_start_does_both_and_the_second_neither(start):
    assert start() == (("done", "done"), ["migrate", "seed_demo"])

    assert start() == (("unchanged", "unchanged"), [])


def test_another_address_or_a_lost_note_seeds_again(start, tmp_path):
    start()

    assert start(port=8001) == (("unchanged", "done"), ["seed_demo"])
    (tmp_path / "demo.json").unlink()
    assert start(port=8001) == (("unchanged", "done"), ["seed_demo"])


def test_without_the_demo_nothing_is_seeded(start):
    assert start(demo="0") == (("done", "off"), ["migrate"])


@pytest.mark.parametrize(
    "record",
    ["", "{", "[]", '{"schema": "of another release"}', '{"unknown": 1}'],
)
def test_a_record_in_doubt_runs_the_migrations(start, tmp_path, record):
    start()

    (tmp_path / "done.json").write_text(record)

    assert start()[0][0] == "done"


def test_a_database_that_is_not_the_one_on_record_is_migrated(start, tmp_path):
    start()
    done = json.loads((tmp_path / "done.json").read_text())

    (tmp_path / "done.json").write_text(json.dumps(done | {"applied": "another database"}))

    assert start()[1] == ["migrate", "seed_demo"]


def test_an_interrupted_migration_is_not_on_record(start, tmp_path, owner_url, monkeypatch):
    def fail(supervisor, words, environment) -> None:
        raise LaunchError("pulled the plug")

    options = read_options({"VAR_DIR": str(tmp_path)})
    supervisor = Supervisor(places=Places(tmp_path, tmp_path), bell=Still(), say=print)
    monkeypatch.setattr(module, "run_manage", fail)

    with pytest.raises(LaunchError, match="pulled the plug"):
        prepare(supervisor, options=options, environment={}, owner_url=owner_url)

    assert start()[0] == ("done", "done")


def test_an_applied_migration_changes_the_databases_fingerprint(services, owner_url):
    with psycopg.connect(owner_url) as owner:
        before = applied(owner, owner_url)
        owner.execute("insert into django_migrations (app, name, applied) values ('x', 'y', now())")

        assert applied(owner, owner_url) != before
        owner.rollback()
        assert applied(owner, owner_url) == before


def test_the_schemas_fingerprint_sees_a_changed_migration(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "REPOSITORY", tmp_path)
    (tmp_path / "requirements.txt").write_text("Django==5.2\n")
    folder = tmp_path / "tenants" / "migrations"
    folder.mkdir(parents=True)
    (folder / "0001_initial.py").write_text("a")
    seen = [fingerprint(module.SCHEMA_FILES)]

    (folder / "0001_initial.py").write_text("b")
    seen.append(fingerprint(module.SCHEMA_FILES))
    (folder / "run_tables.sql").write_text("c")
    seen.append(fingerprint(module.SCHEMA_FILES))
    (tmp_path / "requirements.txt").write_text("Django==5.3\n")
    seen.append(fingerprint(module.SCHEMA_FILES))

    assert len(set(seen)) == 4
    (tmp_path / "tenants" / "views.py").write_text("no schema")
    assert fingerprint(module.SCHEMA_FILES) == seen[-1]


def test_two_machines_migrate_one_after_the_other(owner_url, tmp_path):
    bell = Still()
    supervisor = Supervisor(places=Places(tmp_path, tmp_path), bell=bell, say=print)
    with connect(supervisor, owner_url) as first, connect(supervisor, owner_url) as second:
        take_turn(supervisor, first)
        threading.Timer(0.2, first.close).start()

        take_turn(supervisor, second)

    assert bell.waits


def test_a_refused_password_is_said_at_once(owner_url, tmp_path):
    bell = Still()
    supervisor = Supervisor(places=Places(tmp_path, tmp_path), bell=bell, say=print)

    with pytest.raises(LaunchError, match="DATABASE_URL: the database does not let the owner in"):
        connect(supervisor, owner_url.replace("@", "x@", 1))

    assert bell.waits == []
