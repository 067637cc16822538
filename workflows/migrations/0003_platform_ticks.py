"""The platform's own ticks, as rows that operators see and tune. A tenant's schedules are never among them."""

from typing import Any

from django.db import migrations

# What → (task, every, period). Workers tick by themselves and more often; beat is the belt.
TICKS = {
    "Platform: wake, fire, sweep, dispatch": ("workflows.tick", 10, "seconds"),
    "Platform: make partitions ahead": ("workflows.make_partitions", 12, "hours"),
    "Platform: forget what is too old to matter": ("workflows.tidy", 1, "hours"),
}


def add_ticks(apps: Any, schema_editor: Any) -> None:
    """Add the ticks that are not there yet."""
    alias = schema_editor.connection.alias
    schedules = apps.get_model("django_celery_beat", "IntervalSchedule").objects.using(alias)
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects.using(alias)
    for name, (task, every, period) in TICKS.items():
        interval, _ = schedules.get_or_create(every=every, period=period)
        tasks.get_or_create(name=name, defaults={"task": task, "interval": interval, "queue": "std"})


def remove_ticks(apps: Any, schema_editor: Any) -> None:
    """Remove them."""
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects
    tasks.using(schema_editor.connection.alias).filter(name__in=TICKS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("workflows", "0002_run_tables"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [migrations.RunPython(add_ticks, remove_ticks)]
