"""Zharia's pages and interfaces as a server, around a service that is open."""

import contextlib
import errno
import socket
import threading
from types import TracebackType
from typing import Self

import uvicorn

from zharia.service import Service
from zharia.users import open_jwt_secret
from zharia.web.app import create_app
from zharia.web.connections import IDLE_SECONDS, BoundedProtocol
from zharia.web.context import WebContext

#: seconds that requests under way get at the end
_GRACE_SECONDS = 5


class PortTaken(RuntimeError):
    """Somebody listens there already; the message names setting and remedy."""


def listen(host: str, port: int) -> socket.socket:
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
            f"Nothing can listen on {host}, port {port}: {problem}. {_remedy(error)}"
        ) from error
    return listening


def _remedy(error: OSError | UnicodeError) -> str:
    number = error.errno if isinstance(error, OSError) else None
    if isinstance(error, UnicodeError | socket.gaierror) or number == errno.EADDRNOTAVAIL:
        return (
            "ZHARIA_HOST takes an address of this machine: 127.0.0.1 behind a proxy on it, 0.0.0.0"
            " for all of its addresses."
        )
    if number == errno.EACCES:
        return "Ports below 1024 are the administrator's: set ZHARIA_PORT to a higher one."
    return "Stop what runs there, or set ZHARIA_PORT (and ZHARIA_HOST) to another."


class Site:
    """The web application on a socket, in a thread, until closed."""

    def __init__(self, service: Service, listening: socket.socket) -> None:
        settings = service.settings
        self._app = create_app(context(service))
        self._server = uvicorn.Server(
            uvicorn.Config(
                self._app,
                http=BoundedProtocol,
                # Nothing here speaks it, whichever library happens to be installed.
                ws="none",
                timeout_keep_alive=IDLE_SECONDS,
                log_config=None,
                access_log=False,
                server_header=False,
                # The application believes them from trusted proxies only.
                proxy_headers=False,
                timeout_graceful_shutdown=_GRACE_SECONDS,
            )
        )
        self._listening = listening
        self._thread = threading.Thread(target=self._run, name="web", daemon=True)
        self._thread.start()
        while not self._server.started:
            self._thread.join(0.02)
            if not self._thread.is_alive():
                raise RuntimeError(f"the web server for {settings.public_url} did not start")

    def close(self) -> None:
        """Take no more requests, and let those under way end."""
        self._app.state.changes.close()
        self._server.should_exit = True
        self._thread.join(_GRACE_SECONDS + 5)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _run(self) -> None:
        with contextlib.closing(self._listening):
            self._server.run(sockets=[self._listening])


def context(service: Service) -> WebContext:
    """The service as the web application sees it."""
    settings = service.settings
    return WebContext(
        settings=settings,
        database=service.database,
        keys=service.keys,
        open_client=service.open_client,
        clients=service.clients,
        connecting=service.connecting,
        vault=service.vault,
        installation=service.installation,
        engine=service.engine,
        store=service.store,
        library=service.library,
        fetcher=service.fetcher,
        jwt_secret=open_jwt_secret(
            settings.jwt_secret.get_secret_value(), settings.jwt_secret_file
        ),
    )
