"""Migration operations that keep tenants apart inside PostgreSQL, whatever the code above does.

    migrations.CreateModel("Thing", …),
    ForceRowSecurity("app_thing"),
    GrantApp("app_thing"),
    EngineAccess("app_thing", "SELECT, UPDATE"),

The logins are those of `settings.DATABASE_LOGINS`; the tables belong to the owner, and a login owns nothing.
"""

from typing import Any

from django.conf import settings
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

EVERY_ROW = "SELECT, INSERT, UPDATE, DELETE"
TENANT_POLICY = "tenant_isolation"
ENGINE_POLICY = "engine_access"
IN_SCOPE = "nullif(current_setting('app.tenant', true), '')::uuid"


def login(name: str) -> str:
    """Return the database login that plays `owner`, `app` or `engine` in this installation."""
    return str(settings.DATABASE_LOGINS[name])


class TableOperation(Operation):
    """Statements about one table that leave Django's model state alone."""

    reduces_to_sql = True
    reversible = True
    atomic = True

    def __init__(self, table: str) -> None:
        self.table = table

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change nothing: rights are no part of the models."""

    def forward(self, name: Any) -> list[str]:
        """Return the statements that apply the operation; `name` quotes an identifier."""
        raise NotImplementedError

    def backward(self, name: Any) -> list[str]:
        """Return the statements that take it back."""
        raise NotImplementedError

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Run the statements in the migration's transaction."""
        for statement in self.forward(schema_editor.quote_name):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Run the reversing statements in the migration's transaction."""
        for statement in self.backward(schema_editor.quote_name):
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        """Return the line that `migrate` shows."""
        return f"{type(self).__name__} on {self.table}"


class ForceRowSecurity(TableOperation):
    """Show a table's rows only in the scope of their tenant, also to the table's owner."""

    def __init__(self, table: str, column: str = "tenant_id") -> None:
        super().__init__(table)
        self.column = column

    def forward(self, name: Any) -> list[str]:
        """Enable, force, and add the one tenant policy."""
        table, rule = name(self.table), f"{name(self.column)} = {IN_SCOPE}"
        return [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY {TENANT_POLICY} ON {table} USING ({rule}) WITH CHECK ({rule})",
        ]

    def backward(self, name: Any) -> list[str]:
        """Drop the policy, then open the table."""
        table = name(self.table)
        return [
            f"DROP POLICY {TENANT_POLICY} ON {table}",
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        ]


class Grant(TableOperation):
    """Give one of the logins rights on a table."""

    login_name = ""

    def __init__(self, table: str, rights: str = EVERY_ROW) -> None:
        super().__init__(table)
        self.rights = rights

    def forward(self, name: Any) -> list[str]:
        """Grant the rights."""
        return [f"GRANT {self.rights} ON {name(self.table)} TO {name(login(self.login_name))}"]

    def backward(self, name: Any) -> list[str]:
        """Take the rights back."""
        return [f"REVOKE {self.rights} ON {name(self.table)} FROM {name(login(self.login_name))}"]


class GrantApp(Grant):
    """Give the faces' login rights on a table; its rows stay under the tenant's policy."""

    login_name = "app"


class EngineGrant(Grant):
    """Give the engine's login rights on a table that has no tenant."""

    login_name = "engine"


class EngineAccess(EngineGrant):
    """Give the engine's login rights on the rows of all tenants: for run tables alone."""

    def forward(self, name: Any) -> list[str]:
        """Grant the rights and let the engine pass the row security."""
        policy = f"CREATE POLICY {ENGINE_POLICY} ON {name(self.table)} TO {name(login(self.login_name))}"
        return [*super().forward(name), f"{policy} USING (true) WITH CHECK (true)"]

    def backward(self, name: Any) -> list[str]:
        """Close the table to the engine."""
        return [f"DROP POLICY {ENGINE_POLICY} ON {name(self.table)}", *super().backward(name)]
