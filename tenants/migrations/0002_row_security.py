"""Keep the tenants apart in PostgreSQL, and make the one door that opens before the tenant is known."""

from typing import Any

from django.db import migrations

from tenants.rowsecurity import ForceRowSecurity, GrantApp, login

# It runs as the owner of the table, whom FORCE binds too: hence the owner's own policy, for reading alone. Static
# text, a fixed search path and qualified names leave a caller nothing to bend.
RESOLVE = """
CREATE FUNCTION public.resolve_address(kind text, digest bytea) RETURNS TABLE (tenant_id uuid, object_id uuid)
LANGUAGE sql STABLE STRICT PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT address.tenant_id, address.object_id FROM public.tenants_address AS address
     WHERE address.kind = $1 AND address.sha256 = $2 ORDER BY address.id
$$
"""


def open_door(apps: Any, schema_editor: Any) -> None:
    """Make `resolve_address` for the two logins that serve."""
    name = schema_editor.quote_name
    owner, app, engine = (name(login(which)) for which in ("owner", "app", "engine"))
    schema_editor.execute(f"GRANT USAGE ON SCHEMA public TO {app}, {engine}", params=None)
    schema_editor.execute(f"CREATE POLICY owner_resolves ON tenants_address FOR SELECT TO {owner} USING (true)", None)
    schema_editor.execute(RESOLVE, params=None)
    schema_editor.execute("REVOKE ALL ON FUNCTION public.resolve_address(text, bytea) FROM PUBLIC", params=None)
    schema_editor.execute(f"GRANT EXECUTE ON FUNCTION public.resolve_address(text, bytea) TO {app}, {engine}", None)


def close_door(apps: Any, schema_editor: Any) -> None:
    """Take `resolve_address` away."""
    schema_editor.execute("DROP FUNCTION public.resolve_address(text, bytea)", params=None)
    schema_editor.execute("DROP POLICY owner_resolves ON tenants_address", params=None)


class Migration(migrations.Migration):
    dependencies = [("tenants", "0001_initial")]

    operations = [
        ForceRowSecurity("tenants_tenant", column="id"),
        ForceRowSecurity("tenants_member"),
        ForceRowSecurity("tenants_apikey"),
        ForceRowSecurity("tenants_address"),
        ForceRowSecurity("tenants_apiidempotency"),
        GrantApp("tenants_tenant"),
        GrantApp("tenants_member"),
        GrantApp("tenants_apikey"),
        GrantApp("tenants_address", "SELECT, INSERT, DELETE"),
        GrantApp("tenants_apiidempotency"),
        migrations.RunPython(open_door, close_door),
    ]
