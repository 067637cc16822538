"""Free ports on this machine, kept from start to start where they stay free."""

import random
import socket

# Below the range that the kernel hands to outgoing connections, so that none of them takes a port between two starts.
PORTS = range(20_000, 32_000)


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Return whether a server could listen there now."""
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As servers do: a port with only closed connections left in TIME_WAIT is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError:
            return False
    return True


def free_port() -> int:
    """Return a port that nobody listens on. Raises OSError when a thousand tries found none."""
    choose = random.SystemRandom().choice
    for _ in range(1000):
        port = choose(PORTS)
        if is_free(port):
            return port
    raise OSError("no free port between 20000 and 32000")
