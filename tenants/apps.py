"""The app of tenants: where you act."""

from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class TenantsConfig(AppConfig):
    name = "tenants"
    verbose_name = "Tenant"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Check each login at its first connection, and renew the grants after each migration."""
        from tenants import checks

        connection_created.connect(checks.refuse_unsafe_login, dispatch_uid="tenants.unsafe_login")
        post_migrate.connect(renew_grants, sender=self, dispatch_uid="tenants.grants")


def renew_grants(*, using: str, **kwargs: Any) -> None:
    """Give the app's login its rights on the tables that packages brought along."""
    from django.conf import settings
    from django.db import connections

    from tenants.grants import apply_grants

    if connections[using].settings_dict["USER"] == settings.DATABASE_LOGINS["owner"]:
        apply_grants(connections[using])
