"""An ASGI server in a thread of this process."""

import socket
import threading

import uvicorn
from starlette.types import ASGIApp


class ServerThread:
    """An ASGI application on a socket, until closed."""

    def __init__(self, app: ASGIApp, listening: socket.socket) -> None:
        config = uvicorn.Config(
            app,
            log_config=None,
            log_level="critical",
            access_log=False,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._listening = listening
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [listening]}, name="newsroom", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join(5)
        self._listening.close()
