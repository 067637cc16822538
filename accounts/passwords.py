"""Rules for new passwords, in one place for forms, commands and the API."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import PASSWORD_MAX_LENGTH


def check_password_strength(password: str) -> None:
    """Accept a password that is neither too short, too common nor too long to hash. Raises ValidationError."""
    if len(password) > PASSWORD_MAX_LENGTH:
        raise ValidationError(f"A password has at most {PASSWORD_MAX_LENGTH} characters.", code="password_too_long")
    validate_password(password)
