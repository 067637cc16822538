"""Make a tenant and the account of its first owner: the way in where no demo tenant was seeded."""

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.models import User
from tenants.members import create_tenant, find_or_create_user


class Command(BaseCommand):
    """`manage.py create_tenant "Muster GmbH" --owner olga@example.com`"""

    help = "Make a tenant and its first owner; prints how to sign in."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the tenant and its owner."""
        parser.add_argument("name", help="the tenant's name, e.g. 'Muster GmbH'")
        parser.add_argument("--owner", required=True, metavar="EMAIL", help="the owner's e-mail address")

    def handle(self, *, name: str, owner: str, **options: Any) -> None:
        """Make both or neither. A known account keeps its password and gets the new tenant beside its others."""
        password = secrets.token_urlsafe(12)
        try:
            with transaction.atomic():
                is_new = not User.objects.filter(email__iexact=owner).exists()
                tenant = create_tenant(name=name, owner=find_or_create_user(email=owner, password=password))
        except (ValueError, ValidationError) as error:
            raise CommandError(f"{owner!r} cannot own a tenant: {error}") from error
        self.stdout.write(f"Tenant {tenant.name} ({tenant.slug}) is ready.")
        self.stdout.write(f"Sign in as {owner}" + (f" with the password {password}" if is_new else " as before"))
