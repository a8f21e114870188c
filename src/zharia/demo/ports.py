"""Ports of 127.0.0.1: the usual one where it is free, any other where it is not."""

import socket
from typing import Final

HOST: Final = "127.0.0.1"


def listen(preferred: int) -> socket.socket:
    """A socket that listens on the preferred port, or on a free one; 0 is any."""
    for port in (preferred, 0):
        # Named as TCP, or asyncio leaves Nagle on and each answer waits 40 ms for an ACK.
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, port))
            listening.listen()
        except OSError:
            listening.close()
            if port == 0:
                raise
        else:
            return listening
    raise AssertionError("unreachable")


def free_port(preferred: int) -> int:
    """A port that nobody uses now, for a process that will listen there soon."""
    with listen(preferred) as listening:
        port: int = listening.getsockname()[1]
    return port
