"""The web server: pages and JSON interface of an open service, in a thread."""

import asyncio
import contextlib
import socket
import threading
from typing import Self

import uvicorn

from zharia.service.service import Service
from zharia.storage.crypto import Secret
from zharia.users import open_jwt_secret
from zharia.web.app import create_app
from zharia.web.connections import IDLE_SECONDS, BoundedProtocol
from zharia.web.context import WebContext

#: seconds that requests under way get at the end
_GRACE_SECONDS = 5
#: seconds for which the date in the answers' headers stays
_TICK_SECONDS = 1.0


class _Server(uvicorn.Server):
    """Says when it takes requests, and wakes once a second instead of ten times."""

    def __init__(self, config: uvicorn.Config, taking_requests: threading.Event) -> None:
        super().__init__(config)
        self._taking_requests = taking_requests
        self._end = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        self._taking_requests.set()

    async def main_loop(self) -> None:
        # At 0 it makes the date anew.
        while not await self.on_tick(0):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._end.wait(), _TICK_SECONDS)

    def end(self) -> None:
        """Take no more requests; from any thread, at any time."""
        self.should_exit = True
        with contextlib.suppress(RuntimeError):
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._end.set)


class WebServer:
    """The web application on a socket, in a thread, until closed."""

    def __init__(self, service: Service, listening: socket.socket) -> None:
        settings = service.settings
        self._app = create_app(web_context(service))
        self._started = threading.Event()
        self._server = _Server(
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
            ),
            self._started,
        )
        self._listening = listening
        self._thread = threading.Thread(target=self._run, name="web", daemon=True)
        self._thread.start()
        self._started.wait()
        if not self._server.started:
            raise RuntimeError(f"the web server for {settings.public_url} did not start")

    def close(self) -> None:
        """Take no more requests, and let those under way end."""
        self._app.state.changes.close()
        self._server.end()
        self._thread.join(_GRACE_SECONDS + 5)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _run(self) -> None:
        with contextlib.closing(self._listening):
            try:
                self._server.run(sockets=[self._listening])
            finally:
                # Whoever waits for a server that will never be there waits no longer.
                self._started.set()


def jwt_secret(service: Service) -> Secret:
    """What signs access tokens here. Raises `KeysUnusable`."""
    settings = service.settings
    return open_jwt_secret(settings.jwt_secret.get_secret_value(), settings.jwt_secret_file)


def web_context(service: Service) -> WebContext:
    """The service as the web application sees it."""
    return WebContext(
        settings=service.settings,
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
        jwt_secret=jwt_secret(service),
    )
