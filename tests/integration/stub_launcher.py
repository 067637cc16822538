"""The real launcher with stand-ins for migrations, web, worker and beat, so that a start takes a second.

`python -m tests.integration.stub_launcher` is `up`. `STUB_FAILS=prepare` makes the migrations fail.
"""

import os
import sys

from config.launcher import __main__, commands, postgres, up
from config.launcher.options import Options
from config.launcher.prepare import run_manage


def command(name: str, production: str) -> list[str]:
    """Return a stand-in's command line; it carries the production one, by which leftovers are known."""
    return [sys.executable, "-m", "tests.integration.stand_in", name, production]


def prepare(supervisor: object, *, options: Options, environment: dict[str, str], owner_url: str) -> tuple[str, str]:
    """Fail like a migration does, or do nothing."""
    if os.environ.get("STUB_FAILS") == "prepare":
        run_manage(supervisor, ["no-such-command"], environment)
    return "stubbed", "stubbed"


if __name__ == "__main__":
    commands.web = lambda options: command("web", "gunicorn config.wsgi")
    commands.worker = lambda options: command("worker", "celery -A config worker")
    commands.beat = lambda options: command("beat", "celery -A config beat")
    up.prepare = prepare
    # No test cuts the power: what a killed process wrote is with the kernel, and syncing costs half of a start.
    postgres.SETTINGS["fsync"] = "off"
    sys.exit(__main__.main(["up"], os.environ))
