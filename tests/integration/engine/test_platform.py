"""The platform's own ticks are few rows; old marks go; who waits for a run holds nothing."""

import threading
import time

from django_celery_beat.models import PeriodicTask

from tests.engine_room import crank, publish, start
from tests.integration.engine.test_leases import sql
from workflows.engine.partitions import make_partitions
from workflows.engine.results import wait_for_end
from workflows.engine.tidy import tidy

STEPS = [{"id": "a", "type": "set", "with": {"v": 1}}]


def test_beat_holds_the_platforms_ticks_and_nothing_of_a_tenant(cast):
    options = {"cron": "* * * * *", "timezone": "UTC"}
    publish(cast.alice, STEPS, triggers=[{"id": "t", "type": "schedule", "with": options}])

    tasks = set(PeriodicTask.objects.exclude(task__startswith="celery.").values_list("task", flat=True))

    assert tasks == {"workflows.tick", "workflows.make_partitions", "workflows.tidy"}


def test_every_tick_is_a_task_that_workers_know():
    from config.celery import app

    app.loader.import_default_modules()
    assert {"workflows.tick", "workflows.make_partitions", "workflows.tidy", "workflows.advance"} <= set(app.tasks)


def test_old_batch_keys_are_forgotten_and_new_ones_kept(cast):
    insert = (
        "INSERT INTO start_key (tenant_id, workflow_id, key, inputs_sha256, run_id, created_at) "
        "VALUES (%s, %s, %s, '', gen_random_uuid(), now() - %s::interval)"
    )
    tenant = cast.alice.tenant.pk
    from django.db import connection

    from tenants.scope import tenant_scope

    with tenant_scope(tenant), connection.cursor() as cursor:
        cursor.execute(insert, [tenant, tenant, "old", "25 hours"])
        cursor.execute(insert, [tenant, tenant, "new", "23 hours"])

    tidy()

    assert sql("SELECT key FROM start_key WHERE tenant_id = %s", tenant) == [("new",)]


def test_partitions_are_there_for_a_month_and_made_once():
    make_partitions()

    assert make_partitions() == 0
    leaves = sql("SELECT count(*) FROM pg_inherits WHERE inhparent = 'run_30'::regclass")[0][0]
    assert leaves >= 5


def test_waiting_for_a_run_gives_up_at_a_long_wait_but_not_at_a_retry(cast):
    long = start(cast.alice, publish(cast.alice, [{"id": "w", "type": "wait", "with": {"seconds": 3600}}]))
    crank()
    began = time.monotonic()

    assert wait_for_end(long, cast.alice.tenant.pk, 10, stop_at_waits=True) is None
    assert time.monotonic() - began < 5


def test_waiting_for_a_run_sees_its_end(cast):
    run_id = start(cast.alice, publish(cast.alice, STEPS))
    engine = threading.Timer(0.2, crank)
    engine.start()

    ended = wait_for_end(run_id, cast.alice.tenant.pk, 10)
    engine.join()

    assert ended.status == "succeeded"


def test_a_row_that_came_before_its_leaf_does_not_keep_the_next_leaves_from_being_made(cast):
    """After a long stop, runs may start before the leaves are made: they stay in the default leaf."""
    early = "uuid7_floor(date_trunc('week', now()) + interval '60 days')"
    sql(
        f"INSERT INTO run (retention, id, tenant_id, workflow_id, version_id, trigger_type) "
        f"VALUES (7, {early}, %s, gen_random_uuid(), gen_random_uuid(), 'api')",
        cast.alice.tenant.pk,
    )

    made = make_partitions(days=90)

    assert made > 0
    assert sql(f"SELECT tableoid::regclass::text FROM run WHERE id = {early}") == [("run_7_rest",)]
    ends = sql(
        "SELECT max(c.relname) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
        "WHERE i.inhparent = 'run_7'::regclass AND c.relname ~ '[0-9]{8}$'"
    )
    ahead = sql("SELECT to_char(now() + interval '80 days', 'YYYYMMDD')")
    assert ends[0][0].removeprefix("run_7_") > ahead[0][0]
