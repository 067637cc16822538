"""The separation of tenants as PostgreSQL's own catalogue tells it, for every table there is."""

import pytest
from django.conf import settings
from django.db import connection, connections, transaction

from tenants.grants import apply_grants
from tenants.models import ApiIdempotency
from tenants.scope import tenant_scope
from tests.integration.tenants import catalogue

LOGINS = settings.DATABASE_LOGINS

# What runs as the owner: by name, language, and the logins that may call it besides the owner.
DEFINERS = {
    # Static text: nothing is assembled at run time.
    "resolve_address(text,bytea)": ("sql", {LOGINS["app"], LOGINS["engine"]}),
    # It assembles names of leaves, from numbers and its own text alone: a caller hands over one integer.
    "make_partitions(integer)": ("plpgsql", {LOGINS["engine"]}),
}


@pytest.fixture
def owner(database):
    """The owner's connection, in a transaction that is rolled back."""
    connections["owner"].close()
    with connections["owner"].cursor() as cursor:
        # The other connections must not be waited for in vain.
        cursor.execute("SET lock_timeout = '5s'")
    try:
        with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
            yield cursor
            transaction.set_rollback(True, using="owner")
    finally:
        connections["owner"].close()


def faults(cursor, table: str) -> list[str]:
    return catalogue.isolation_faults(cursor, table, owner=LOGINS["owner"], engine=LOGINS["engine"])


def test_every_table_with_a_tenant_is_isolated(owner):
    tables = catalogue.tenant_tables(owner)
    assert {"tenants_tenant", "tenants_member", "tenants_apikey", "tenants_address"} <= set(tables)
    assert [fault for table in tables for fault in faults(owner, table)] == []


@pytest.mark.parametrize(
    "damage",
    [
        "DROP POLICY tenant_isolation ON {}",
        "ALTER TABLE {} DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE {} NO FORCE ROW LEVEL SECURITY",
        "ALTER POLICY tenant_isolation ON {} USING (true)",
        "ALTER POLICY tenant_isolation ON {} WITH CHECK (true)",
        "ALTER POLICY tenant_isolation ON {} TO CURRENT_USER",
        "CREATE POLICY convenience ON {} USING (true)",
    ],
)
def test_damage_to_any_one_table_is_noticed(owner, damage):
    unnoticed = []
    for table in catalogue.tenant_tables(owner):
        with transaction.atomic(using="owner"):
            owner.execute(damage.format(table))
            if not faults(owner, table):
                unnoticed.append(table)
            transaction.set_rollback(True, using="owner")
        assert faults(owner, table) == [], "the damage was not rolled back"
    assert unnoticed == []


TABLES = ["tenants_tenant", "tenants_member", "tenants_apikey", "tenants_apiidempotency"]


def seen(cursor, table: str, tenant_id: object, in_scope: object) -> int:
    """Return how many rows of a tenant are visible in the scope of another."""
    column = "id" if table == "tenants_tenant" else "tenant_id"
    cursor.execute("SELECT set_config('app.tenant', %s, true)", [str(in_scope)])
    cursor.execute(f"SELECT count(*) FROM {table} WHERE {column} = %s", [tenant_id])
    return cursor.fetchone()[0]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    ("damage", "own", "foreign"),
    [
        ("SELECT 1", True, False),
        ("DROP POLICY tenant_isolation ON {}", False, False),  # nothing is visible any more
        ("ALTER TABLE {} DISABLE ROW LEVEL SECURITY", True, True),
        ("ALTER TABLE {} NO FORCE ROW LEVEL SECURITY", True, True),  # the owner stands for any table owner
        ("ALTER POLICY tenant_isolation ON {} USING (true)", True, True),
    ],
)
def test_the_policies_and_nothing_else_keep_tenants_apart(cast, owner, table, damage, own, foreign):
    for person in (cast.alice, cast.charlie):
        with tenant_scope(person.tenant.pk):
            ApiIdempotency.objects.create(key="probe", request_sha256=bytes(32))
    owner.execute(damage.format(table))
    alice, charlie = cast.alice.tenant.pk, cast.charlie.tenant.pk
    assert (seen(owner, table, alice, in_scope=alice) > 0) is own
    assert (seen(owner, table, charlie, in_scope=alice) > 0) is foreign


