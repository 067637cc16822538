"""Runs and the attempts of their steps."""

from collections.abc import Collection
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tenants.api.fields import StrictSerializer
from workflows.api.limits import MAX_KEY_CHARACTERS, MAX_LABEL_CHARACTERS, MAX_LABELS
from workflows.api.v1.fields import Instant, Mapped, Text, VersionChoice
from workflows.api.v1.shapes.pages import page_of
from workflows.lifecycle import RunStatus, StepStatus
from workflows.models import Run, StepRun

HIDDEN = "[hidden]"
RUN_ERROR = ("code", "message", "step", "pointer", "hint")


class StarterShape(serializers.Serializer[Run]):
    """What started a run: a trigger of the document, or the API or a person by hand (`id` is null)."""

    id = serializers.CharField(source="trigger_id", allow_null=True)
    type = serializers.CharField(source="trigger_type")


class RunErrorShape(serializers.Serializer[Any]):
    """Why a run failed or is held."""

    code = serializers.CharField()
    message = serializers.CharField()
    step = serializers.CharField(allow_null=True)
    pointer = serializers.CharField(allow_null=True)
    hint = serializers.CharField(allow_null=True)


class RunShape(serializers.Serializer[Run]):
    """One execution of a version."""

    id = serializers.UUIDField()
    workflow = serializers.UUIDField(source="workflow_id")
    version = serializers.IntegerField(source="version.number")
    status = serializers.ChoiceField([status.value for status in RunStatus])
    trigger = StarterShape(source="*")
    inputs = serializers.JSONField()
    output = serializers.JSONField()
    error = serializers.SerializerMethodField()
    labels = serializers.ListField(child=serializers.CharField())
    retry_of = serializers.UUIDField(allow_null=True)
    parent = serializers.UUIDField(allow_null=True)  # type: ignore[assignment]
    held_reason = serializers.CharField(allow_null=True)
    created_at = Instant()
    started_at = Instant(allow_null=True)
    finished_at = Instant(allow_null=True)

    @extend_schema_field(RunErrorShape(allow_null=True))
    def get_error(self, run: Run) -> dict[str, Any] | None:
        """Return the error's public part."""
        return {name: run.error.get(name) for name in RUN_ERROR} if isinstance(run.error, dict) else None


class StepRunShape(serializers.Serializer[StepRun]):
    """One attempt of a step. Of a step marked `sensitive`, input and output are not shown."""

    id = serializers.UUIDField()
    step = serializers.CharField()
    type = serializers.CharField()
    iteration = serializers.ListField(child=serializers.IntegerField(), help_text="Outer loop first.")
    status = serializers.ChoiceField([status.value for status in StepStatus])
    attempt = serializers.IntegerField()
    input = serializers.JSONField()
    output = serializers.JSONField()
    error = serializers.JSONField()
    started_at = Instant()
    finished_at = Instant(allow_null=True)


def step_shape(row: StepRun, sensitive: Collection[str]) -> dict[str, Any]:
    """Return an attempt as the API shows it."""
    shown: dict[str, Any] = dict(StepRunShape(row).data)
    if row.step in sensitive:
        shown |= {name: HIDDEN for name in ("input", "output") if shown[name] is not None}
    return shown


class StartBody(StrictSerializer):
    """What a run starts with."""

    inputs = Mapped(required=False)
    labels = serializers.ListField(
        child=Text(max_length=MAX_LABEL_CHARACTERS), required=False, default=list, max_length=MAX_LABELS
    )


class BatchItem(StrictSerializer):
    """One run of a batch; its key, used again within 24 hours, gives the same run."""

    inputs = Mapped(required=False)
    key = Text(required=False, allow_null=True, max_length=MAX_KEY_CHARACTERS)


class BatchBody(StrictSerializer):
    """Runs to start, all or none."""

    items = BatchItem(many=True, allow_empty=False)  # type: ignore[assignment]


class BatchShape(serializers.Serializer[Any]):
    """The runs that were started, in the order of the items."""

    ids = serializers.ListField(child=serializers.UUIDField())


class RetryBody(StrictSerializer):
    """Where to begin again, on which version, with which inputs; without any of them, where it failed."""

    from_step = Text(required=False, allow_null=True)
    version = VersionChoice(required=False, default="same")
    inputs = Mapped(required=False, allow_null=True)


class RunFilter(StrictSerializer):
    """Which runs to list."""

    workflow = serializers.UUIDField(required=False)
    status = serializers.ListField(
        child=serializers.ChoiceField([status.value for status in RunStatus]), required=False
    )
    since = Instant(required=False)
    label = Text(  # type: ignore[assignment]
        required=False, max_length=MAX_LABEL_CHARACTERS
    )


RunPage = page_of(RunShape, "RunPage")
StepRunPage = page_of(StepRunShape, "StepRunPage")
