"""`python -m config.launcher up` runs everything; `python -m config.launcher logins` readies a PostgreSQL of yours."""

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress

from config.launcher.failure import LaunchError
from config.launcher.options import read_options

USAGE = """python -m config.launcher up       run everything in the foreground (HOST, PORT, VAR_DIR, WORKERS, DEMO)
python -m config.launcher ready    exit 0 when /readyz on HOST and PORT answers 200, else 1 (for health checks)
python -m config.launcher logins   make the three logins and the database of DATABASE_URL, APP_DATABASE_URL and
                                   ENGINE_DATABASE_URL, acting as the administrator of ADMIN_DATABASE_URL"""


def say(words: str) -> None:
    """Print a line at once. A closed terminal is no reason to stop."""
    with suppress(OSError, ValueError):
        print(words, flush=True)


def main(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run the command and return its exit status; failures are said in words."""
    commands = {"up": run_up, "ready": run_ready, "logins": run_logins}
    if len(arguments) != 1 or arguments[0] not in commands:
        say(USAGE)
        return 2
    try:
        return commands[arguments[0]](environment)
    except (LaunchError, OSError) as error:
        with suppress(OSError, ValueError):
            print(f"\n  {error}\n", file=sys.stderr, flush=True)
        return 1


def run_up(environment: Mapping[str, str]) -> int:
    from config.launcher.up import up

    return up(read_options(environment), environment, say=say)


def run_ready(environment: Mapping[str, str]) -> int:
    from config.launcher.ready import is_ready

    return 0 if is_ready(read_options(environment)) else 1


def run_logins(environment: Mapping[str, str]) -> int:
    from config.launcher.own_server import make_logins

    make_logins(environment)
    say("The database and its three logins are ready.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
