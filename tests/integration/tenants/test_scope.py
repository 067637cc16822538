"""One tenant at a time, for Python and for PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import DatabaseError, connection, transaction
from uuid_utils.compat import uuid7

from tenants.models import Address, ApiKey, Member, Tenant
from tenants.scope import ForeignTenant, ScopeMissing, current_tenant_id, scope_is_open, tenant_scope
from tests.cast import make_owner


def setting() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('app.tenant', true), '')")
        return cursor.fetchone()[0]


def visible_members() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tenants_member")
        return cursor.fetchone()[0]


@pytest.mark.parametrize("model", [Tenant, Member, ApiKey, Address])
@pytest.mark.parametrize(
    "ask",
    [
        lambda model: model.objects.all(),
        lambda model: model.objects.count(),
        lambda model: model.objects.filter(pk=uuid7()).delete(),
        lambda model: model._base_manager.all(),
        lambda model: model._default_manager.get(pk=uuid7()),
    ],
)
def test_a_query_without_a_scope_raises(model, ask):
    with pytest.raises(ScopeMissing):
        ask(model)


def test_saving_without_a_scope_raises(cast):
    with pytest.raises(ScopeMissing):
        Address(kind="x", sha256=bytes(32), object_id=uuid7()).save()


def test_sql_without_a_scope_sees_no_row(cast):
    assert visible_members() == 0


def test_sql_without_a_scope_sees_no_row_inside_a_transaction(cast):
    with transaction.atomic():
        assert visible_members() == 0


def test_a_scope_shows_its_own_tenant_alone(cast):
    with tenant_scope(cast.alice.tenant.pk):
        assert {member.user for member in Member.objects.all()} == {cast.alice.user, cast.bob.user}
        assert list(Tenant.objects.all()) == [cast.alice.tenant]
        assert visible_members() == 2


def test_a_foreign_row_is_found_by_no_id(cast):
    with tenant_scope(cast.alice.tenant.pk):
        assert Member.objects.filter(pk=cast.charlie.member.pk).first() is None
        assert Member.objects.filter(tenant=cast.charlie.tenant).count() == 0


def test_a_row_of_another_tenant_cannot_be_saved(cast):
    with tenant_scope(cast.alice.tenant.pk), pytest.raises(ForeignTenant):
        Address.objects.create(kind="x", sha256=bytes(32), object_id=uuid7(), tenant=cast.charlie.tenant)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO tenants_address (id, kind, sha256, object_id, tenant_id)"
        " VALUES (%(id)s, 'x', '', %(id)s, %(foreign)s)",
        "UPDATE tenants_address SET tenant_id = %(foreign)s",
        "UPDATE tenants_member SET tenant_id = %(foreign)s",
        "INSERT INTO tenants_tenant (id, name, slug, settings, created_at) VALUES (%(id)s, 'x', %(id)s, '{}', now())",
    ],
)
def test_postgresql_refuses_a_row_for_another_tenant(cast, statement):
    values = {"id": str(uuid7()), "foreign": str(cast.charlie.tenant.pk)}
    with pytest.raises(DatabaseError), tenant_scope(cast.alice.tenant.pk), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE tenants_member SET role = 'viewer' WHERE id = %s", "DELETE FROM tenants_member WHERE id = %s"],
)
def test_a_foreign_row_is_neither_changed_nor_removed(cast, statement):
    with tenant_scope(cast.alice.tenant.pk), connection.cursor() as cursor:
        cursor.execute(statement, [cast.charlie.member.pk])
        assert cursor.rowcount == 0


def test_bulk_rows_take_the_tenant_in_scope(cast):
    with tenant_scope(cast.alice.tenant.pk):
        Address.objects.bulk_create([Address(kind="bulk", sha256=bytes([n]), object_id=uuid7()) for n in range(3)])
        assert {row.tenant_id for row in Address.objects.filter(kind="bulk")} == {cast.alice.tenant.pk}


def test_scopes_nest_and_give_the_outer_tenant_back(cast):
    with tenant_scope(cast.alice.tenant.pk):
        with tenant_scope(cast.charlie.tenant.pk):
            assert current_tenant_id() == cast.charlie.tenant.pk
            assert visible_members() == 1
        assert current_tenant_id() == cast.alice.tenant.pk
        assert setting() == str(cast.alice.tenant.pk)
        assert visible_members() == 2
    assert not scope_is_open()
    assert setting() == ""


def test_an_inner_scope_that_fails_gives_the_outer_tenant_back(cast):
    with tenant_scope(cast.alice.tenant.pk):
        with suppress(DatabaseError), tenant_scope(cast.charlie.tenant.pk), connection.cursor() as cursor:
            cursor.execute("SELECT 1/0")
        assert setting() == str(cast.alice.tenant.pk)
        assert visible_members() == 2


def test_the_same_scope_within_itself_is_a_savepoint(cast):
    with tenant_scope(cast.alice.tenant.pk):
        with suppress(RuntimeError), tenant_scope(cast.alice.tenant.pk):
            Address.objects.create(kind="inner", sha256=bytes(32), object_id=uuid7())
            raise RuntimeError
        assert not Address.objects.filter(kind="inner").exists()
        assert visible_members() == 2


def test_a_scope_inside_a_plain_transaction_ends_with_the_scope(cast):
    with transaction.atomic():
        with tenant_scope(cast.alice.tenant.pk):
            assert visible_members() == 2
        assert visible_members() == 0


def test_an_error_keeps_nothing_of_the_scope(cast):
    with suppress(RuntimeError), tenant_scope(cast.alice.tenant.pk):
        Address.objects.create(kind="lost", sha256=bytes(32), object_id=uuid7())
        raise RuntimeError
    with tenant_scope(cast.alice.tenant.pk):
        assert not Address.objects.filter(kind="lost").exists()


def test_the_tenant_may_be_named_by_text_but_not_by_anything(cast):
    with tenant_scope(str(cast.alice.tenant.pk)) as tenant_id:
        assert tenant_id == cast.alice.tenant.pk
    with pytest.raises(ValueError, match="badly formed"), tenant_scope("' OR true --"):
        pass


def test_the_setting_never_leaks_through_the_pool(database):
    people = [make_owner(f"Tenant{n}") for n in range(10)]

    def look(turn: int) -> bool:
        person = people[turn % len(people)]
        try:
            with tenant_scope(person.tenant.pk):
                seen = [member.tenant_id for member in Member.objects.all()]
            return seen == [person.tenant.pk] and visible_members() == 0 and setting() == ""
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=6) as threads:
        assert all(threads.map(look, range(600)))
