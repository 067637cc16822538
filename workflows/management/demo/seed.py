"""Make the demo tenant, or find it again: the same call does both, also after a crash in the middle.

The rows are one transaction and the note is written after its commit. A note without its rows is ignored, rows without
their note get a new password and key.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from accounts.models import User
from tenants.keys import KeyRefused, authenticate, create_key
from tenants.members import create_tenant, member_at, memberships
from tenants.models import Member
from tenants.scope import tenant_scope
from workflows.management.demo.note import Note, read_note, write_note
from workflows.management.demo.order import keep_order, token_of

EMAIL = "demo@example.com"
NAME, SLUG = "Demo company", "demo"
ONE_AT_A_TIME = 0x5374_6564_656D_6F  # an advisory lock of our own: two starts at once make one demo


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeded:
    """The demo's note, and whether its password is new."""

    note: Note
    is_new: bool


def seed_demo(*, path: Path, address: str) -> Seeded:
    """Return the demo's note, kept at `path`; `address` is where steps reach the practice services."""
    earlier = read_note(path)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        member = _member()
        known = earlier if earlier and member and earlier.tenant == str(member.tenant_id) else None
        note = _note(member or _new_member(), known, address)
    if note != earlier:
        write_note(path, note)
    return Seeded(note=note, is_new=known is None)


def _member() -> Member | None:
    """Return the demo's owner from an earlier start."""
    user = User.objects.filter(email=EMAIL).first()
    for place in memberships(user) if user else []:
        with tenant_scope(place.tenant_id):
            member = member_at(place)
            if member is not None and member.tenant.slug == SLUG:
                return member
    return None


def _new_member() -> Member:
    """Return the owner of a new demo tenant; the password follows."""
    user = User.objects.filter(email=EMAIL).first() or User.objects.create_user(EMAIL, name="Demo")
    tenant = create_tenant(name=NAME, owner=user, slug=SLUG)
    with tenant_scope(tenant.pk):
        member: Member = Member.objects.select_related("user", "tenant").get(user=user)
    return member


def _note(member: Member, known: Note | None, address: str) -> Note:
    """Return today's note: known credentials stay, missing ones are made."""
    with tenant_scope(member.tenant_id):
        workflow_id = known.workflow_id if known else None
        workflow = keep_order(member=member, workflow_id=workflow_id, address=address)
        return Note(
            url=settings.PUBLIC_URL,
            email=EMAIL,
            password=known.password if known else _new_password(member.user),
            api_key=known.api_key if known and _opens(known.api_key) else _new_key(member.user),
            tenant=str(member.tenant_id),
            workflow_id=str(workflow.pk),
            webhook_url=f"{settings.PUBLIC_URL}/hooks/{token_of(workflow)}",
        )


def _new_password(user: User) -> str:
    password = secrets.token_urlsafe(15)
    user.set_password(password)
    user.save(update_fields=["password"])
    return password


def _new_key(user: User) -> str:
    return create_key(creator=user, name="Demo").text


def _opens(key: str) -> bool:
    """Return whether a key still works."""
    try:
        authenticate(key)
    except KeyRefused:
        return False
    return True