def test_no_login_holds_rights_on_a_partition(owner):
    assert catalogue.rows(owner, catalogue.PARTITION_GRANTS) == []


def test_a_right_on_a_partition_would_be_noticed(owner):
    owner.execute("CREATE TABLE probe (tenant_id uuid) PARTITION BY LIST (tenant_id)")
    owner.execute("CREATE TABLE probe_leaf PARTITION OF probe DEFAULT")
    owner.execute(f"GRANT SELECT ON probe_leaf TO {LOGINS['app']}")
    assert catalogue.rows(owner, catalogue.PARTITION_GRANTS) == [("probe_leaf", LOGINS["app"])]


def test_every_view_runs_as_its_reader(owner):
    assert catalogue.rows(owner, catalogue.RUNAWAY_VIEWS) == []


@pytest.mark.parametrize(("options", "noticed"), [("", True), ("WITH (security_invoker = true)", False)])
def test_a_view_that_runs_as_its_owner_would_be_noticed(owner, options, noticed):
    owner.execute(f"CREATE VIEW probe {options} AS SELECT * FROM tenants_member")
    assert bool(catalogue.rows(owner, catalogue.RUNAWAY_VIEWS)) is noticed


def test_only_known_functions_run_as_the_owner(owner):
    found = {row[0]: row[1:] for row in catalogue.rows(owner, catalogue.DEFINER_FUNCTIONS)}
    assert {name: (language, set(logins) - {LOGINS["owner"]}) for name, (_, language, logins, _) in found.items()} == (
        DEFINERS
    )
    for config, _, _, is_public in found.values():
        assert config in (["search_path=pg_catalog"], ["search_path=public, pg_temp"])
        assert not is_public


def test_a_further_function_that_runs_as_the_owner_would_be_noticed(owner):
    owner.execute("CREATE FUNCTION probe() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'")
    found = {row[0]: row for row in catalogue.rows(owner, catalogue.DEFINER_FUNCTIONS)}
    assert found["probe()"][1] is None


def test_the_logins_are_bound_and_own_nothing(owner):
    owner.execute(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,"
        " (SELECT count(*) FROM pg_class WHERE relowner = r.oid),"
        " pg_has_role(r.oid, %s, 'MEMBER') FROM pg_roles r WHERE rolname IN (%s, %s) ORDER BY rolname",
        [LOGINS["owner"], LOGINS["app"], LOGINS["engine"]],
    )
    harmless = (False, False, False, False, 0, False)
    assert owner.fetchall() == [(LOGINS["app"], *harmless), (LOGINS["engine"], *harmless)]


@pytest.mark.parametrize("login", ["app", "engine"])
def test_a_login_cannot_make_tables(owner, login):
    owner.execute("SELECT has_schema_privilege(%s, 'public', 'CREATE')", [LOGINS[login]])
    assert owner.fetchone() == (False,)


def test_the_engine_reaches_the_listed_tables_alone(owner):
    reached = {name for (name,) in catalogue.rows(owner, catalogue.REACHABLE, LOGINS["engine"])}
    assert reached - {"django_migrations"} == catalogue.ENGINE_TABLES


def test_the_app_reaches_every_table_but_the_record_of_migrations_for_writing(owner):
    owner.execute("SELECT has_table_privilege(%s, 'django_migrations', 'INSERT')", [LOGINS["app"]])
    assert owner.fetchone() == (False,)
    owner.execute("SELECT has_table_privilege(%s, 'django_session', 'INSERT')", [LOGINS["app"]])
    assert owner.fetchone() == (True,)


def test_granting_twice_changes_nothing(owner):
    acl = "SELECT relname, relacl::text FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1"
    before = catalogue.rows(owner, acl)
    apply_grants(connections["owner"])
    assert catalogue.rows(owner, acl) == before


def test_the_app_cannot_change_its_own_walls(database):
    for statement in (
        "ALTER TABLE tenants_member DISABLE ROW LEVEL SECURITY",
        "DROP POLICY tenant_isolation ON tenants_member",
        "SET ROLE " + LOGINS["owner"],
        "TRUNCATE tenants_member",
    ):
        with pytest.raises(Exception, match=r"must be owner|permission denied"), connection.cursor() as cursor:
            cursor.execute(statement)
