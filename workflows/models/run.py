"""Runs and the attempts of their steps, in partitioned tables that `run_tables.sql` makes; only the engine writes."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.scope import TenantModel
from workflows.lifecycle import RunStatus, StepStatus
from workflows.models.fields import StoredJson
from workflows.models.workflow import Version, Workflow


class Run(TenantModel):
    """One execution of a version. In the table its key is (retention, id); the id alone is unique all the same."""

    retention = models.SmallIntegerField()
    workflow = models.ForeignKey(Workflow, on_delete=models.DO_NOTHING, db_constraint=False, related_name="runs")
    version = models.ForeignKey(Version, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    status = models.CharField(
        _("status"), max_length=10, choices=[(status.value, status.value) for status in RunStatus]
    )
    trigger_id = models.CharField(max_length=60, null=True)  # noqa: DJ001
    trigger_type = models.CharField(max_length=20)
    trigger = StoredJson(null=True)
    inputs = StoredJson(null=True)
    output = StoredJson(null=True)
    error = StoredJson(null=True)
    labels = ArrayField(models.TextField(), default=list)
    retry_of = models.UUIDField(null=True)
    parent = models.UUIDField(null=True)
    depth = models.SmallIntegerField(default=0)
    held_reason = models.TextField(null=True)  # noqa: DJ001
    created_at = models.DateTimeField(_("created"))
    started_at = models.DateTimeField(_("started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    deadline_at = models.DateTimeField(null=True)
    cancel_requested_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        managed = False
        db_table = "run"
        verbose_name = _("run")
        verbose_name_plural = _("runs")

    def __str__(self) -> str:
        return str(self.id)


class StepRun(TenantModel):
    """One attempt of a step. In the table its key is its place: (retention, run, step, iteration, attempt)."""

    retention = models.SmallIntegerField()
    run_id = models.UUIDField()
    step = models.CharField(max_length=60)
    iteration = ArrayField(models.IntegerField(), default=list)
    attempt = models.SmallIntegerField()
    type = models.CharField(max_length=100)
    status = models.CharField(max_length=10, choices=[(status.value, status.value) for status in StepStatus])
    effect = models.CharField(max_length=20, null=True)  # noqa: DJ001
    input = StoredJson(null=True)
    output = StoredJson(null=True)
    error = StoredJson(null=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    fence = models.BigIntegerField()

    class Meta(TenantModel.Meta):
        managed = False
        db_table = "step_run"
        verbose_name = _("step run")
        verbose_name_plural = _("step runs")

    def __str__(self) -> str:
        return f"{self.step} #{self.attempt}"
