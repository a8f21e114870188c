"""Ports for servers in processes of their own, which cannot hand us a socket."""

import random
import socket
from pathlib import Path

_RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")
#: from here on the system hands out ports by itself (Linux, unless it says otherwise)
_SYSTEMS_OWN = int(_RANGE.read_text().split()[0]) if _RANGE.exists() else 32768


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses, and that nobody gets who asks for any port.

    One that the system had picked could be anybody's again before our process listens on it, or
    between its end and its next start.
    """
    while True:
        port = random.randrange(10_000, _SYSTEMS_OWN)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
