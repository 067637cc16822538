"""A login that could step around row security is refused before its first query."""

import pytest
from django.conf import settings
from django.db import connections
from django.db.utils import load_backend

from tenants import checks
from tenants.checks import Login, UnsafeLogin, check_login


@pytest.fixture
def connect(database):
    """Return a function that makes a connection of its own under an alias."""
    made = []

    def make(alias: str, like: str):
        wanted = {**connections[like].settings_dict, "OPTIONS": {}}
        backend = load_backend(wanted["ENGINE"])
        made.append(backend.DatabaseWrapper(wanted, alias))
        checks._found_safe.clear()
        return made[-1]

    yield make
    for connection in made:
        connection.close()


def test_the_owner_is_refused_as_the_login_of_a_face(connect):
    connection = connect("default", like="owner")
    with pytest.raises(UnsafeLogin, match=settings.DATABASE_LOGINS["owner"]) as refusal:
        connection.ensure_connection()
    assert "APP_DATABASE_URL" in str(refusal.value)


def test_a_refused_connection_stays_refused(connect):
    connection = connect("default", like="owner")
    for _ in range(2):
        with pytest.raises(UnsafeLogin):
            connection.cursor()
    assert connection.connection is None


@pytest.mark.parametrize(("alias", "like"), [("default", "default"), ("engine", "engine"), ("owner", "owner")])
def test_the_right_login_under_the_right_alias_serves(connect, alias, like):
    connection = connect(alias, like=like)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


@pytest.mark.parametrize(
    ("login", "word"),
    [
        (Login("root", True, False, 0), "superuser"),
        (Login("root", False, True, 0), "BYPASSRLS"),
        (Login("root", False, False, 3), "owns 3 tables"),
        (Login("root", True, True, 3), "superuser and has BYPASSRLS and owns"),
    ],
)
def test_the_refusal_names_the_login_and_its_fault(login, word):
    with pytest.raises(UnsafeLogin, match=word) as refusal:
        check_login("default", login)
    assert "'root'" in str(refusal.value)


def test_a_harmless_login_has_no_faults():
    assert Login("app", False, False, 0).faults() == []
