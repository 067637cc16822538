"""Rights of the app's login on tables without a tenant: accounts, sessions, beat and what other packages bring."""

from collections.abc import Iterator

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

from tenants.rowsecurity import EVERY_ROW, login

OWN_MIGRATIONS = frozenset({"tenants", "workflows"})
"""Apps whose migrations grant by themselves, table by table."""


def shared_tables() -> Iterator[str]:
    """Yield the tables of all other installed apps."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label not in OWN_MIGRATIONS and model._meta.managed and not model._meta.proxy:
            yield model._meta.db_table


def apply_grants(connection: BaseDatabaseWrapper) -> None:
    """Grant what the app's login needs, take from the public what it need not have; running twice changes nothing."""
    name = connection.ops.quote_name
    app, engine = name(login("app")), name(login("engine"))
    with connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        cursor.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {app}, {engine}")
        cursor.execute(f"GRANT SELECT ON {name('django_migrations')} TO {app}, {engine}")
        for table in sorted(existing.intersection(shared_tables())):
            cursor.execute(f"GRANT {EVERY_ROW} ON {name(table)} TO {app}")
