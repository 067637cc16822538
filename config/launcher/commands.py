"""The command lines of the product's own processes, as an operator would type them in production."""

import os
import sys
import sysconfig
from pathlib import Path

from config.launcher.options import REPOSITORY, Options, cores


def script(name: str) -> list[str]:
    """Return how to run a script of this Python's packages. By the interpreter: a long path breaks a script's `#!`."""
    return [sys.executable, str(Path(sysconfig.get_path("scripts")) / name)]


def manage(*words: str) -> list[str]:
    """Return how to run a command of manage.py."""
    return [sys.executable, str(REPOSITORY / "manage.py"), *words]


def web(options: Options) -> list[str]:
    """Return `gunicorn config.wsgi …`: threads, for requests mostly wait for the database."""
    words = ["--bind", options.binding, "--worker-class", "gthread"]
    words += ["--workers", str(max(2, min(cores(), 4))), "--threads", "8"]
    words += ["--graceful-timeout", "15", "--timeout", "60", "--keep-alive", "5"]
    # The application is imported once, before the fork: half the memory, half the start.
    words += ["--preload", "--worker-tmp-dir", heartbeat_folder(options), "--no-control-socket"]
    return [*script("gunicorn"), "config.wsgi", *words]


def heartbeat_folder(options: Options) -> str:
    """Return a folder in memory for gunicorn's heartbeats: on a slow disk they would block the workers."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK | os.X_OK) else str(options.folder)  # noqa: S108


def worker(options: Options) -> list[str]:
    """Return `celery -A config worker …`: all queues of the settings, no chatter between workers."""
    words = ["--pool", "prefork", "--concurrency", str(options.workers), "--loglevel", "INFO"]
    words += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return [*script("celery"), "-A", "config", "worker", *words]


def beat(options: Options) -> list[str]:
    """Return `celery -A config beat …`: the ticks live in the database, so it leaves no file."""
    words = ["--scheduler", "django_celery_beat.schedulers:DatabaseScheduler", "--pidfile=", "--loglevel", "INFO"]
    return [*script("celery"), "-A", "config", "beat", *words]
