"""What PostgreSQL itself says about the separation of tenants, as lists of faults that must be empty."""

from collections.abc import Iterator

# Tables whose rows the engine's own login reaches for all tenants: each stands here by a decision.
ENGINE_TABLES = frozenset(
    {
        "workflows_workflow",
        "workflows_version",
        "workflows_schedule",
        "run",
        "step_run",
        "work_item",
        "wait",
        "tenant_queue",
        "schedule_fire",
        "webhook_delivery",
        "start_key",
    }
)

TENANT_RULE = "= (NULLIF(current_setting('app.tenant'::text, true), ''::text))::uuid)"

# Tables with a tenant in them: by a column of that name, and the table of tenants itself.
TENANT_TABLES = """
SELECT DISTINCT c.oid::regclass::text
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname IN ('tenant_id', 'tenant') AND NOT a.attisdropped
 WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
   AND (a.attname IS NOT NULL OR c.relname = 'tenants_tenant')
 ORDER BY 1
"""

PROTECTION = """
SELECT c.relrowsecurity, c.relforcerowsecurity, p.polpermissive, p.polcmd = '*', p.polroles = '{0}',
       pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
  FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid AND p.polname = 'tenant_isolation'
 WHERE c.oid = %s::regclass
"""

OTHER_POLICIES = """
SELECT polname, polcmd, (SELECT array_agg(rolname::text ORDER BY rolname) FROM pg_roles WHERE oid = ANY (polroles))
  FROM pg_policy WHERE polrelid = %s::regclass AND polname <> 'tenant_isolation'
"""

PARTITION_GRANTS = """
SELECT c.oid::regclass::text, grantee.rolname
  FROM pg_class c, aclexplode(c.relacl) AS granted JOIN pg_roles grantee ON grantee.oid = granted.grantee
 WHERE c.relispartition AND grantee.oid <> c.relowner
"""

RUNAWAY_VIEWS = """
SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = 'public' AND c.relkind IN ('v', 'm')
   AND NOT coalesce(c.reloptions::text[] && ARRAY['security_invoker=true', 'security_invoker=on'], false)
"""

DEFINER_FUNCTIONS = """
SELECT p.oid::regprocedure::text, p.proconfig, l.lanname,
       ARRAY(SELECT r.rolname::text FROM aclexplode(p.proacl) g JOIN pg_roles r ON r.oid = g.grantee ORDER BY 1),
       EXISTS (SELECT 1 FROM aclexplode(p.proacl) g WHERE g.grantee = 0)
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
 WHERE n.nspname = 'public' AND p.prosecdef
"""

REACHABLE = """
SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm') AND has_table_privilege(%s, c.oid,
       'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
 ORDER BY 1
"""


def rows(cursor, statement: str, *values: object) -> list[tuple]:
    cursor.execute(statement, values or None)
    return cursor.fetchall()


def tenant_tables(cursor) -> list[str]:
    """Return every table that holds rows of tenants; partitions are covered by their parents' grants."""
    return [name for (name,) in rows(cursor, TENANT_TABLES)]


def isolation_faults(cursor, table: str, *, owner: str, engine: str) -> list[str]:
    """Return why the table would mix tenants; [] when it would not."""
    [(enabled, forced, permissive, all_commands, for_all, using, check)] = rows(cursor, PROTECTION, table)
    column = "id" if table == "tenants_tenant" else "tenant_id"
    expected = f"({column} {TENANT_RULE}"
    facts = {
        "row security is off": enabled,
        "the owner is not bound": forced,
        "no permissive tenant policy": permissive,
        "the policy leaves commands out": all_commands,
        "the policy leaves logins out": for_all,
        f"USING is {using}": using == expected,
        f"WITH CHECK is {check}": check == expected,
    }
    return [f"{table}: {fault}" for fault, holds in facts.items() if not holds] + list(
        other_policy_faults(cursor, table, owner=owner, engine=engine)
    )


def other_policy_faults(cursor, table: str, *, owner: str, engine: str) -> Iterator[str]:
    """Yield each further policy that is not one of the two known kinds."""
    for name, command, logins in rows(cursor, OTHER_POLICIES, table):
        is_engine = name == "engine_access" and logins == [engine] and table in ENGINE_TABLES
        is_door = (table, name, command, logins) == ("tenants_address", "owner_resolves", "r", [owner])
        if not is_engine and not is_door:
            yield f"{table}: the policy {name} for {logins} is not known"
