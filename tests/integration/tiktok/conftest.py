"""Servers on this machine that behave badly, one way each."""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

import pytest

from zharia.tiktok import Backoff, Client, PhotoPost, PostMode, Timeouts

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator

    Behaviour = Callable[["Visit"], None]


class Visit:
    """One connection, seen from the server."""

    def __init__(self, connection: socket.socket, server: Server) -> None:
        self.connection = connection
        self.server = server

    def read_request(self) -> bytes:
        """Read one whole request; the server remembers it."""
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, _, body = data.partition(b"\r\n\r\n")
        length = next(
            (
                int(line.partition(b":")[2])
                for line in head.split(b"\r\n")
                if line.lower().startswith(b"content-length:")
            ),
            0,
        )
        while len(body) < length:
            body += self._more()
        self.server.requests.append(head + b"\r\n\r\n" + body)
        return body

    def _more(self) -> bytes:
        chunk = self.connection.recv(65536)
        if not chunk:
            raise ConnectionError
        return chunk

    def answer(self, body: bytes, *, status: str = "200 OK", headers: str = "") -> None:
        head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
        self.connection.sendall(head.encode() + body)

    def accept(self, content: bytes = b'{"publish_id": "p1"}') -> None:
        self.answer(b'{"data": ' + content + b', "error": {"code": "ok", "log_id": "log-1"}}')

    def reset(self) -> None:
        """Close with RST instead of FIN."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def hang(self) -> None:
        """Say nothing more until the test is over."""
        self.server.over.wait(30)

    def drip(self, data: bytes, clock: Clock) -> None:
        """Send byte by byte, each of them 5 seconds after the other by the clock."""
        for byte in data:
            if self.server.over.wait(0.02):
                return
            clock.now += 5
            self.connection.sendall(bytes([byte]))


class Server:
    """Listens on 127.0.0.1; the nth connection meets the nth behaviour, later ones the last."""

    def __init__(self, *behaviours: Behaviour, context: ssl.SSLContext | None = None) -> None:
        self.requests: list[bytes] = []
        self.connections = 0
        self.over = threading.Event()
        self._behaviours = behaviours
        self._context = context
        self._last: object = None
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._listen)]
        self._threads[0].start()

    @property
    def url(self) -> str:
        return f"{'https' if self._context else 'http'}://127.0.0.1:{self.port}"

    def _listen(self) -> None:
        while True:
            connection, caller = self._listener.accept()
            if caller == self._last:
                connection.close()
                return
            behaviour = self._behaviours[min(self.connections, len(self._behaviours) - 1)]
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(connection, behaviour))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket, behaviour: Behaviour) -> None:
        with connection, suppress(OSError):
            if self._context is None:
                behaviour(Visit(connection, self))
                return
            with self._context.wrap_socket(connection, server_side=True) as secure:
                behaviour(Visit(secure, self))

    def close(self) -> None:
        """Let nothing hang any more; every connection before this moment is counted."""
        if self._last is not None:
            return
        self.over.set()
        with socket.socket() as knock:
            knock.bind(("127.0.0.1", 0))
            self._last = knock.getsockname()
            knock.connect(("127.0.0.1", self.port))
            self._threads[0].join()
        for thread in self._threads:
            thread.join(5)
        self._listener.close()


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    with ExitStack() as stack:

        def start(*behaviours: Behaviour, context: ssl.SSLContext | None = None) -> Server:
            server = Server(*behaviours, context=context)
            stack.callback(server.close)
            return server

        yield start


class Clock:
    """The clock that total times and deadlines go by. It stands still unless a test moves it."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Makes a total time independent of how busy this machine is."""
    clock = Clock()
    monkeypatch.setattr("zharia.tiktok.deadline.time", clock)
    return clock


#: Nothing of it passes by itself on this machine, however busy.
PATIENT = Timeouts(connect=60, read=60, total=60)
#: For servers that say nothing: only the wait for their answer is short.
SOON = Timeouts(connect=60, read=0.3, total=60)


@pytest.fixture
def connect() -> Iterator[Callable[..., Client]]:
    """Clients with patience, quick to ask again; closed when the test is over."""
    with ExitStack() as stack:

        def client(url: str, **options: object) -> Client:
            defaults: dict[str, object] = {
                "api_url": url,
                "timeouts": PATIENT,
                "backoff": Backoff(
                    attempts=3, deadline=60, first_wait=0.001, longest_wait=0.002, jitter=0
                ),
            }
            return stack.enter_context(
                Client("key", "the-secret", **{**defaults, **options})  # type: ignore[arg-type]
            )

        yield client


@pytest.fixture
def post() -> PhotoPost:
    return PhotoPost(
        post_mode=PostMode.MEDIA_UPLOAD, photo_images=("https://media.example.kz/1.jpg",)
    )
