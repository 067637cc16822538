"""A workflow and its published versions."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.scope import TenantModel
from workflows.models.fields import StoredJson


class WorkflowStatus(models.TextChoices):
    """Whether a workflow's triggers start runs."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    PAUSED = "paused", _("Paused")


class Workflow(TenantModel):
    """What a person builds: a draft that may be invalid, and the version that runs."""

    name = models.CharField(_("name"), max_length=120)
    status = models.CharField(_("status"), max_length=10, choices=WorkflowStatus.choices, default=WorkflowStatus.DRAFT)
    draft = StoredJson(_("draft"))
    draft_revision = models.PositiveIntegerField(default=1)
    published_version = models.ForeignKey(
        "workflows.Version", on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)
    archived_at = models.DateTimeField(null=True, editable=False)

    class Meta(TenantModel.Meta):
        verbose_name = _("workflow")
        verbose_name_plural = _("workflows")
        indexes = [models.Index(fields=["tenant", "-id"], name="workflow_list")]

    def __str__(self) -> str:
        return self.name


class Version(TenantModel):
    """What was published once; it never changes, and a run names the one it follows."""

    workflow = models.ForeignKey(Workflow, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    definition = StoredJson()
    note = models.CharField(max_length=500, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints = [models.UniqueConstraint(fields=["workflow", "number"], name="version_number_once")]

    def __str__(self) -> str:
        return f"{self.workflow} v{self.number}"
