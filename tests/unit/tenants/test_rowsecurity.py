"""The statements behind the migration operations, forwards and back."""

import pytest
from django.conf import settings

from tenants.rowsecurity import EngineAccess, EngineGrant, ForceRowSecurity, GrantApp, TableOperation, login


def quote(name: str) -> str:
    return f'"{name}"'


APP, ENGINE = (quote(settings.DATABASE_LOGINS[name]) for name in ("app", "engine"))
OWN = "\"tenant_id\" = nullif(current_setting('app.tenant', true), '')::uuid"


@pytest.mark.parametrize(
    ("operation", "forward", "backward"),
    [
        (
            ForceRowSecurity("thing"),
            [
                'ALTER TABLE "thing" ENABLE ROW LEVEL SECURITY',
                'ALTER TABLE "thing" FORCE ROW LEVEL SECURITY',
                f'CREATE POLICY tenant_isolation ON "thing" USING ({OWN}) WITH CHECK ({OWN})',
            ],
            [
                'DROP POLICY tenant_isolation ON "thing"',
                'ALTER TABLE "thing" NO FORCE ROW LEVEL SECURITY',
                'ALTER TABLE "thing" DISABLE ROW LEVEL SECURITY',
            ],
        ),
        (
            GrantApp("thing", "SELECT"),
            [f'GRANT SELECT ON "thing" TO {APP}'],
            [f'REVOKE SELECT ON "thing" FROM {APP}'],
        ),
        (
            EngineGrant("thing"),
            [f'GRANT SELECT, INSERT, UPDATE, DELETE ON "thing" TO {ENGINE}'],
            [f'REVOKE SELECT, INSERT, UPDATE, DELETE ON "thing" FROM {ENGINE}'],
        ),
        (
            EngineAccess("thing", "SELECT"),
            [
                f'GRANT SELECT ON "thing" TO {ENGINE}',
                f'CREATE POLICY engine_access ON "thing" TO {ENGINE} USING (true) WITH CHECK (true)',
            ],
            ['DROP POLICY engine_access ON "thing"', f'REVOKE SELECT ON "thing" FROM {ENGINE}'],
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_operation_says_what_it_does_and_how_to_undo_it(operation: TableOperation, forward, backward):
    assert operation.forward(quote) == forward
    assert operation.backward(quote) == backward
    assert operation.reversible
    assert operation.describe() == f"{type(operation).__name__} on thing"


def test_another_column_may_hold_the_tenant():
    assert '"id" = nullif' in ForceRowSecurity("tenants_tenant", column="id").forward(quote)[2]


def test_a_login_that_is_not_named_is_not_guessed():
    with pytest.raises(KeyError):
        login("somebody")
