"""The engine's tables, and who may do what with every table of workflows."""

from pathlib import Path
from typing import Any

from django.db import migrations

from tenants.rowsecurity import EngineAccess, EngineGrant, ForceRowSecurity, GrantApp, login

SQL = Path(__file__).with_name("run_tables.sql").read_text()

# Table → the rights of the faces within their tenant, and those of the engine over all tenants ("" for none).
RIGHTS = {
    "workflows_workflow": ("SELECT, INSERT, UPDATE, DELETE", "SELECT"),
    "workflows_version": ("SELECT, INSERT", "SELECT"),
    "workflows_trigger": ("SELECT, INSERT, UPDATE, DELETE", ""),
    "workflows_schedule": ("SELECT, INSERT, UPDATE, DELETE", "SELECT, UPDATE"),
    "workflows_heldevent": ("SELECT, INSERT, UPDATE, DELETE", ""),
    "run": ("SELECT, INSERT, UPDATE", "SELECT, INSERT, UPDATE"),
    "step_run": ("SELECT, INSERT, UPDATE", "SELECT, INSERT, UPDATE"),
    "work_item": ("SELECT, INSERT, UPDATE, DELETE", "SELECT, INSERT, UPDATE, DELETE"),
    "wait": ("SELECT, DELETE", "SELECT, INSERT, UPDATE, DELETE"),
    "tenant_queue": ("SELECT, INSERT", "SELECT, INSERT, UPDATE"),
    "schedule_fire": ("SELECT", "SELECT, INSERT, UPDATE"),
    "webhook_delivery": ("SELECT, INSERT, UPDATE", "SELECT, DELETE"),
    "start_key": ("SELECT, INSERT, UPDATE", "SELECT, DELETE"),
}


class EngineMayMakePartitions(EngineGrant):
    """Let the engine's login call the one function that makes leaves ahead."""

    def __init__(self) -> None:
        super().__init__("make_partitions", "EXECUTE")

    def forward(self, name: Any) -> list[str]:
        """Grant the call."""
        return [f"GRANT EXECUTE ON FUNCTION make_partitions(integer) TO {name(login('engine'))}"]

    def backward(self, name: Any) -> list[str]:
        """Take the call back."""
        return [f"REVOKE EXECUTE ON FUNCTION make_partitions(integer) FROM {name(login('engine'))}"]


DROP = """
DROP TABLE start_key, webhook_delivery, schedule_fire, tenant_queue, wait, work_item, step_run, run;
DROP FUNCTION make_partitions(integer); DROP FUNCTION refuse_change(); DROP FUNCTION uuid7_floor(timestamptz);
"""


class Migration(migrations.Migration):
    dependencies = [("workflows", "0001_initial")]

    operations = [
        migrations.RunSQL(SQL, DROP),
        *[ForceRowSecurity(table) for table in RIGHTS],
        *[GrantApp(table, faces) for table, (faces, engine) in RIGHTS.items()],
        *[EngineAccess(table, engine) for table, (faces, engine) in RIGHTS.items() if engine],
        EngineMayMakePartitions(),
    ]
