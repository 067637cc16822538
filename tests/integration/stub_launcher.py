"""The real launcher with stand-ins for migrations, web, worker and beat, so that a start takes a second.

`python -m tests.integration.stub_launcher` is `up`; with a name it is that stand-in. `STUB_FAILS=prepare` makes the
migrations fail, `STUB_FAILS=web` ends the web process at once.
"""

import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

from config.launcher import __main__, commands, postgres, up
from config.launcher.options import Options
from config.launcher.prepare import run_manage


class Answer(BaseHTTPRequestHandler):
    """Answers 200 to everything, silently."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *words: object) -> None:
        return


def stand_in(name: str) -> None:
    """Be web, worker or beat until somebody stops it."""
    if os.environ.get("STUB_FAILS") == name:
        sys.exit("this stand-in fails")
    if name == "web":
        HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Answer).serve_forever()
    signal.pause()


def command(name: str, production: str) -> list[str]:
    """Return a stand-in's command line; it carries the production one, by which leftovers are known."""
    return [sys.executable, "-m", "tests.integration.stub_launcher", name, production]


def prepare(supervisor: object, *, options: Options, environment: dict[str, str], owner_url: str) -> tuple[str, str]:
    """Fail like a migration does, or do nothing."""
    if os.environ.get("STUB_FAILS") == "prepare":
        run_manage(supervisor, ["no-such-command"], environment)
    return "stubbed", "stubbed"


if __name__ == "__main__":
    if len(sys.argv) > 1:
        stand_in(sys.argv[1])
    commands.web = lambda options: command("web", "gunicorn config.wsgi")
    commands.worker = lambda options: command("worker", "celery -A config worker")
    commands.beat = lambda options: command("beat", "celery -A config beat")
    up.prepare = prepare
    # No test cuts the power: what a killed process wrote is with the kernel, and syncing costs half of a start.
    postgres.SETTINGS["fsync"] = "off"
    sys.exit(__main__.main(["up"], os.environ))
