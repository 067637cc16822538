"""Make the demo tenant, with a sign-in, an API key and one workflow that runs offline."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from workflows.management.demo.seed import seed_demo


class Command(BaseCommand):
    """Make or find the demo; its credentials go to VAR_DIR/demo.json, never into a log."""

    help = "Make the demo tenant, or bring it up to date. Credentials go to VAR_DIR/demo.json."
    # Checks of the code belong to `make check`; here they would cost a second of every start.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed, and say how to try it."""
        if not settings.EGRESS_OWN:
            raise CommandError("The demo is off (DEMO=0): its workflow could not reach the practice services.")
        host, port, _ = settings.EGRESS_OWN
        path = settings.VAR_DIR / "demo.json"
        note = seed_demo(path=path, address=f"http://{reachable(host)}:{port}").note
        # A supervisor keeps what it reads from us in a log, so only a person at a terminal is shown secrets.
        password, key = (note.password, note.api_key) if self.stdout.isatty() else ("…", "…")
        self.stdout.write(f"Demo at {note.url}, credentials in {path}")
        self.stdout.write(f"  sign in   {note.email}   password {password}")
        self.stdout.write(f"  API key   {key}")
        self.stdout.write(f"  try       {curl(note.webhook_url)}")


def reachable(host: str) -> str:
    """Return where a server bound to `host` answers on this machine.

    >>> reachable("0.0.0.0"), reachable("10.0.0.5")
    ('127.0.0.1', '10.0.0.5')
    """
    return "127.0.0.1" if host in ("", "0.0.0.0", "localhost") else host  # noqa: S104


def curl(webhook_url: str) -> str:
    """Return one line that sends an order."""
    order = '{"order": "1001", "lines": [{"sku": "A-1", "quantity": 2}, {"sku": "B-2", "quantity": 5}]}'
    return f"curl -sS '{webhook_url}' -H 'Content-Type: application/json' -d '{order}'"
