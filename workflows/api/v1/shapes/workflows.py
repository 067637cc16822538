"""Workflows, their triggers, versions and problems."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tenants.api.fields import StrictSerializer, show_instant
from workflows.api.openapi import ProblemEntry
from workflows.api.v1.fields import Instant, Text
from workflows.api.v1.shapes.pages import page_of
from workflows.models import Schedule, Trigger, Version, Workflow, WorkflowStatus

Json = Any
DOCUMENT = serializers.JSONField


class TriggerShape(serializers.Serializer[Any]):
    """A way to start, with its address."""

    id = serializers.CharField()
    type = serializers.CharField()
    url = serializers.CharField(allow_null=True, help_text="Where a webhook is sent to; null for other types.")
    next_fire_at = serializers.DateTimeField(allow_null=True)
    enabled = serializers.BooleanField()


class WorkflowShape(serializers.Serializer[Workflow]):
    """A workflow: its draft, and what of it is published."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    status = serializers.ChoiceField(WorkflowStatus.values)
    draft = DOCUMENT()
    draft_revision = serializers.IntegerField()
    published_version = serializers.IntegerField(
        source="published_version.number", default=None, allow_null=True, help_text="Its number; null before the first."
    )
    triggers = serializers.SerializerMethodField()
    created_at = Instant()
    updated_at = Instant()

    @extend_schema_field(TriggerShape(many=True))
    def get_triggers(self, workflow: Workflow) -> list[dict[str, Json]]:
        """Return the draft's triggers, then those that only the published version has."""
        rows = {row.name: row for row in workflow.triggers.all()}
        schedules = {row.name: row for row in workflow.schedules.all()}
        published = workflow.published_version
        in_force = {entry["id"]: entry for entry in raw_triggers(published.definition)} if published else {}
        entries = {entry["id"]: entry for entry in raw_triggers(workflow.draft)}
        names = [name for name in dict.fromkeys([*entries, *in_force]) if name in rows]
        return [
            trigger_shape(workflow, rows[name], in_force.get(name) or entries[name], schedules.get(name))
            for name in names
        ]


def raw_triggers(document: Json) -> Iterator[Mapping[str, Json]]:
    """Yield the entries of a raw document's triggers that have an id; the document may be any JSON."""
    listed = document.get("triggers") if isinstance(document, Mapping) else None
    for entry in listed if isinstance(listed, list) else []:
        if isinstance(entry, Mapping) and isinstance(entry.get("id"), str):
            yield entry


def trigger_shape(
    workflow: Workflow, row: Trigger, entry: Mapping[str, Json], schedule: Schedule | None
) -> dict[str, Json]:
    """Return a trigger as the API shows it; what is published counts before the draft."""
    is_due = workflow.status == WorkflowStatus.PUBLISHED and schedule is not None and schedule.enabled
    return {
        "id": row.name,
        "type": row.type,
        "url": f"{settings.PUBLIC_URL}/hooks/{row.token}" if row.type == "webhook" else None,
        "next_fire_at": show_instant(schedule.next_fire_at) if is_due and schedule else None,
        "enabled": entry.get("enabled", True) is True,
    }


class PublisherShape(serializers.Serializer[Any]):
    """Who published."""

    id = serializers.UUIDField()
    name = serializers.CharField(source="__str__")


class VersionShape(serializers.Serializer[Version]):
    """What was published once."""

    number = serializers.IntegerField()
    definition = DOCUMENT()
    note = serializers.CharField()
    published_by = PublisherShape(allow_null=True)
    published_at = Instant()


class Verdict(serializers.Serializer[Any]):
    """Whether a document can be published."""

    valid = serializers.BooleanField()
    problems = ProblemEntry(many=True)


class Secret(serializers.Serializer[Any]):
    """A trigger's secret, shown this once."""

    secret = serializers.CharField()


class NewWorkflow(StrictSerializer):
    """A workflow to make: a document, a name, or both. The document's own name counts."""

    name = Text(required=False, default="", allow_blank=True)
    definition = DOCUMENT(required=False)


class WorkflowChange(StrictSerializer):
    """What can be changed of a workflow beside its draft."""

    name = Text(allow_blank=True)


class DraftBody(StrictSerializer):
    """A draft to save, valid or not."""

    definition = DOCUMENT()


class ValidateBody(StrictSerializer):
    """A document to check; without one the draft is checked."""

    definition = DOCUMENT(required=False, allow_null=True)


class PublishBody(StrictSerializer):
    """A word on what changed."""

    note = Text(required=False, default="", allow_blank=True, max_length=500)


class SecretBody(StrictSerializer):
    """A secret to set; without one it is made."""

    secret = Text(required=False, allow_null=True, allow_blank=True)


class NoBody(StrictSerializer):
    """Nothing: the address says it all."""


WorkflowPage = page_of(WorkflowShape, "WorkflowPage")
VersionPage = page_of(VersionShape, "VersionPage")
