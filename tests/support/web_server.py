"""A web server that answers exactly the bytes a test wants, at the pace it wants."""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

#: Turns the head of a request into the bytes to send, piece by piece.
Answer = Callable[[str], Iterable[bytes]]


@dataclass
class WebServer:
    answer: Answer
    tls: ssl.SSLContext | None
    listener: socket.socket
    port: int
    requests: list[str] = field(default_factory=list)
    connections: list[socket.socket] = field(default_factory=list)
    #: names asked for in TLS
    names: list[str | None] = field(default_factory=list)
    threads: list[threading.Thread] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def accept(self) -> None:
        with contextlib.suppress(OSError):  # the listener was closed
            while True:
                connection, _ = self.listener.accept()
                self.connections.append(connection)
                self.start(partial(self.serve, connection))

    def start(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self.threads.append(thread)
        thread.start()

    def serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            stack.enter_context(connection)
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
                stack.enter_context(connection)
            while head := _head(connection):
                self.requests.append(head)
                for piece in self.answer(head):
                    connection.sendall(piece)
                if "connection: close" in head.lower():
                    break


def _head(connection: socket.socket) -> str:
    received = b""
    while b"\r\n\r\n" not in received:
        piece = connection.recv(65536)
        if not piece:
            return ""
        received += piece
    return received.decode("latin-1")


@contextlib.contextmanager
def web_server(answer: Answer, tls: ssl.SSLContext | None = None) -> Iterator[WebServer]:
    """Serve on a free port of 127.0.0.1 until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = WebServer(answer, tls, listener, listener.getsockname()[1])
        if tls:
            tls.sni_callback = lambda _socket, name, _context: server.names.append(name)
        server.start(server.accept)
        yield server
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        for connection in server.connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
    for thread in server.threads:
        thread.join(5)


def reply(status: int, body: bytes = b"", **headers: str) -> bytes:
    """A complete answer; `content_type="text/xml"` becomes a header."""
    lines = [f"HTTP/1.1 {status} -", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def always(answer: bytes) -> Answer:
    return lambda _request: [answer]


def broken_off(answer: bytes) -> Answer:
    """Nothing comes after it: the connection is closed."""

    def once(_request: str) -> Iterator[bytes]:
        yield answer
        raise ConnectionResetError

    return once


def dripping(head: bytes, piece: bytes, every: float = 0.02) -> Answer:
    def answer(_request: str) -> Iterator[bytes]:
        yield head
        while True:
            # A sleep: the server is slow.
            time.sleep(every)
            yield piece

    return answer
