"""Consistent rows for tests. Each is committed and unique: tests share one database and never clean it."""

from functools import cache

from django.contrib.auth.hashers import make_password
from uuid_utils.compat import uuid7

from accounts.models import User

PASSWORD = "a long enough pass phrase"


@cache
def hashed_password() -> str:
    """Return the hash of PASSWORD, made once: argon2 is slow on purpose."""
    return make_password(PASSWORD)


def make_user(name: str = "Someone", **fields: object) -> User:
    """Return a saved user who signs in with PASSWORD."""
    email = fields.pop("email", f"{name.lower()}.{uuid7().hex}@example.org")
    return User.objects.create(name=name, email=email, password=hashed_password(), **fields)
