"""A schedule fires once for each nominal instant, however many tick."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from tenants.scope import tenant_scope
from tests.engine_room import publish, run_to_end
from tests.integration.engine.test_leases import sql
from workflows.engine.schedules import fire_due
from workflows.models import Run, Schedule, ScheduleFire

STEPS = [{"id": "a", "type": "set", "with": {"at": "{{ trigger.scheduled_at }}", "n": "{{ inputs.n }}"}}]


def scheduled(person, misfire="once", **more):
    """Return the schedule of a workflow that starts every minute."""
    options = {"cron": "* * * * *", "timezone": "Europe/Berlin", "misfire": misfire, "inputs": {"n": 1}}
    version = publish(person, STEPS, triggers=[{"id": "each", "type": "schedule", "with": options}], **more)
    with tenant_scope(person.tenant.pk):
        return Schedule.objects.get(workflow_id=version.workflow_id)


def late(schedule, minutes):
    """Make the schedule due since so many minutes; returns the oldest instant."""
    instant = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(minutes=minutes)
    sql("UPDATE workflows_schedule SET next_fire_at = %s WHERE id = %s", instant, schedule.pk)
    return instant


def fires(person, schedule):
    with tenant_scope(person.tenant.pk):
        return list(
            ScheduleFire.objects.filter(schedule=schedule).order_by("fire_at").values_list("fire_at", "outcome")
        )


def test_eight_tickers_start_one_run_for_one_instant(cast):
    schedule = scheduled(cast.alice)
    instant = late(schedule, 0)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: fire_due(), range(24)))

    assert fires(cast.alice, schedule) == [(instant, "started")]
    with tenant_scope(cast.alice.tenant.pk):
        run = Run.objects.get(workflow_id=schedule.workflow_id)
    ended = run_to_end(cast.alice, run.id)
    assert (ended.trigger_type, ended.inputs, ended.status) == ("schedule", {"n": 1}, "succeeded")


def test_after_a_pause_the_oldest_instant_runs_and_the_others_are_recorded(cast):
    schedule = scheduled(cast.alice)
    instant = late(schedule, 3)

    fire_due()

    assert fires(cast.alice, schedule) == [
        (instant + timedelta(minutes=i), "started" if i == 0 else "skipped") for i in range(4)
    ]


def test_every_missed_instant_runs_if_the_schedule_asks_for_all(cast):
    schedule = scheduled(cast.alice, misfire="all")
    late(schedule, 3)

    fire_due()

    assert [outcome for _, outcome in fires(cast.alice, schedule)] == ["started"] * 4


def test_a_fired_schedule_looks_ahead(cast):
    schedule = scheduled(cast.alice)
    late(schedule, 5)

    fire_due()

    with tenant_scope(cast.alice.tenant.pk):
        assert Schedule.objects.get(pk=schedule.pk).next_fire_at > datetime.now(UTC)
