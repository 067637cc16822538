"""Who belongs to a tenant, and what stays true while that changes."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tenants.errors import AlreadyMember, LastOwner, UnknownRole
from tenants.members import add_member, change_role, create_tenant, memberships, remove_member, tenant_created
from tenants.models import Member, Tenant
from tenants.roles import Role
from tenants.scope import current_tenant_id, tenant_scope
from tests.cast import make_colleague, make_owner
from tests.factories import make_user


def test_a_new_tenant_has_its_first_owner(database):
    user = make_user()
    tenant = create_tenant(name="Möbel & Söhne", owner=user)
    with tenant_scope(tenant.pk):
        [member] = Member.objects.all()
    assert (member.user, member.role) == (user, Role.OWNER)
    assert tenant.slug.startswith("mobel-sohne-")


def test_two_tenants_may_have_the_same_name(database):
    user = make_user()
    first, second = (create_tenant(name="Same", owner=user) for _ in range(2))
    assert first.slug != second.slug
    assert [place.tenant_id for place in memberships(user)] == [first.pk, second.pk]


def test_rooms_above_hear_of_a_new_tenant_inside_its_scope(database):
    heard = []

    def listen(*, tenant: Tenant, **kwargs):
        heard.append((tenant.pk, current_tenant_id()))

    tenant_created.connect(listen)
    try:
        tenant = create_tenant(name="Heard", owner=make_user())
    finally:
        tenant_created.disconnect(listen)
    assert heard == [(tenant.pk, tenant.pk)]


def test_a_person_joins_once(cast):
    with tenant_scope(cast.alice.tenant.pk), pytest.raises(AlreadyMember):
        add_member(user=cast.bob.user, role=Role.VIEWER)


def test_an_unknown_role_is_refused(cast):
    with tenant_scope(cast.alice.tenant.pk), pytest.raises(UnknownRole):
        add_member(user=cast.charlie.user, role="king")


def test_one_person_may_belong_to_two_tenants_in_different_roles(cast):
    with tenant_scope(cast.charlie.tenant.pk):
        guest = add_member(user=cast.bob.user, role=Role.VIEWER)
    assert [place.tenant_id for place in memberships(cast.bob.user)] == [cast.alice.tenant.pk, cast.charlie.tenant.pk]
    assert (cast.bob.member.role, guest.role) == (Role.BUILDER, Role.VIEWER)


def test_a_removed_member_leads_to_the_tenant_no_more(cast):
    with tenant_scope(cast.alice.tenant.pk):
        remove_member(member=cast.bob.member)
        assert not Member.objects.filter(user=cast.bob.user).exists()
    assert memberships(cast.bob.user) == []


@pytest.mark.parametrize(
    "end", [lambda member: remove_member(member=member), lambda m: change_role(member=m, role="viewer")]
)
def test_the_last_owner_stays(cast, end):
    with tenant_scope(cast.alice.tenant.pk):
        with pytest.raises(LastOwner):
            end(Member.objects.get(pk=cast.alice.member.pk))
        assert Member.objects.get(pk=cast.alice.member.pk).role == Role.OWNER


def test_an_owner_may_leave_when_another_one_is_there(cast):
    with tenant_scope(cast.alice.tenant.pk):
        change_role(member=Member.objects.get(pk=cast.bob.member.pk), role=Role.OWNER)
        remove_member(member=Member.objects.get(pk=cast.alice.member.pk))
        assert [member.user for member in Member.objects.all()] == [cast.bob.user]


def test_two_owners_who_remove_each_other_leave_one(database):
    for _ in range(5):
        alice = make_owner("Alice")
        bob = make_colleague(alice, "Bob", Role.OWNER)

        def remove(member: Member, tenant: Tenant = alice.tenant) -> str:
            try:
                with tenant_scope(tenant.pk):
                    remove_member(member=member)
                return "removed"
            except LastOwner:
                return "refused"
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as threads:
            answers = sorted(threads.map(remove, [alice.member, bob.member]))
        assert answers == ["refused", "removed"]
