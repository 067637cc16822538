"""Ready, and what to try first."""

import http.client
import json
import time
from pathlib import Path

from config.launcher.child import Child
from config.launcher.failure import LaunchError, tail
from config.launcher.options import Options
from config.launcher.supervisor import Supervisor

READY_SECONDS = 90
# One line of an order, as the demo's workflow takes it.
ORDER = '{"inputs": {"sku": "A-1", "quantity": 2}}'


def wait_until_ready(supervisor: Supervisor, web: Child, options: Options) -> None:
    """Return when `/readyz` answers 200. Raises LaunchError when the web process ends or never gets there."""
    deadline, log = time.monotonic() + READY_SECONDS, supervisor.places.log("web")
    while not is_ready(options):
        if web.has_ended():
            raise LaunchError(f"The web process ended while starting:{tail(log)}")
        if time.monotonic() > deadline:
            raise LaunchError(f"/readyz did not answer 200 within {READY_SECONDS} s:{tail(log)}")
        supervisor.bell.pause(0.1)


def is_ready(options: Options) -> bool:
    """Return whether `/readyz` answers 200."""
    host, port = options.near
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/readyz", headers={"Host": options.checked_host})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def welcome(options: Options, demo: Path) -> str:
    """Return what a newcomer needs: the address, and with the demo its sign-in, its key and a line to try."""
    lines = ["", f"  Stellwerk is ready: {options.public_url}/"]
    if options.has_demo:
        lines += invitation(json.loads(demo.read_text()))
    return "\n".join([*lines, "", "  Ctrl-C stops everything; the data stays.", ""])


def invitation(demo: dict[str, str]) -> list[str]:
    """Return the demo's sign-in, API key and one request."""
    url = demo["url"].rstrip("/")
    return [
        f"  Sign in:  {demo['email']}   password {demo['password']}",
        f"  API key:  {demo['api_key']}",
        "  Try it:",
        f"    curl -sS -X POST '{url}/api/v1/workflows/{demo['workflow_id']}/runs?wait=20' "
        f"-H 'Authorization: Bearer {demo['api_key']}' -H 'Content-Type: application/json' -d '{ORDER}'",
    ]
