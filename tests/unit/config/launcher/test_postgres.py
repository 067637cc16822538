"""What PostgreSQL is started with, and which lock files of the past are believed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from config.launcher.failure import LaunchError
from config.launcher.keys import new_keys
from config.launcher.places import Places
from config.launcher.postgres import SETTINGS, database_url, forget_stranger, refuse_other_major


def test_it_listens_only_here_and_loses_nothing():
    assert SETTINGS["listen_addresses"] == "127.0.0.1"
    assert (SETTINGS["fsync"], SETTINGS["synchronous_commit"]) == ("on", "on")


def test_the_address_names_the_socket_and_survives_odd_characters():
    places, keys = Places(Path("/tmp/a b"), Path("/tmp/a b")), new_keys()

    read = conninfo_to_dict(database_url(places, keys, login="app", password="p@ss/:wörd"))

    assert read == {
        "user": "app",
        "password": "p@ss/:wörd",
        "host": "/tmp/a b/run",
        "port": str(keys.postgres_port),
        "dbname": "stellwerk",
    }


def test_a_long_path_means_tcp(tmp_path):
    long, keys = tmp_path / ("x" * 100), new_keys()

    read = conninfo_to_dict(database_url(Places(long, long), keys, login="app", password="p"))

    assert read["host"] == "127.0.0.1"


@pytest.mark.parametrize(
    ("whose", "stays"),
    [
        ("a stranger's", False),
        ("a zombie's", False),  # as after a crash in a container whose first process reaps nobody
        ("nobody's", True),  # PostgreSQL itself decides: it also looks for surviving backends
        ("damaged", True),
    ],
)
def test_a_lock_file_is_removed_only_when_it_names_a_living_stranger(tmp_path, whose, stays):
    child = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(60)"])
    if whose != "a stranger's":
        child.kill()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    if whose == "nobody's":
        child.wait()
    lock = tmp_path / "postmaster.pid"
    lock.write_text("not a number\n" if whose == "damaged" else f"{child.pid}\n/somewhere\n")

    forget_stranger(lock, tmp_path)

    assert lock.exists() is stays
    child.kill()
    child.wait()


@pytest.mark.parametrize(
    ("version", "words"), [("17", "made by PostgreSQL 17; this release brings 18"), (None, "holds no PostgreSQL data")]
)
def test_files_that_would_not_be_understood_are_refused(tmp_path, version, words):
    programs = tmp_path / "install" / "bin"
    (tmp_path / "install" / "share").mkdir(parents=True)
    (tmp_path / "install" / "share" / "postgres.bki").write_text("# PostgreSQL 18\n")
    cluster = tmp_path / "pg"
    cluster.mkdir()
    if version:
        (cluster / "PG_VERSION").write_text(f"{version}\n")

    with pytest.raises(LaunchError, match=words):
        refuse_other_major(cluster, programs)


def test_our_own_major_version_and_an_empty_place_are_welcome(tmp_path):
    (tmp_path / "share").mkdir()
    (tmp_path / "share" / "postgres.bki").write_text("# PostgreSQL 18\n")
    refuse_other_major(tmp_path / "pg", tmp_path / "bin")
    (tmp_path / "pg").mkdir()
    (tmp_path / "pg" / "PG_VERSION").write_text("18\n")

    refuse_other_major(tmp_path / "pg", tmp_path / "bin")
