"""The embedded Valkey: cache and broker. It may lose its last second; PostgreSQL holds the truth."""

import socket
import time
from collections.abc import Callable

from config.launcher.child import Child, start_child
from config.launcher.failure import LaunchError, tail
from config.launcher.installation import Installation
from config.launcher.keys import Keys
from config.launcher.places import Places, make_folder, write_private
from config.launcher.programs import valkey_program

START_SECONDS = 60


def configuration(places: Places, keys: Keys) -> str:
    """Return the server's settings. They go into a private file, for a command line shows its password to everybody."""
    lines = [
        "bind 127.0.0.1",
        f"port {keys.valkey_port}",
        f"requirepass {keys.valkey}",
        f'dir "{places.valkey}"',
        "appendonly yes",
        "appendfsync everysec",
        'save ""',
        "maxmemory-policy noeviction",
        "daemonize no",
        "set-proc-title no",  # the title would overwrite the environment by which leftovers are known
        # A tail cut off by a power failure is dropped instead of refusing to start.
        "aof-load-truncated yes",
    ]
    return "\n".join(lines) + "\n"


def start_valkey(here: Installation) -> Child:
    """Return the started server; it is not ready yet."""
    places = here.places
    for folder in (places.valkey, places.sockets):
        make_folder(folder, **here.owned())
    settings = places.sockets / "valkey.conf"
    write_private(settings, configuration(places, here.keys))
    return start_child(
        "valkey",
        [valkey_program(here.account), settings],
        log=places.log("valkey"),
        environment=here.environment,
        as_user=here.account.as_user(),
        folder=places.valkey,
    )


def wait_for_valkey(child: Child, here: Installation, pause: Callable[[float], None] = time.sleep) -> None:
    """Return as soon as the server answers; loading a large log may take a while. Raises LaunchError."""
    deadline, log = time.monotonic() + START_SECONDS, here.places.log("valkey")
    while not answers(here.keys):
        if child.has_ended():
            raise LaunchError(f"Valkey ended while starting:{tail(log)}")
        if time.monotonic() > deadline:
            raise LaunchError(f"Valkey did not answer within {START_SECONDS} s:{tail(log)}")
        pause(0.03)


def answers(keys: Keys) -> bool:
    """Return whether the server takes our password and answers a ping."""
    try:
        with socket.create_connection(("127.0.0.1", keys.valkey_port), timeout=2) as line:
            line.sendall(f"AUTH {keys.valkey}\r\nPING\r\n".encode())
            said = b""
            while said.count(b"\r\n") < 2 and (more := line.recv(256)):
                said += more
    except OSError:
        return False
    return b"+PONG" in said


def redis_url(keys: Keys) -> str:
    """Return the address with its password."""
    return f"redis://:{keys.valkey}@127.0.0.1:{keys.valkey_port}/0"
