"""A PostgreSQL of the operator's own: its logins and database made from the addresses the product will use."""

from collections.abc import Mapping

import psycopg

from config.launcher.failure import LaunchError
from config.launcher.logins import create_logins, login_of
from config.launcher.options import DATABASES


def make_logins(environment: Mapping[str, str]) -> None:
    """Make the logins and the database that the three addresses name; safe to repeat. Raises LaunchError."""
    missing = [name for name in ("ADMIN_DATABASE_URL", *DATABASES) if not environment.get(name)]
    if missing:
        raise LaunchError(f"Set {' and '.join(missing)}: the administrator's address, and one for each login.")
    owner, app, engine = (login_of(environment[name]) for name in DATABASES)
    if len({database for _, database in (owner, app, engine)}) > 1:
        raise LaunchError("DATABASE_URL, APP_DATABASE_URL and ENGINE_DATABASE_URL must name the same database.")
    try:
        with psycopg.connect(environment["ADMIN_DATABASE_URL"], autocommit=True, connect_timeout=10) as admin:
            create_logins(admin, database=owner[1], owner=owner[0], app=app[0], engine=engine[0])
    except psycopg.Error as error:
        raise LaunchError(f"ADMIN_DATABASE_URL: {error}") from error
