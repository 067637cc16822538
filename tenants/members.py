"""Who belongs to a tenant. Each function but the first and the last two works on the tenant in scope."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.dispatch import Signal
from django.utils.text import slugify
from uuid_utils.compat import uuid7

from accounts.emails import normalize_email
from accounts.models import User
from tenants import addresses
from tenants.addresses import Place
from tenants.errors import AlreadyMember, LastOwner, UnknownRole
from tenants.models import Member, Tenant
from tenants.roles import Role
from tenants.scope import current_tenant_id, tenant_scope

MEMBER = "member"

tenant_created = Signal()
"""Sent inside the new tenant's scope and transaction, with `tenant`: rooms above add their own rows."""


def create_tenant(*, name: str, owner: User, slug: str = "") -> Tenant:
    """Return a new tenant with its first owner."""
    tenant_id = uuid7()
    with tenant_scope(tenant_id):
        free = slug or f"{slugify(name)[:50] or 'tenant'}-{tenant_id.hex[-8:]}"
        tenant = Tenant.objects.create(id=tenant_id, name=name, slug=free)
        add_member(user=owner, role=Role.OWNER)
        tenant_created.send(sender=Tenant, tenant=tenant)
    return tenant


def add_member(*, user: User, role: Role | str) -> Member:
    """Return the new member. Raises AlreadyMember, UnknownRole."""
    try:
        with transaction.atomic():
            member: Member = Member.objects.create(user=user, role=_known(role))
    except IntegrityError as error:
        raise AlreadyMember() from error
    addresses.register(MEMBER, str(user.pk), member.pk)
    return member


def change_role(*, member: Member, role: Role | str) -> Member:
    """Return the member with the new role; the next request already feels it. Raises LastOwner, UnknownRole."""
    wanted = _known(role)
    with transaction.atomic():
        if wanted is not Role.OWNER:
            _refuse_last_owner(member)
        member.role = wanted
        member.save(update_fields=["role"])
    return member


def remove_member(*, member: Member) -> None:
    """End the membership; the member's API keys stop working at once. Raises LastOwner."""
    with transaction.atomic():
        _refuse_last_owner(member)
        addresses.drop(MEMBER, str(member.user_id), member.pk)
        member.delete()


def find_or_create_user(*, email: str, name: str = "", password: str | None = None) -> User:
    """Return the account with this e-mail address, made if there is none; without a password it cannot sign in yet."""
    known = User.objects.filter(email=normalize_email(email)).first()
    return known or User.objects.create_user(email, password, name=name)


def memberships(user: User) -> list[Place]:
    """Return the places where the user is a member, oldest first; needs no scope."""
    return addresses.resolve(MEMBER, str(user.pk))


def member_at(place: Place) -> Member | None:
    """Return the member at a place whose scope is open, with user and tenant; None when it is gone."""
    return Member.objects.select_related("user", "tenant").filter(pk=place.object_id).first()


def _known(role: Role | str) -> Role:
    """Return the role. Raises UnknownRole."""
    try:
        return Role(role)
    except ValueError as error:
        raise UnknownRole(pointer="/role") from error


def _refuse_last_owner(member: Member) -> None:
    """Raise LastOwner when nobody else could manage the tenant; the owners' rows stay locked until commit."""
    # Locking the tenant's row first keeps two owners from removing each other at the same moment.
    Tenant.objects.select_for_update().get(pk=current_tenant_id())
    owners: set[UUID] = set(Member.objects.filter(role=Role.OWNER).values_list("pk", flat=True))
    if owners == {member.pk}:
        raise LastOwner()
