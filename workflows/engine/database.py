"""The engine's connections: its own login, a small pool for each process, opened after the fork."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections
from psycopg import Connection, Cursor, InterfaceError, OperationalError, conninfo
from psycopg_pool import ConnectionPool

from tenants.checks import LOGIN, Login, check_login

ALIAS = "engine"
MAX_CONNECTIONS = 4
SAFE_LIMITS = "-c statement_timeout=5000 -c idle_in_transaction_session_timeout=10000 -c application_name=stellwerk"

# Errors that say nothing about what was asked: the database is away, or lets us wait too long.
AWAY = (OperationalError, InterfaceError)

_pools: dict[int, ConnectionPool] = {}


def address() -> str:
    """Return the connection string of the engine's login."""
    given = connections[ALIAS].settings_dict
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    parts = {name: given[key] for name, key in names.items() if given[key]}
    options = {name: value for name, value in given["OPTIONS"].items() if isinstance(value, str)}
    return conninfo.make_conninfo("", **{**parts, **options, "options": SAFE_LIMITS})


def refuse_unsafe(connection: Connection[Any]) -> None:
    """Close the door to a login that row security does not bind. Raises UnsafeLogin."""
    row = connection.execute(LOGIN).fetchone()
    connection.rollback()
    if row is not None:
        check_login(ALIAS, Login(*row))


def pool() -> ConnectionPool:
    """Return this process's pool; a forked child opens its own."""
    pid = os.getpid()
    if pid not in _pools:
        _pools.clear()
        _pools[pid] = ConnectionPool(
            address(),
            min_size=1,
            max_size=MAX_CONNECTIONS,
            timeout=10,
            max_idle=120,
            kwargs={"prepare_threshold": 2},
            configure=refuse_unsafe,
            check=ConnectionPool.check_connection,
            name=f"engine-{pid}",
            open=True,
        )
    return _pools[pid]


def close() -> None:
    """Close this process's pool."""
    found = _pools.pop(os.getpid(), None)
    if found is not None:
        found.close()


@contextmanager
def transaction() -> Iterator[Cursor[Any]]:
    """Give a cursor in one transaction that commits at the end, or rolls back on an error."""
    with pool().connection() as connection, connection.cursor() as cursor:
        yield cursor
