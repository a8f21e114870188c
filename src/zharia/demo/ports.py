"""Ports of 127.0.0.1: the usual one where it is free, any other where it is not."""

import random
import socket
from pathlib import Path
from typing import Final

from zharia.service import listening

HOST: Final = "127.0.0.1"
_RANGE: Final = Path("/proc/sys/net/ipv4/ip_local_port_range")
#: from here on the system hands out ports by itself (Linux, unless it says otherwise)
_SYSTEMS_OWN: Final = int(_RANGE.read_text().split()[0]) if _RANGE.exists() else 32768


def listen(preferred: int) -> socket.socket:
    """A socket that listens on the preferred port, or on a free one; 0 is any."""
    try:
        return listening.listen(HOST, preferred)
    except listening.PortTaken:
        return listening.listen(HOST, 0)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses, and that nobody gets who asks for any port.

    One that the system had picked could be anybody's again before our process listens on it, or
    between its end and its next start.
    """
    while True:
        port = random.randrange(10_000, _SYSTEMS_OWN)  # noqa: S311 - no secret
        with socket.socket() as probe:
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
