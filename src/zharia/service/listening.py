"""The listening TCP socket of a server, or an error that names the remedy."""

import errno
import socket


class PortTaken(RuntimeError):
    """Nothing can listen there; the message names setting and remedy."""


def listen(
    host: str, port: int, *, host_setting: str = "ZHARIA_HOST", port_setting: str = "ZHARIA_PORT"
) -> socket.socket:
    """A socket that listens there. Raises `PortTaken`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, or asyncio leaves Nagle on and each answer waits 40 ms for an ACK.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(2048)
    except (OSError, UnicodeError) as error:
        listening.close()
        problem = getattr(error, "strerror", None) or "that is no name of a machine"
        raise PortTaken(
            f"Nothing can listen on {host}, port {port}: {problem}."
            f" {_remedy(error, host_setting, port_setting)}"
        ) from error
    return listening


def _remedy(error: OSError | UnicodeError, host_setting: str, port_setting: str) -> str:
    number = error.errno if isinstance(error, OSError) else None
    if isinstance(error, UnicodeError | socket.gaierror) or number == errno.EADDRNOTAVAIL:
        return (
            f"{host_setting} takes an address of this machine: 127.0.0.1 behind a proxy on it,"
            " 0.0.0.0 for all of its addresses."
        )
    if number == errno.EACCES:
        return f"Ports below 1024 are the administrator's: set {port_setting} to a higher one."
    return f"Stop what runs there, or set {port_setting} (and {host_setting}) to another."
