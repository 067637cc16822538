"""The worker's and beat's application: `celery -A config worker`, `celery -A config beat`.

A message is only a nudge, so everything that Celery offers for keeping work safe is off: PostgreSQL keeps it.
"""

import os
from typing import Any

from celery import Celery, signals
from kombu import Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.conf import settings

app = Celery("stellwerk")
app.conf.update(
    broker_url=settings.BROKER_URL,
    task_serializer="json",
    accept_content=["json"],
    result_backend=None,
    task_ignore_result=True,
    task_acks_late=False,  # acknowledge before working: a lost nudge costs seconds, a redelivered one nothing
    task_create_missing_queues=False,
    task_queues=[Queue("std", routing_key="std")],
    task_default_queue="std",
    task_publish_retry=False,
    worker_prefetch_multiplier=1,
    worker_disable_prefetch=True,
    worker_send_task_events=False,
    worker_enable_remote_control=False,
    worker_hijack_root_logger=False,
    worker_proc_alive_timeout=60,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_channel_error_retry=True,
    broker_heartbeat=15,
    timezone="UTC",
    enable_utc=True,
    beat_scheduler="django_celery_beat.schedulers:DatabaseScheduler",
    beat_max_loop_interval=5,
)
if settings.BROKER_URL.startswith(("redis", "rediss", "unix")):
    app.conf.broker_transport_options = {
        "visibility_timeout": 3600,
        "global_keyprefix": "stellwerk:",
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
        "socket_keepalive": True,
        "health_check_interval": 15,
        "retry_on_timeout": True,
        "max_retries": 1,
    }
app.autodiscover_tasks(["workflows"])


@signals.worker_init.connect
def prepare_worker(**kwargs: Any) -> None:
    """Make what main process and children share, before the fork."""
    from workflows.engine import processes  # noqa: F401


@signals.worker_ready.connect
def begin_worker(**kwargs: Any) -> None:
    """Start the main process's ticker."""
    from workflows.engine import processes

    processes.start_ticker()


@signals.worker_shutting_down.connect
def stop_worker(**kwargs: Any) -> None:
    """Let the children give their leases back."""
    from workflows.engine import processes

    processes.begin_stopping()


@signals.worker_process_init.connect
def begin_child(**kwargs: Any) -> None:
    """Give the forked child its own state."""
    from workflows.engine import processes

    processes.forget_parent()


@signals.worker_process_shutdown.connect
def end_child(**kwargs: Any) -> None:
    """Close what the child holds."""
    from workflows.engine import processes

    processes.end_child()
