"""The sign-in form of the console, with words that help."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.forms import AuthenticationForm

from accounts import lockout
from accounts.models import PASSWORD_MAX_LENGTH, User
from accounts.peer import peer_address


class SignInForm(AuthenticationForm):  # type: ignore[misc]  # unfold has no types
    """Signs in by e-mail address and password. Every failure reads the same and takes the same time."""

    error_messages = {
        "invalid_login": _("This e-mail address and password do not belong together. Check both and try again."),
        "paused": _("There were too many failed attempts. Please wait 15 minutes and try again."),
        "inactive": _("This e-mail address and password do not belong together. Check both and try again."),
        "no_console": _("This account may not open the console. Ask an owner of your tenant for an invitation."),
    }

    def __init__(self, request: HttpRequest | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = _("E-mail address")
        self.fields["username"].widget.attrs |= {"autocomplete": "username", "inputmode": "email"}
        password: Any = self.fields["password"]
        # Longer ones are refused before they are hashed: hashing is slow on purpose.
        password.max_length = PASSWORD_MAX_LENGTH
        password.validators.append(forms.CharField(max_length=PASSWORD_MAX_LENGTH).validators[0])

    def clean(self) -> dict[str, Any]:
        """Return the checked form. Raises ValidationError with the code `paused` or `invalid_login`."""
        attempt = self.attempt()
        if lockout.is_paused(attempt):
            raise ValidationError(self.error_messages["paused"], code="paused")
        try:
            cleaned: dict[str, Any] = super().clean()
        except ValidationError:
            lockout.note_failure(attempt)
            raise
        if self.get_user() is not None:
            lockout.forget(attempt)
        return cleaned

    def attempt(self) -> lockout.Attempt:
        """Return who tries from where."""
        address = peer_address(self.request.META) if self.request else ""
        return lockout.Attempt(str(self.cleaned_data.get("username", "")), address)

    def confirm_login_allowed(self, user: User) -> None:
        """Let in those who may open the console. Raises ValidationError with the code `no_console`."""
        if not user.is_staff:
            raise ValidationError(self.error_messages["no_console"], code="no_console")
