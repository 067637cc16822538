"""The suite's own services: three logins, none of which may bypass row security."""

from django.db import connections


def test_each_alias_acts_as_its_own_powerless_login(database):
    for alias, login in (("default", "stellwerk_app"), ("owner", "stellwerk_owner"), ("engine", "stellwerk_engine")):
        with connections[alias].cursor() as cursor:
            cursor.execute("select current_user, rolsuper, rolbypassrls from pg_roles where rolname = current_user")
            assert cursor.fetchone() == (login, False, False)
