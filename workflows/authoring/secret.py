"""Set or make the secret that a webhook trigger checks its callers with."""

import base64
import secrets
from typing import Any

from django.db import transaction

from tenants.roles import Operation
from workflows import vault
from workflows.authoring.errors import NoSecret, NoTrigger, SecretInvalid
from workflows.authoring.locked import lock
from workflows.authoring.permission import Acting, require
from workflows.models import Trigger, Workflow

FIELD = "secret"
MIN_CHARACTERS = 8
MAX_CHARACTERS = 4_096
STANDARD_PREFIX = "whsec_"


@transaction.atomic
def set_trigger_secret(*, member: Acting, workflow: Workflow, trigger: str, secret: str | None = None) -> str:
    """Return the trigger's new secret, as given or made here; it is kept sealed and never shown again.

    Raises NotAllowed, NoTrigger, NoSecret, SecretInvalid, Workflow.DoesNotExist.
    """
    require(member, Operation.SECRET_MANAGE)
    newest = lock(workflow)
    row = Trigger.objects.filter(workflow=newest, name=trigger).first()
    if row is None:
        raise NoTrigger()
    if row.type != "webhook":
        raise NoSecret()
    scheme = _scheme(newest.draft, trigger)
    plain = _made(scheme) if secret is None else _checked(secret, scheme)
    row.sealed_secret = vault.seal(plain.encode(), context=place_of(row))
    row.save(update_fields=["sealed_secret"])
    return plain


def open_trigger_secret(trigger: Trigger) -> str | None:
    """Return the trigger's secret for checking a delivery, or None when none is set. Raises vault.VaultError."""
    if trigger.sealed_secret is None:
        return None
    return vault.open_sealed(bytes(trigger.sealed_secret), context=place_of(trigger)).decode()


def place_of(trigger: Trigger) -> str:
    """Return the context that a trigger's secret is sealed for."""
    return vault.place_of(trigger.tenant_id, trigger.pk, FIELD)


def _scheme(draft: Any, trigger: str) -> str:
    """Return how the draft's trigger checks its callers; `standard` where it does not say."""
    listed = draft.get("triggers") if isinstance(draft, dict) else None
    for entry in listed if isinstance(listed, list) else []:
        if isinstance(entry, dict) and entry.get("id") == trigger:
            options = entry.get("with")
            verify = options.get("verify") if isinstance(options, dict) else None
            return str(verify.get("scheme", "standard")) if isinstance(verify, dict) else "standard"
    return "standard"


def _made(scheme: str) -> str:
    """Return a fresh secret in the form of the scheme: 256 random bits."""
    if scheme == "standard":
        return STANDARD_PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
    if scheme == "basic":
        return f"webhook:{secrets.token_urlsafe(32)}"
    return secrets.token_urlsafe(32)


def _checked(secret: str, scheme: str) -> str:
    """Return a given secret. Raises SecretInvalid, which never repeats it."""
    has_form = MIN_CHARACTERS <= len(secret) <= MAX_CHARACTERS and secret.isprintable() and secret == secret.strip()
    if not has_form:
        raise SecretInvalid(pointer="/secret")
    if scheme == "basic" and ":" not in secret:
        raise SecretInvalid("Basic authentication needs user:password.", pointer="/secret")
    return secret
