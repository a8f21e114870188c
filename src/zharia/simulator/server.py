"""The simulator as a server: uvicorn around the ASGI app."""

import socket

import uvicorn

from zharia.simulator.app import create_app
from zharia.simulator.settings import Settings
from zharia.simulator.world import World

#: a hanging call must not keep the server from stopping, in real seconds
_GRACE_SECONDS = 1


def serve(host: str, port: int, settings: Settings, listening: socket.socket) -> None:
    """Run on the socket until interrupted."""
    server = make_server(World(settings), host, port, log_level="warning")
    with listening:
        server.run(sockets=[listening])


def make_server(
    world: World, host: str, port: int, *, log_level: str = "critical"
) -> uvicorn.Server:
    config = uvicorn.Config(
        create_app(world),
        host=host,
        port=port,
        log_level=log_level,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    return uvicorn.Server(config)
