"""Connections that are half open, or whose head is too large, over real sockets."""

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from tests.support.waiting import until

from zharia.service.listening import listen
from zharia.web.connections import MAX_HEAD_BYTES, BoundedProtocol

HEAD = b"POST /x HTTP/1.1\r\nHost: news.example\r\n"
#: shortened from the 20 seconds of the service
BRIEF = 0.5


class Impatient(BoundedProtocol):
    timeout = BRIEF


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Reads the body, and answers with its length; `/early` answers first, `/slow` works long."""
    if scope["type"] != "http":
        return
    size, more = 0, scope["path"] != "/early"
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            GONE.append(scope["path"])
            return
        size, more = size + len(message["body"]), message["more_body"]
    if scope["path"] == "/slow":
        # A sleep: working for longer than a silent client is given is what `/slow` is for.
        await asyncio.sleep(2 * BRIEF)
    text = str(size).encode()
    headers = [(b"content-length", str(len(text)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": text})


GONE: list[str] = []


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    listening = listen("127.0.0.1", 0)
    server = uvicorn.Server(
        uvicorn.Config(
            application,
            http=Impatient,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
        )
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    until(lambda: server.started, "the server")
    yield int(listening.getsockname()[1])
    server.should_exit = True
    thread.join(10)
    listening.close()


@contextlib.contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        yield connection


def answer(connection: socket.socket) -> bytes:
    """Whatever comes until the server closes; its first line, or nothing."""
    parts = []
    while part := connection.recv(65_536):
        parts.append(part)
    return b"".join(parts).partition(b"\r\n")[0]


def trickle(port: int, begin: bytes, drop: bytes, pause: float = 0.1) -> tuple[bytes, float]:
    """Send the beginning, then drop by drop until an answer comes; it, and the seconds it took."""
    began = time.monotonic()
    with connected(port) as connection:
        connection.sendall(begin)
        connection.settimeout(pause)
        while time.monotonic() - began < 60 * BRIEF:
            try:
                said = connection.recv(65_536)
            except TimeoutError:
                with contextlib.suppress(OSError):
                    connection.sendall(drop)
                continue
            return said.partition(b"\r\n")[0], time.monotonic() - began
    raise AssertionError("the server waits on")


TIMEOUT = b"HTTP/1.1 408 Request Timeout"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"

#: what a client begins with, what it sends again and again, and how that ends
HALF_OPEN = {
    "silent": (b"", b"", b""),
    "line breaks": (b"", b"\r\n", TIMEOUT),
    "one letter": (b"P", b"", TIMEOUT),
    "half a head": (HEAD, b"", TIMEOUT),
    "header by header": (HEAD, b"X: y\r\n", TIMEOUT),
    "half a body": (HEAD + b"Content-Length: 9\r\n\r\n1", b"", TIMEOUT),
    "byte by byte": (HEAD + b"Content-Length: 99999\r\n\r\n", b"1", TIMEOUT),
    "chunk by chunk": (CHUNKED, b"1\r\nx\r\n", TIMEOUT),
    "an extension without end": (CHUNKED + b"5;a=", b"a" * 9000, TIMEOUT),
}


def test_half_open_requests_end(port: int) -> None:
    with ThreadPoolExecutor(len(HALF_OPEN)) as threads:
        ends = {
            name: threads.submit(trickle, port, begin, drop)
            for name, (begin, drop, _) in HALF_OPEN.items()
        }
    for name, (_, _, said) in HALF_OPEN.items():
        found, seconds = ends[name].result()
        assert found == said, name
        assert seconds > BRIEF * 0.9, name


def test_whoever_works_on_it_learns_that_the_client_is_gone(port: int) -> None:
    # An address of its own: other tests' clients may be noticed to be gone only now.
    trickle(port, HEAD.replace(b"/x", b"/left") + b"Content-Length: 9\r\n\r\n1", b"")
    until(lambda: "/left" in GONE, "the disconnect")


def test_an_upload_that_makes_progress_is_not_cut_off(port: int) -> None:
    """Far longer than a silent client would be given."""
    pieces, piece = 30, b"x" * 4096
    with connected(port) as connection:
        size = pieces * len(piece)
        connection.sendall(HEAD + f"Content-Length: {size}\r\nConnection: close\r\n\r\n".encode())
        for _ in range(pieces):
            connection.sendall(piece)
            # A sleep: the client is slow.
            time.sleep(BRIEF / 10)
        assert answer(connection) == b"HTTP/1.1 200 OK"


def test_a_request_that_is_worked_on_for_long_is_not_cut_off(port: int) -> None:
    request = b"GET /slow HTTP/1.1\r\nHost: x\r\n"
    with connected(port) as connection, connected(port) as impatient:
        connection.sendall(request + b"Connection: close\r\n\r\n")
        # The next one has begun before the first is answered.
        impatient.sendall(request + b"\r\nGET /x HT")
        assert answer(connection) == b"HTTP/1.1 200 OK"
        assert answer(impatient) == b"HTTP/1.1 200 OK"


@pytest.mark.parametrize(
    ("request_line", "headers", "status"),
    [
        (b"GET /x HTTP/1.1", [b"X-One: " + b"a" * MAX_HEAD_BYTES], b"431"),
        (b"GET /x HTTP/1.1", [b"X-%d: %s" % (n, b"a" * 99) for n in range(700)], b"431"),
        (b"GET /x HTTP/1.1", [b"a:"] * 20_000, b"431"),
        (b"GET /x HTTP/1.1", [b"X" * (MAX_HEAD_BYTES + 1) + b": 1"], b"431"),
        (b"GET /x HTTP/1.1", [b"Cookie: " + b"a" * 4_000_000], b"431"),
        (b"GET /" + b"x" * MAX_HEAD_BYTES + b" HTTP/1.1", [], b"414"),
        (b"GET /?" + b"x" * 3_000_000 + b" HTTP/1.1", [], b"414"),
        (b"GET /x HTTP/1.1", [b"X-One: " + b"a" * (MAX_HEAD_BYTES - 200)], b"200"),
        (b"GET /" + b"x" * (MAX_HEAD_BYTES - 200) + b" HTTP/1.1", [], b"200"),
        (b"NONSENSE", [], b"400"),
        (b"GET /x HTTP/1.1", [b"Content-Length: -1"], b"400"),
        (b"GET /x HTTP/1.1", [b"Content-Length: 1, 2"], b"400"),
        (b"GET /x HTTP/1.1", [b"Content-Length: " + b"9" * 30], b"400"),
        (b"GET /x HTTP/1.1", ["Content-Length: ٣".encode()], b"400"),
        (b"GET /x HTTP/1.1", [b"Content-Length: 1", b"Content-Length: 2"], b"400"),
        (b"GET /x HTTP/1.1", [b"Content-Length: 1", b"Transfer-Encoding: chunked"], b"400"),
        (b"GET /x HTTP/1.1", [b"Transfer-Encoding: chunked, gzip"], b"400"),
        (b"GET /\xff\x00 HTTP/1.1", [], b"400"),
        (b"GET /x HTTP/1.1", [b"X: a\x00b"], b"400"),
    ],
)
def test_a_head_is_bounded_and_well_formed(
    port: int, request_line: bytes, headers: list[bytes], status: bytes
) -> None:
    """However it is cut into pieces: the answer arrives, and is no reset connection."""
    whole = b"\r\n".join([request_line, b"Host: x", b"Connection: close", *headers, b"", b""])
    for piece in (len(whole), 50_000):
        with connected(port) as connection:
            with contextlib.suppress(OSError):
                for at in range(0, len(whole), piece):
                    connection.sendall(whole[at : at + piece])
            assert answer(connection).split(b" ")[1:2] == [status]


def test_trailers_are_bounded_too(port: int) -> None:
    with connected(port) as connection:
        connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n")
        with contextlib.suppress(OSError):
            for _ in range(100):
                connection.sendall(b"X-Trailer: " + b"a" * 9000 + b"\r\n")
        assert answer(connection) == b"HTTP/1.1 431 Request Header Fields Too Large"


@pytest.mark.parametrize("begin", [b"0\r\nX-Trailer: ", b"5;a="])
def test_what_stands_between_chunks_is_bounded_while_it_is_not_whole(
    port: int, begin: bytes
) -> None:
    """The parser would keep all of it in memory, and copy it at each piece."""
    with connected(port) as connection:
        connection.sendall(CHUNKED + b"1\r\nx\r\n" + begin)
        with contextlib.suppress(OSError):
            for _ in range(100):
                connection.sendall(b"a" * 9000)
        assert answer(connection) == b"HTTP/1.1 431 Request Header Fields Too Large"


def test_what_follows_a_large_body_in_one_piece_counts_for_itself(port: int) -> None:
    body = b"x" * 200_000
    first = HEAD + f"Content-Length: {len(body)}\r\n\r\n".encode() + body
    with connected(port) as connection:
        connection.sendall(first + b"GET /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        said = b""
        while part := connection.recv(65_536):
            said += part
        assert said.count(b"HTTP/1.1 200 OK") == 2


def test_an_answer_before_the_body_does_not_keep_the_connection_open(port: int) -> None:
    begin = b"POST /early HTTP/1.1\r\nHost: x\r\nContent-Length: 99999\r\n\r\n"
    with connected(port) as connection:
        connection.sendall(begin)
        began = time.monotonic()
        connection.settimeout(0.1)
        said = b""
        while time.monotonic() - began < 60 * BRIEF:
            try:
                part = connection.recv(65_536)
            except TimeoutError:
                connection.sendall(b"x")
                continue
            except ConnectionError:
                break
            if not part:
                break
            said += part
        else:
            raise AssertionError("the connection stays open")
    assert said.startswith(b"HTTP/1.1 200 OK")
    assert said.count(b"HTTP/1.1") == 1


def test_a_body_that_is_whole_after_its_answer_does_not_keep_the_connection_open(
    port: int,
) -> None:
    with connected(port) as connection:
        connection.sendall(b"POST /early HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n")
        assert connection.recv(65_536).startswith(b"HTTP/1.1 200 OK")
        connection.sendall(b"late")
        connection.settimeout(10 * BRIEF)
        assert connection.recv(65_536) == b""
