"""The three logins of the database: the owner migrates, the faces act as app, the engine as engine. None may bypass."""

from dataclasses import dataclass
from typing import LiteralString
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import sql

from config.launcher.failure import LaunchError

NAMES = {"owner": "stellwerk_owner", "app": "stellwerk_app", "engine": "stellwerk_engine"}


@dataclass(frozen=True, slots=True)
class Login:
    """A name and its password."""

    name: str
    password: str

    def __repr__(self) -> str:
        return f"Login({self.name})"


def login_of(url: str) -> tuple[Login, str]:
    """Return the login and the database's name in `postgresql://login:password@host/database`."""
    parts = urlsplit(url)
    if not parts.username or not parts.password or len(parts.path) < 2:
        raise LaunchError("Each database address must be postgresql://login:password@host:port/database.")
    return Login(unquote(parts.username), unquote(parts.password)), parts.path[1:]


def create_logins(admin: psycopg.Connection, *, database: str, owner: Login, app: Login, engine: Login) -> None:
    """Make the logins and the database, or bring them to this state; safe to repeat.

    1. Each login exists with its password and may neither bypass row security nor be a superuser.
    2. The database exists and belongs to the owner; nobody but the three may connect.
    """
    if len({owner.name, app.name, engine.name}) < 3:
        raise LaunchError("The owner, app and engine addresses must name three different logins.")
    for login in (owner, app, engine):
        make_login(admin, login)
    make_database(admin, database=database, owner=owner)
    names = sql.SQL(", ").join(sql.Identifier(login.name) for login in (owner, app, engine))
    run(admin, "revoke all on database {} from public", sql.Identifier(database))
    run(admin, "grant connect, temporary on database {} to {}", sql.Identifier(database), names)


def make_login(admin: psycopg.Connection, login: Login) -> None:
    """Make one login. The password travels as its SCRAM verifier, so that no server log can hold it."""
    name = sql.Identifier(login.name)
    if not admin.execute("select 1 from pg_roles where rolname = %s", [login.name]).fetchone():
        run(admin, "create role {} login", name)
    verifier = admin.pgconn.encrypt_password(login.password.encode(), login.name.encode(), b"scram-sha-256")
    run(admin, "alter role {} login password {}", name, sql.Literal(verifier.decode()))
    powers = "select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb from pg_roles where rolname = %s"
    if admin.execute(powers, [login.name]).fetchone() != (False,):
        run(admin, "alter role {} nosuperuser nobypassrls nocreaterole nocreatedb", name)


def make_database(admin: psycopg.Connection, *, database: str, owner: Login) -> None:
    """Make the database, owned by the owner. A hosted PostgreSQL's administrator must be a member of it for that."""
    (is_super,) = admin.execute("select rolsuper from pg_roles where rolname = current_user").fetchone() or (False,)
    if not is_super:
        run(admin, "grant {} to current_user", sql.Identifier(owner.name))
    names = sql.Identifier(database), sql.Identifier(owner.name)
    found = admin.execute("select pg_get_userbyid(datdba) from pg_database where datname = %s", [database]).fetchone()
    if found is None:
        run(admin, "create database {} owner {} encoding 'UTF8' template template0", *names)
    elif found != (owner.name,):
        run(admin, "alter database {} owner to {}", *names)


def run(admin: psycopg.Connection, statement: LiteralString, *parts: sql.Composable) -> None:
    """Execute a statement whose names are quoted."""
    admin.execute(sql.SQL(statement).format(*parts))
