"""The command lines of web, worker and beat stay the production ones: people and scripts look for them."""

import os

import pytest

from config.launcher import commands
from config.launcher.leftovers import OURS
from config.launcher.options import read_options

OPTIONS = read_options({"HOST": "::1", "PORT": "8123", "WORKERS": "3"})


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (commands.web(OPTIONS), "gunicorn config.wsgi --bind [::1]:8123 --worker-class gthread"),
        (commands.worker(OPTIONS), "celery -A config worker --pool prefork --concurrency 3"),
        (commands.beat(OPTIONS), "celery -A config beat --scheduler django_celery_beat.schedulers:DatabaseScheduler"),
        (commands.manage("migrate", "--no-input"), "manage.py migrate --no-input"),
    ],
)
def test_the_production_words_are_there_and_name_a_leftover(command, words):
    line = " ".join(command)

    assert words in line
    assert any(ours in line for ours in OURS)
    assert all(os.path.exists(path) for path in command[:2])


def test_nothing_is_written_beside_the_folder():
    assert "--no-control-socket" in commands.web(OPTIONS)
    assert "--pidfile=" in commands.beat(OPTIONS)


@pytest.mark.parametrize(("cores", "workers"), [(1, "2"), (3, "3"), (64, "4")])
def test_web_processes_follow_the_cores_within_reason(monkeypatch, cores, workers):
    monkeypatch.setattr(commands, "cores", lambda: cores)

    command = commands.web(OPTIONS)

    assert command[command.index("--workers") + 1] == workers
