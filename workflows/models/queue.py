"""What is live: branches in the queue, branches that wait, and each tenant's share. Only the engine writes."""

from django.db import models

from tenants.scope import TenantModel
from workflows.lifecycle import ItemState
from workflows.models.fields import StoredJson


class WorkItem(TenantModel):
    """One live branch of a run."""

    id = None  # type: ignore[assignment]
    pk = models.CompositePrimaryKey("run_id", "branch")
    run_id = models.UUIDField()
    branch = models.IntegerField(default=0)
    retention = models.SmallIntegerField()
    queue = models.CharField(max_length=20)
    priority = models.SmallIntegerField(default=5)
    state = models.CharField(max_length=12, choices=[(state.value, state.value) for state in ItemState])
    place = StoredJson(null=True)
    ready_at = models.DateTimeField()
    dispatched_at = models.DateTimeField(null=True)
    dispatches = models.IntegerField(default=0)
    lease_owner = models.TextField(null=True)  # noqa: DJ001
    lease_until = models.DateTimeField(null=True)
    step_deadline = models.DateTimeField(null=True)
    fence = models.BigIntegerField(default=0)
    crashes = models.SmallIntegerField(default=0)
    has_history = models.BooleanField(default=False)
    cancel_requested_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        managed = False
        db_table = "work_item"

    def __str__(self) -> str:
        return f"{self.run_id}/{self.branch} {self.state}"


class Wait(TenantModel):
    """One branch that waits: no message and no memory is held for it."""

    id = None  # type: ignore[assignment]
    pk = models.CompositePrimaryKey("run_id", "branch")
    run_id = models.UUIDField()
    branch = models.IntegerField(default=0)
    retention = models.SmallIntegerField()
    kind = models.CharField(max_length=10)
    wake_at = models.DateTimeField(null=True)
    token_hash = models.BinaryField(null=True)
    queue = models.CharField(max_length=20)
    priority = models.SmallIntegerField(default=5)
    place = StoredJson(null=True)
    fence = models.BigIntegerField()
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        managed = False
        db_table = "wait"

    def __str__(self) -> str:
        return f"{self.run_id}/{self.branch} {self.kind}"


class TenantQueue(TenantModel):
    """A tenant's share of the workers."""

    id = None  # type: ignore[assignment]
    tenant = models.OneToOneField("tenants.Tenant", on_delete=models.DO_NOTHING, primary_key=True, related_name="+")
    weight = models.IntegerField(default=100)
    max_running = models.IntegerField(default=200)
    paused = models.BooleanField(default=False)
    virtual_time = models.FloatField(default=0)

    class Meta(TenantModel.Meta):
        managed = False
        db_table = "tenant_queue"

    def __str__(self) -> str:
        return str(self.tenant_id)
