"""The promise that row security holds: a login that could step around it is refused before its first query."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper

OWNER_ALIAS = "owner"

LOGIN = """
SELECT current_user, rolsuper, rolbypassrls,
       (SELECT count(*) FROM pg_class
         WHERE relrowsecurity AND pg_has_role(current_user, relowner, 'MEMBER')) AS owned
  FROM pg_roles WHERE rolname = current_user
"""

_found_safe: set[tuple[str, str]] = set()


class UnsafeLogin(ImproperlyConfigured):
    """A database login could read the rows of every tenant."""


@dataclass(frozen=True, slots=True)
class Login:
    """What PostgreSQL says about the login of a connection."""

    name: str
    is_superuser: bool
    bypasses_row_security: bool
    owned_tables: int

    def faults(self) -> list[str]:
        """Return why row security would not hold for this login; [] when it does."""
        owns = f"owns {self.owned_tables} tables with row security, or is a member of the role that does"
        return [
            *(["is a superuser"] if self.is_superuser else []),
            *(["has BYPASSRLS"] if self.bypasses_row_security else []),
            *([owns] if self.owned_tables else []),
        ]


def check_login(alias: str, login: Login) -> None:
    """Accept a login that row security binds. Raises UnsafeLogin."""
    if faults := login.faults():
        raise UnsafeLogin(
            f"The database login {login.name!r} (alias {alias!r}) {' and '.join(faults)}, so the tenants would not be "
            f"kept apart. Use a login of its own for this address: CREATE ROLE … LOGIN NOSUPERUSER NOBYPASSRLS, "
            f"which owns nothing, and name it in APP_DATABASE_URL or ENGINE_DATABASE_URL."
        )


def refuse_unsafe_login(*, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Check the login of a new connection, once per process; the owner only migrates and is let through."""
    place = (connection.alias, str(connection.settings_dict.get("USER")))
    if connection.alias == OWNER_ALIAS or connection.vendor != "postgresql" or place in _found_safe:
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute(LOGIN)
            check_login(connection.alias, Login(*cursor.fetchone()))
    except Exception:
        # Django would keep the connection it has just made and use it for the next query.
        connection.close()
        raise
    _found_safe.add(place)
