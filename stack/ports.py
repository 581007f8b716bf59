"""Ports on loopback."""

import random
import socket

from stack.errors import PartFailed

LOOPBACK = "127.0.0.1"

_CHOICE = range(20000, 32000)
"""Below the range from which the system hands ports to outgoing connections: a server that is stopped and started again
on its old port does not find a client sitting there."""

_given: set[int] = set()
"""Ports that this process was given, whether or not something listens there yet."""


def free_port(preferred: int | None = None) -> int:
    """Return `preferred` if nothing listens there, else a free port of our own choice.

    Raises:
        PartFailed: no free port was found.
    """
    candidates = [] if preferred is None else [preferred]
    for port in [*candidates, *random.sample(_CHOICE, 200)]:
        if port not in _given and _is_free(port):
            _given.add(port)
            return port
    raise PartFailed("The network", "has no free port between 20000 and 32000 on loopback")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True
