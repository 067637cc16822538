"""An operator makes the first tenant and its owner with one command."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from uuid_utils.compat import uuid7

from accounts.models import User
from tenants.members import member_at, memberships
from tenants.scope import tenant_scope


def create(name, email):
    out = StringIO()
    call_command("create_tenant", name, owner=email, stdout=out, skip_checks=True)
    return out.getvalue()


@pytest.fixture
def email(database):
    return f"olga.{uuid7().hex}@example.com"


def test_the_owner_can_sign_in_with_the_printed_password(email):
    password = create("Muster GmbH", email).rpartition(" ")[2].strip()

    user = User.objects.get(email=email)
    assert user.check_password(password)
    [place] = memberships(user)
    with tenant_scope(place.tenant_id):
        member = member_at(place)
        assert (member.role, member.tenant.name) == ("owner", "Muster GmbH")


def test_a_known_account_keeps_its_password_and_gets_a_second_tenant(email):
    password = create("First", email).rpartition(" ")[2].strip()

    said = create("Second", email)

    user = User.objects.get(email=email)
    assert user.check_password(password)
    assert password not in said
    assert len(memberships(user)) == 2


def test_an_address_that_is_none_is_refused(database):
    with pytest.raises(CommandError, match="cannot own"):
        create("Muster GmbH", "not an address")
