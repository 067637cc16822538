"""From a token to its tenant, before any scope is open."""

import pytest
from django.db import DatabaseError, connection, connections
from uuid_utils.compat import uuid7

from tenants import addresses
from tenants.scope import ScopeMissing, tenant_scope


def test_a_registered_token_leads_to_its_object_without_a_scope(cast):
    token, object_id = uuid7().hex, uuid7()
    with tenant_scope(cast.alice.tenant.pk):
        addresses.register("webhook", token, object_id)
    [(tenant_id, found)] = addresses.resolve("webhook", token)
    assert (tenant_id, found) == (cast.alice.tenant.pk, object_id)


@pytest.mark.parametrize(("kind", "token"), [("webhook", "unknown"), ("api_key", "webhook-token"), ("", "")])
def test_an_unknown_token_leads_nowhere(cast, kind, token):
    assert addresses.resolve(kind, token) == []


def test_a_token_of_one_kind_does_not_lead_as_another(cast):
    token = uuid7().hex
    with tenant_scope(cast.alice.tenant.pk):
        addresses.register("webhook", token, uuid7())
    assert addresses.resolve("api_key", token) == []


def test_one_token_may_lead_to_several_tenants_oldest_first(cast):
    token = uuid7().hex
    for person in (cast.alice, cast.charlie):
        with tenant_scope(person.tenant.pk):
            addresses.register("member", token, person.member.pk)
    found = [place.tenant_id for place in addresses.resolve("member", token)]
    assert found == [cast.alice.tenant.pk, cast.charlie.tenant.pk]


def test_registering_twice_changes_nothing(cast):
    token, object_id = uuid7().hex, uuid7()
    with tenant_scope(cast.alice.tenant.pk):
        addresses.register("webhook", token, object_id)
        addresses.register("webhook", token, object_id)
    assert len(addresses.resolve("webhook", token)) == 1


def test_a_dropped_token_leads_nowhere_but_only_in_the_own_tenant(cast):
    token = uuid7().hex
    for person in (cast.alice, cast.charlie):
        with tenant_scope(person.tenant.pk):
            addresses.register("webhook", token, person.member.pk)
    with tenant_scope(cast.charlie.tenant.pk):
        addresses.drop("webhook", token)
    assert [place.tenant_id for place in addresses.resolve("webhook", token)] == [cast.alice.tenant.pk]


def test_dropping_one_object_keeps_the_others(cast):
    token, first, second = uuid7().hex, uuid7(), uuid7()
    with tenant_scope(cast.alice.tenant.pk):
        addresses.register("webhook", token, first)
        addresses.register("webhook", token, second)
        addresses.drop("webhook", token, first)
    assert [place.object_id for place in addresses.resolve("webhook", token)] == [second]


@pytest.mark.parametrize("change", [addresses.register, addresses.drop])
def test_changing_addresses_needs_a_scope(database, change):
    with pytest.raises(ScopeMissing):
        change("webhook", "token", uuid7())


@pytest.mark.parametrize("alias", ["default", "engine"])
def test_both_serving_logins_may_resolve(cast, alias):
    assert [place.tenant_id for place in addresses.resolve("member", str(cast.bob.user.pk), using=alias)] == [
        cast.alice.tenant.pk
    ]


def test_the_table_itself_stays_closed_without_a_scope(cast):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tenants_address")
        assert cursor.fetchone() == (0,)


def test_the_engine_reads_the_table_in_no_other_way(cast):
    with pytest.raises(DatabaseError, match="permission denied"), connections["engine"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tenants_address")
