"""Workflows, versions and triggers; the tables of runs follow in the next migration."""

import django.contrib.postgres.fields
import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

import workflows.models.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tenants", "0002_row_security"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Run",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("retention", models.SmallIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "queued"),
                            ("running", "running"),
                            ("waiting", "waiting"),
                            ("held", "held"),
                            ("succeeded", "succeeded"),
                            ("failed", "failed"),
                            ("cancelled", "cancelled"),
                        ],
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("trigger_id", models.CharField(max_length=60, null=True)),
                ("trigger_type", models.CharField(max_length=20)),
                ("trigger", workflows.models.fields.StoredJson(null=True)),
                ("inputs", workflows.models.fields.StoredJson(null=True)),
                ("output", workflows.models.fields.StoredJson(null=True)),
                ("error", workflows.models.fields.StoredJson(null=True)),
                (
                    "labels",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("retry_of", models.UUIDField(null=True)),
                ("parent", models.UUIDField(null=True)),
                ("depth", models.SmallIntegerField(default=0)),
                ("held_reason", models.TextField(null=True)),
                ("created_at", models.DateTimeField(verbose_name="created")),
                ("started_at", models.DateTimeField(null=True, verbose_name="started")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="finished")),
                ("deadline_at", models.DateTimeField(null=True)),
                ("cancel_requested_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "run",
                "verbose_name_plural": "runs",
                "db_table": "run",
                "abstract": False,
                "managed": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="ScheduleFire",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "schedule_id", "fire_at", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("fire_at", models.DateTimeField()),
                ("run_id", models.UUIDField(null=True)),
                ("outcome", models.CharField(max_length=10)),
                ("reason", models.TextField(null=True)),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "db_table": "schedule_fire",
                "abstract": False,
                "managed": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="StepRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("retention", models.SmallIntegerField()),
                ("run_id", models.UUIDField()),
                ("step", models.CharField(max_length=60)),
                (
                    "iteration",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), default=list, size=None
                    ),
                ),
                ("attempt", models.SmallIntegerField()),
                ("type", models.CharField(max_length=100)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("ready", "ready"),
                            ("running", "running"),
                            ("waiting", "waiting"),
                            ("succeeded", "succeeded"),
                            ("failed", "failed"),
                            ("skipped", "skipped"),
                            ("cancelled", "cancelled"),
                            ("unknown", "unknown"),
                        ],
                        max_length=10,
                    ),
                ),
                ("effect", models.CharField(max_length=20, null=True)),
                ("input", workflows.models.fields.StoredJson(null=True)),
                ("output", workflows.models.fields.StoredJson(null=True)),
                ("error", workflows.models.fields.StoredJson(null=True)),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("fence", models.BigIntegerField()),
            ],
            options={
                "verbose_name": "step run",
                "verbose_name_plural": "step runs",
                "db_table": "step_run",
                "abstract": False,
                "managed": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="TenantQueue",
            fields=[
                (
                    "tenant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="tenants.tenant",
                    ),
                ),
                ("weight", models.IntegerField(default=100)),
                ("max_running", models.IntegerField(default=200)),
                ("paused", models.BooleanField(default=False)),
                ("virtual_time", models.FloatField(default=0)),
            ],
            options={
                "db_table": "tenant_queue",
                "abstract": False,
                "managed": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Wait",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "run_id", "branch", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("run_id", models.UUIDField()),
                ("branch", models.IntegerField(default=0)),
                ("retention", models.SmallIntegerField()),
                ("kind", models.CharField(max_length=10)),
                ("wake_at", models.DateTimeField(null=True)),
                ("token_hash", models.BinaryField(null=True)),
                ("queue", models.CharField(max_length=20)),
                ("priority", models.SmallIntegerField(default=5)),
                ("place", workflows.models.fields.StoredJson(null=True)),
                ("fence", models.BigIntegerField()),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "db_table": "wait",
                "abstract": False,
                "managed": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="WorkItem",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "run_id", "branch", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("run_id", models.UUIDField()),
                ("branch", models.IntegerField(default=0)),
                ("retention", models.SmallIntegerField()),
                ("queue", models.CharField(max_length=20)),
                ("priority", models.SmallIntegerField(default=5)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ready", "ready"),
                            ("dispatched", "dispatched"),
                            ("leased", "leased"),
                            ("quarantined", "quarantined"),
                        ],
                        max_length=12,
                    ),
                ),
                ("place", workflows.models.fields.StoredJson(null=True)),
                ("ready_at", models.DateTimeField()),
                ("dispatched_at", models.DateTimeField(null=True)),
                ("dispatches", models.IntegerField(default=0)),
                ("lease_owner", models.TextField(null=True)),
                ("lease_until", models.DateTimeField(null=True)),
                ("step_deadline", models.DateTimeField(null=True)),
                ("fence", models.BigIntegerField(default=0)),
                ("crashes", models.SmallIntegerField(default=0)),
                ("has_history", models.BooleanField(default=False)),
                ("cancel_requested_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "work_item",
                "abstract": False,
                "managed": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("definition", workflows.models.fields.StoredJson()),
                ("note", models.CharField(blank=True, max_length=500)),
                ("published_at", models.DateTimeField(auto_now_add=True)),
                (
                    "published_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
            ],
            options={
                "verbose_name": "version",
                "verbose_name_plural": "versions",
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Workflow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "Draft"), ("published", "Published"), ("paused", "Paused")],
                        default="draft",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("draft", workflows.models.fields.StoredJson(verbose_name="draft")),
                ("draft_revision", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("archived_at", models.DateTimeField(editable=False, null=True)),
                (
                    "published_version",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="workflows.version",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
            ],
            options={
                "verbose_name": "workflow",
                "verbose_name_plural": "workflows",
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddField(
            model_name="version",
            name="workflow",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="workflows.workflow"
            ),
        ),
        migrations.CreateModel(
            name="Trigger",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("type", models.CharField(max_length=20)),
                ("token", models.CharField(max_length=43, unique=True)),
                ("sealed_secret", models.BinaryField(null=True)),
                (
                    "tenant",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                (
                    "workflow",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="triggers", to="workflows.workflow"
                    ),
                ),
            ],
            options={
                "verbose_name": "trigger",
                "verbose_name_plural": "triggers",
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Schedule",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("enabled", models.BooleanField(default=True)),
                ("next_fire_at", models.DateTimeField(null=True, verbose_name="next start")),
                ("revision", models.PositiveIntegerField(default=1)),
                (
                    "tenant",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workflows.version"
                    ),
                ),
                (
                    "workflow",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="schedules", to="workflows.workflow"
                    ),
                ),
            ],
            options={
                "verbose_name": "schedule",
                "verbose_name_plural": "schedules",
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="HeldEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("event", workflows.models.fields.StoredJson()),
                ("received_at", models.DateTimeField(auto_now_add=True)),
                ("released_at", models.DateTimeField(null=True)),
                ("run_id", models.UUIDField(null=True)),
                (
                    "tenant",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                (
                    "trigger",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="held_events", to="workflows.trigger"
                    ),
                ),
                (
                    "workflow",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="held_events", to="workflows.workflow"
                    ),
                ),
            ],
            options={
                "verbose_name": "held event",
                "verbose_name_plural": "held events",
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddIndex(
            model_name="workflow",
            index=models.Index(fields=["tenant", "-id"], name="workflow_list"),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.UniqueConstraint(fields=("workflow", "number"), name="version_number_once"),
        ),
        migrations.AddConstraint(
            model_name="trigger",
            constraint=models.UniqueConstraint(fields=("workflow", "name"), name="trigger_name_once"),
        ),
        migrations.AddIndex(
            model_name="schedule",
            index=models.Index(condition=models.Q(("enabled", True)), fields=["next_fire_at"], name="schedule_due"),
        ),
        migrations.AddConstraint(
            model_name="schedule",
            constraint=models.UniqueConstraint(fields=("workflow", "name"), name="schedule_name_once"),
        ),
    ]
