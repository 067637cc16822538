"""Who is calling: a program by its key in the `Authorization` header, or a member by the console's session."""

import re
from contextlib import ExitStack

from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.request import Request

from tenants import keys
from tenants.actors import Actor
from tenants.console import current_member
from tenants.problems import ProblemError

CHALLENGE = 'Bearer realm="Stellwerk"'
KEY_IN_TEXT = re.compile(r"[a-z]{2,8}_[a-z0-9]{12}_[A-Za-z0-9_-]{43}")
CREDENTIAL_NAMES = frozenset({"api_key", "apikey", "api-key", "access_token", "authorization"})


def not_authenticated(code: str, detail: str) -> ProblemError:
    """Return 401 with the way to do it right."""
    hint = "Send the header Authorization: Bearer <API key>."
    return ProblemError(401, code, detail, hint=hint, headers={"WWW-Authenticate": CHALLENGE})


def refuse_credential_in_url(request: Request) -> None:
    """Raise a problem when the query holds a key: addresses end up in logs and histories of others."""
    for name, value in request.query_params.items():
        found = KEY_IN_TEXT.search(str(value))
        if found:
            keys.flag_exposed(found[0])
        if found or name.lower() in CREDENTIAL_NAMES:
            raise ProblemError(
                400,
                "credential_in_url",
                "An API key does not belong in an address: addresses are written to logs.",
                hint="Send the header Authorization: Bearer <API key>, and replace a key that was sent this way.",
            )


class KeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer <API key>`; the answer to a bad one tells its holder why, and others nothing."""

    def authenticate(self, request: Request) -> tuple[Actor, Actor] | None:
        """Return the actor, as user and as auth; None when no key was sent. Raises ProblemError."""
        refuse_credential_in_url(request)
        header = request.META.get("HTTP_AUTHORIZATION", "")
        if not header:
            return None
        scheme, _, text = header.partition(" ")
        if scheme.lower() != "bearer":
            raise not_authenticated("scheme_unknown", "Only the scheme Bearer is understood.")
        try:
            actor = self.admit(request, text.strip())
        except keys.KeyRefused as refused:
            raise not_authenticated(refused.code, refused.message) from refused
        return actor, actor

    def admit(self, request: Request, text: str) -> Actor:
        """Return the actor; where the view keeps scopes, in the transaction that the handler goes on in."""
        scopes: ExitStack | None = getattr(request, "tenant_scopes", None)
        return keys.authenticate(text) if scopes is None else scopes.enter_context(keys.acting(text))

    def authenticate_header(self, request: Request) -> str:
        """Return the challenge that makes DRF answer 401 and not 403."""
        return CHALLENGE


class ConsoleAuthentication(SessionAuthentication):
    """The console's session, with its CSRF token; it acts in the tenant that the console shows."""

    def authenticate(self, request: Request) -> tuple[Actor, Actor] | None:
        """Return the member acting in person; None without a session or a membership. Raises PermissionDenied."""
        member = current_member(request._request)
        if member is None:
            return None
        self.enforce_csrf(request)
        actor = Actor.of_member(member)
        return actor, actor

    def authenticate_header(self, request: Request) -> str:
        """Return the challenge of the other way in: a browser must not be asked for a password here."""
        return CHALLENGE
