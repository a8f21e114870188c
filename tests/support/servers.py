"""Servers that tests run for real: the simulator, and a host that photos are pulled from."""

import asyncio
import contextlib
import io
import socket
import ssl
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

import httpx2
from PIL import Image

from zharia.simulator.server import make_server
from zharia.simulator.settings import Settings
from zharia.simulator.world import World

#: Spares a client that speaks plain HTTP the system's certificates: reading them takes time.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
#: A server closes a connection that was idle, perhaps just when the next request is on its way.
EACH_ANEW = httpx2.Limits(max_keepalive_connections=0)


def answers(url: str) -> bool:
    """Whether a server is there, and says that all is well."""
    try:
        return httpx2.get(url, trust_env=False, verify=NO_TLS).is_success
    except httpx2.TransportError:
        return False


class RunningSimulator:
    """A simulator behind uvicorn, on a free port of 127.0.0.1, in a thread of its own.

    Use it as a context manager. Reading `.simulator.state` from the test is fine; change it
    through `control`, which runs on the server's own event loop.
    """

    def __init__(self, **settings: Any) -> None:
        self.simulator = World(Settings(**settings))
        # Named as TCP, or asyncio leaves Nagle on and each answer waits 40 ms for an ACK.
        self._socket = socket.socket(proto=socket.IPPROTO_TCP)
        self._socket.bind(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._server = make_server(self.simulator, "127.0.0.1", self.port)
        self._thread = threading.Thread(target=self._run, name="simulator", daemon=True)
        self.http = httpx2.Client(
            base_url=self.url, timeout=30, trust_env=False, verify=NO_TLS, limits=EACH_ANEW
        )

    def _run(self) -> None:
        asyncio.run(self._server.serve(sockets=[self._socket]))

    def __enter__(self) -> Self:
        self._thread.start()
        while not self._server.started:
            self._thread.join(0.005)
            if not self._thread.is_alive():
                raise RuntimeError("the simulator did not start")
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()
        self._server.should_exit = True
        self._thread.join(10)
        self._socket.close()

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the control API, e.g. `control("POST", "/clock", {"advance": 60})`."""
        response = self.http.request(method, f"/_sim{path}", json=body)
        assert response.status_code == 200, response.text
        return response.json()

    def advance(self, seconds: float) -> None:
        """Move the clock on; every job that falls due on the way is done when this returns."""
        self.control("POST", "/clock", {"advance": seconds})

    def token(self, client_key: str, username: str, scopes: list[str] | None = None) -> str:
        """An access token without the consent page."""
        body: dict[str, Any] = {"client_key": client_key, "username": username}
        if scopes is not None:
            body["scopes"] = scopes
        return str(self.control("POST", "/grants", body)["access_token"])

    def fault(self, name: str, endpoint: str = "*", **more: Any) -> None:
        self.control("POST", "/faults", {"name": name, "endpoint": endpoint, **more})


@dataclass
class Page:
    """What a `PhotoHost` answers at a path, and how it lies or stalls."""

    content: bytes = b""
    content_type: str = "image/jpeg"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    #: real seconds before the answer, and between two halves of the body
    delay: float = 0.0
    stall: float = 0.0
    #: the answer waits until this is set
    held: threading.Event | None = None
    #: send this many bytes without a Content-Length, made up as they go
    endless: int = 0


@dataclass(frozen=True)
class Received:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class PhotoHost:
    """A small web server: photos for the simulator to pull, and a receiver for its webhooks.

    `pages` maps a path to what it answers; a POST to any path is kept in `received` and answered
    with the next of `answers` (200 when they are used up).
    """

    def __init__(self, address: str = "127.0.0.1") -> None:
        self.pages: dict[str, Page] = {}
        self.answers: list[int] = []
        self.received: list[Received] = []
        self.asked: list[str] = []
        self.agents: list[str] = []
        self._stopping = threading.Event()
        self._server = ThreadingHTTPServer((address, 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://{address}:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._thread.join(10)
        self._server.server_close()

    def serve(self, path: str, content: bytes = b"", **page: Any) -> str:
        """Answer `content` at `path`; returns the whole URL."""
        self.pages[path] = Page(content, **page)
        return self.url + path

    def photo(self, path: str = "/1.jpg", size: tuple[int, int] = (1080, 1350)) -> str:
        return self.serve(path, photo(size))

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        host = self

        class Handler(BaseHTTPRequestHandler):
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                host.agents.append(self.headers.get("User-Agent", ""))
                host.asked.append(self.path)
                page = host.pages.get(self.path, Page(status=404, content_type="text/plain"))
                host._stopping.wait(page.delay)
                if page.held is not None:
                    page.held.wait(60)
                with contextlib.suppress(OSError):
                    self._answer(page)

            def _answer(self, page: Page) -> None:
                self.send_response(page.status)
                self.send_header("Content-Type", page.content_type)
                for name, value in page.headers.items():
                    self.send_header(name, value)
                if page.endless:
                    self.send_header("Connection", "close")
                    self.end_headers()
                    for _ in range(page.endless // 65_536 + 1):
                        self.wfile.write(b"\xff" * 65_536)
                    return
                self.send_header("Content-Length", str(len(page.content)))
                self.end_headers()
                half = len(page.content) // 2 if page.stall else len(page.content)
                self.wfile.write(page.content[:half])
                if page.stall:
                    self.wfile.flush()
                    host._stopping.wait(page.stall)
                    self.wfile.write(page.content[half:])

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                host.received.append(Received("POST", self.path, headers, body))
                status = host.answers.pop(0) if host.answers else 200
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        return Handler


def photo(
    size: tuple[int, int] = (1080, 1350),
    kind: str = "JPEG",
    colour: str = "#00afca",
) -> bytes:
    """A plain picture in any format that Pillow writes."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()
