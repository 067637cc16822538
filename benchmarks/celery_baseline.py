"""The usual way, as a baseline: one Celery message for each step, one commit for each step."""

import os

import psycopg
from celery import Celery

app = Celery("baseline", broker=os.environ["REDIS_URL"])
app.conf.update(task_ignore_result=True, task_default_queue="baseline", worker_send_task_events=False)
STEPS = 10
INSERT = "INSERT INTO baseline_step (run, step, output) VALUES (%s, %s, %s)"

_connections: dict[int, "psycopg.Connection"] = {}


def connection() -> "psycopg.Connection":
    """Return this process's connection."""
    if os.getpid() not in _connections:
        _connections[os.getpid()] = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    return _connections[os.getpid()]


@app.task(name="baseline.step")
def step(run: int, number: int) -> None:
    """Commit one step and send the next one's message."""
    connection().execute(INSERT, [run, number, '{"n": 1}'])
    if number + 1 < STEPS:
        step.delay(run, number + 1)
