"""The standing cast, as committed rows of their own in each test: Alice owns, Bob is a member, Charlie is elsewhere."""

from dataclasses import dataclass

from accounts.models import User
from tenants.actors import Actor
from tenants.keys import create_key
from tenants.members import add_member, create_tenant
from tenants.models import Member, Tenant
from tenants.roles import Role
from tenants.scope import tenant_scope
from tests.factories import PASSWORD, make_user


@dataclass(frozen=True, slots=True)
class Person:
    """One of the cast: who, where, in which role, and a key that may do all the person may."""

    user: User
    tenant: Tenant
    member: Member
    key: str
    password: str = PASSWORD

    @property
    def actor(self) -> Actor:
        """Return the person acting."""
        return Actor.of_member(self.member)

    @property
    def bearer(self) -> dict[str, str]:
        """Return the header that a program of this person sends (for Django's test client)."""
        return {"HTTP_AUTHORIZATION": f"Bearer {self.key}"}


@dataclass(frozen=True, slots=True)
class Cast:
    """Alice (owner) and Bob (builder) of one tenant, Charlie (owner) of another."""

    alice: Person
    bob: Person
    charlie: Person


def make_owner(name: str) -> Person:
    """Return the owner of a tenant of its own."""
    user = make_user(name)
    tenant = create_tenant(name=f"{name}'s workshop", owner=user)
    with tenant_scope(tenant.pk):
        member = Member.objects.select_related("user").get(user=user)
        return Person(user, tenant, member, create_key(creator=user, name="test").text)


def make_colleague(owner: Person, name: str, role: Role = Role.BUILDER) -> Person:
    """Return a new member of the owner's tenant."""
    user = make_user(name)
    with tenant_scope(owner.tenant.pk):
        member = add_member(user=user, role=role)
        return Person(user, owner.tenant, member, create_key(creator=user, name="test").text)


def make_cast() -> Cast:
    """Return a fresh Alice, Bob and Charlie."""
    alice = make_owner("Alice")
    return Cast(alice=alice, bob=make_colleague(alice, "Bob"), charlie=make_owner("Charlie"))
