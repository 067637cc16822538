"""The three logins on a real server: made, repaired, and refused where they would be too strong or the same."""

import psycopg
import pytest

from config.launcher.failure import LaunchError
from config.launcher.own_server import make_logins
from config.launcher.postgres import ADMIN, database_url

POWERS = "select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb from pg_roles where rolname = %s"


@pytest.fixture(scope="module")
def admin_url(services) -> str:
    return database_url(services.places, services.keys, login=ADMIN, password=services.keys.admin, database="postgres")


@pytest.fixture
def admin(admin_url):
    with psycopg.connect(admin_url, autocommit=True) as connection:
        yield connection


def addresses(services, names=("boss", "face", "motor"), database="second") -> dict[str, str]:
    """Return the operator's three addresses, on the suite's server."""
    variables = ("DATABASE_URL", "APP_DATABASE_URL", "ENGINE_DATABASE_URL")
    return {
        variable: database_url(
            services.places, services.keys, login=name, password=f"{name}-pässwort", database=database
        )
        for variable, name in zip(variables, names, strict=True)
    }


@pytest.fixture
def given(services, admin, admin_url):
    yield addresses(services) | {"ADMIN_DATABASE_URL": admin_url}
    admin.execute("drop database if exists second with (force)")
    for name in ("boss", "face", "motor"):
        admin.execute(f"drop role if exists {name}")


def test_the_logins_are_made_and_made_again_without_harm(given, admin):
    make_logins(given)
    with psycopg.connect(given["DATABASE_URL"]) as owner:
        owner.execute("create table kept as select 5 as n")

    make_logins(given)

    with psycopg.connect(given["DATABASE_URL"]) as owner:
        assert owner.execute("select n from kept").fetchone() == (5,)
    for name in ("boss", "face", "motor"):
        assert admin.execute(POWERS, [name]).fetchone() == (False,), name
    owned_by = "select pg_get_userbyid(datdba) from pg_database where datname = 'second'"
    assert admin.execute(owned_by).fetchone() == ("boss",)


def test_the_faces_may_neither_make_tables_nor_read_the_owners(given):
    make_logins(given)
    with psycopg.connect(given["DATABASE_URL"]) as owner:
        owner.execute("create table private as select 5 as n")

    for variable in ("APP_DATABASE_URL", "ENGINE_DATABASE_URL"):
        for statement in ("create table mine (n int)", "select * from private", "drop table private"):
            with psycopg.connect(given[variable]) as face, pytest.raises(psycopg.errors.InsufficientPrivilege):
                face.execute(statement)


def test_a_login_that_grew_too_strong_is_cut_back_and_gets_its_password(given, admin):
    admin.execute("create role face superuser bypassrls createdb login password 'an old one'")

    make_logins(given)

    assert admin.execute(POWERS, ["face"]).fetchone() == (False,)
    with psycopg.connect(given["APP_DATABASE_URL"]) as face:
        assert face.execute("select current_user").fetchone() == ("face",)


def test_an_administrator_who_is_no_superuser_is_enough(given, admin, services):
    admin.execute("create role hosted login createrole createdb password 'hosted'")
    hosted = database_url(services.places, services.keys, login="hosted", password="hosted", database="postgres")
    try:
        make_logins(given | {"ADMIN_DATABASE_URL": hosted})
        with psycopg.connect(given["DATABASE_URL"]) as owner:
            assert owner.execute("select current_user").fetchone() == ("boss",)
    finally:
        admin.execute("drop database if exists second with (force)")
        admin.execute("drop role if exists boss, face, motor")
        admin.execute("drop role hosted")


def test_nobody_else_may_connect_to_the_database(given, services):
    make_logins(given)

    stranger = database_url(
        services.places, services.keys, login="stellwerk_app", password=services.keys.app, database="second"
    )

    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(stranger)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ADMIN_DATABASE_URL": ""}, "Set ADMIN_DATABASE_URL"),
        ({"APP_DATABASE_URL": "", "DATABASE_URL": ""}, "Set DATABASE_URL and APP_DATABASE_URL"),
        ({"APP_DATABASE_URL": "postgresql://face@db/second"}, "must be postgresql://login:password@"),
        ({"APP_DATABASE_URL": "postgresql://face:x@db/third"}, "the same database"),
        ({"APP_DATABASE_URL": "postgresql://boss:x@db/second"}, "three different logins"),
        ({"ADMIN_DATABASE_URL": "postgresql://a:b@127.0.0.1:1/x"}, "ADMIN_DATABASE_URL: connection"),
    ],
)
def test_addresses_that_cannot_work_are_refused_before_anything_changes(given, admin, change, words):
    with pytest.raises(LaunchError, match=words):
        make_logins(given | change)

    assert admin.execute("select count(*) from pg_roles where rolname in ('boss', 'face', 'motor')").fetchone() == (0,)
