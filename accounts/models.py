"""A person who signs in. What the person may do is a matter of the tenant, never of this table."""

from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from uuid_utils.compat import uuid7

from accounts.emails import normalize_email
from accounts.timezones import check_timezone

PASSWORD_MAX_LENGTH = 128


class UserManager(BaseUserManager["User"]):
    """Makes users and finds them by e-mail address in any spelling."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Return a new saved user; without a password the account cannot sign in. Raises ValidationError."""
        user = self.model(email=normalize_email(email), **fields)
        if password is not None and len(password) > PASSWORD_MAX_LENGTH:
            raise ValidationError({"password": f"A password has at most {PASSWORD_MAX_LENGTH} characters."})
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Return a new platform operator; that gives the admin site, but no tenant's data."""
        return self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the user with this e-mail address. Raises User.DoesNotExist."""
        return self.get(email=normalize_email(username or ""))


class User(AbstractBaseUser, PermissionsMixin):
    """One person; `email` is the name to sign in with."""

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField("e-mail address", max_length=254)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=12, default="en")
    timezone = models.CharField(max_length=64, default="UTC", validators=[check_timezone])
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("may open the console", default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_is_lower_case"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        """Bring the address into its stored spelling."""
        self.email = normalize_email(self.email)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the address in its stored spelling, whoever calls."""
        self.clean()
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        """Return the name to greet the person with."""
        return str(self)

    def get_short_name(self) -> str:
        """Return the name to greet the person with."""
        return str(self)
