"""What starts runs from outside: triggers with their addresses, schedules with their instants."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.scope import TenantModel
from workflows.models.fields import StoredJson
from workflows.models.workflow import Workflow


class Trigger(TenantModel):
    """A trigger's lasting part: its address and secret stay while drafts and versions come and go."""

    workflow = models.ForeignKey(Workflow, on_delete=models.CASCADE, related_name="triggers")
    name = models.CharField(max_length=60)  # the trigger's id in the document
    type = models.CharField(max_length=20)
    token = models.CharField(max_length=43, unique=True)
    sealed_secret = models.BinaryField(null=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("trigger")
        verbose_name_plural = _("triggers")
        constraints = [models.UniqueConstraint(fields=["workflow", "name"], name="trigger_name_once")]

    def __str__(self) -> str:
        return self.name


class Schedule(TenantModel):
    """When a published schedule trigger fires next. Its id is the trigger's."""

    workflow = models.ForeignKey(Workflow, on_delete=models.CASCADE, related_name="schedules")
    version = models.ForeignKey("workflows.Version", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    enabled = models.BooleanField(default=True)
    next_fire_at = models.DateTimeField(_("next start"), null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        verbose_name = _("schedule")
        verbose_name_plural = _("schedules")
        constraints = [models.UniqueConstraint(fields=["workflow", "name"], name="schedule_name_once")]
        indexes = [models.Index(fields=["next_fire_at"], condition=models.Q(enabled=True), name="schedule_due")]

    def __str__(self) -> str:
        return self.name


class ScheduleFire(TenantModel):
    """One nominal instant of a schedule and what became of it."""

    id = None  # type: ignore[assignment]
    pk = models.CompositePrimaryKey("schedule_id", "fire_at")
    schedule = models.ForeignKey(Schedule, on_delete=models.DO_NOTHING, db_constraint=False, related_name="fires")
    fire_at = models.DateTimeField()
    run_id = models.UUIDField(null=True)
    outcome = models.CharField(max_length=10)
    reason = models.TextField(null=True)  # noqa: DJ001
    recorded_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        managed = False
        db_table = "schedule_fire"

    def __str__(self) -> str:
        return f"{self.fire_at:%Y-%m-%d %H:%M} {self.outcome}"


class HeldEvent(TenantModel):
    """An event that came while its workflow was paused; it starts a run when a person releases it."""

    workflow = models.ForeignKey(Workflow, on_delete=models.CASCADE, related_name="held_events")
    trigger = models.ForeignKey(Trigger, on_delete=models.CASCADE, related_name="held_events")
    event = StoredJson()
    received_at = models.DateTimeField(auto_now_add=True)
    released_at = models.DateTimeField(null=True)
    run_id = models.UUIDField(null=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("held event")
        verbose_name_plural = _("held events")

    def __str__(self) -> str:
        return f"{self.trigger} {self.received_at:%Y-%m-%d %H:%M}"
