"""How long the guarded fetcher waits, and how much it takes."""

import gzip
import socket
import threading
import time
from collections.abc import Iterator

import httpcore2
import pytest

from tests.support.fetching import Names, fetcher
from tests.support.web_server import Answer, always, dripping, reply, web_server
from zharia.fetch import Fetcher, TooLargeError, TooSlowError
from zharia.fetch.errors import BadResponseError
from zharia.fetch.network import GuardedBackend

__all__ = ["fetcher"]


def dawdling(_request: str) -> Iterator[bytes]:
    # A sleep: the server is slow.
    time.sleep(0.25)
    yield reply(302, Location="/again")


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(dripping(b"HTTP/1.1 200 -\r\nContent-Length: 99999\r\n\r\n", b"x"), id="body"),
        pytest.param(dripping(b"HTTP/1.1 200 -\r\nX: ", b"x"), id="header"),
        pytest.param(dripping(b"", b"HTTP/1.1 100 -\r\n\r\n"), id="continue"),
        pytest.param(dripping(b"", b"", every=0.1), id="silence"),
        pytest.param(
            dripping(b"HTTP/1.1 200 -\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
            id="chunks",
        ),
        pytest.param(dawdling, id="redirects"),
    ],
)
def test_a_slow_server_does_not_outlast_the_total(fetcher: Fetcher, answer: Answer) -> None:
    with web_server(answer) as server:
        started = time.monotonic()
        with pytest.raises(TooSlowError) as caught:
            fetcher.fetch(server.url, seconds=0.6)
        # Any of them would keep us far longer.
        assert 0.5 < time.monotonic() - started < 10
        fetcher.close()
    assert caught.value.retry_can_help
    assert "0.6 seconds" in str(caught.value)


def test_a_slow_name_server_does_not_outlast_the_total() -> None:
    over = threading.Event()

    def resolve(_host: str) -> list[str]:
        over.wait(60)
        return ["127.0.0.1"]

    with Fetcher(allow_loopback=True, resolve=resolve) as fetcher, pytest.raises(TooSlowError):
        fetcher.fetch("http://aimaq.kz/", seconds=0.3)
    assert not over.is_set()
    over.set()


def test_addresses_that_do_not_answer_share_the_time() -> None:
    # a full backlog: the system accepts no connection and refuses none
    with socket.create_server(("127.0.0.5", 0), backlog=0) as deaf:
        port = deaf.getsockname()[1]
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.5", port))
        started = time.monotonic()
        with (
            Fetcher(allow_loopback=True, resolve=Names(["127.0.0.5"] * 3)) as fetcher,
            pytest.raises(TooSlowError),
        ):
            fetcher.fetch(f"http://aimaq.kz:{port}/", seconds=0.6)
        # Any of them would keep us far longer.
        assert 0.5 < time.monotonic() - started < 10
        for filler in fillers:
            filler.close()


def test_a_declared_excess_is_not_even_read(fetcher: Fetcher) -> None:
    with web_server(always(b"HTTP/1.1 200 -\r\nContent-Length: 1001\r\n\r\n")) as server:
        with pytest.raises(TooLargeError) as caught:
            fetcher.fetch(server.url, max_bytes=1000)
        fetcher.close()
    assert "1,000 bytes" in str(caught.value)


def test_an_endless_body_ends_at_the_limit(fetcher: Fetcher) -> None:
    endless = dripping(b"HTTP/1.1 200 -\r\n\r\n", b"x" * 65536, every=0)
    with web_server(endless) as server:
        with pytest.raises(TooLargeError):
            fetcher.fetch(server.url, max_bytes=1_000_000)
        fetcher.close()


def test_exactly_the_limit_is_allowed(fetcher: Fetcher) -> None:
    with web_server(always(reply(200, b"x" * 1000))) as server:
        assert len(fetcher.fetch(server.url, max_bytes=1000).body) == 1000


def test_a_decompression_bomb_bursts_at_the_limit(fetcher: Fetcher) -> None:
    bomb = gzip.compress(bytes(300_000_000), compresslevel=1)
    with web_server(always(reply(200, bomb, Content_Encoding="gzip"))) as server:
        started = time.process_time()
        with pytest.raises(TooLargeError):
            fetcher.fetch(server.url, max_bytes=5_000_000)
        assert time.process_time() - started < 1
        fetcher.close()


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "zstd", "x-unknown"])
def test_a_compression_nobody_asked_for_is_refused(fetcher: Fetcher, encoding: str) -> None:
    answer = always(reply(200, b"", Content_Encoding=encoding))
    with web_server(answer) as server, pytest.raises(BadResponseError):
        fetcher.fetch(server.url)


def test_broken_compression_is_refused(fetcher: Fetcher) -> None:
    answer = always(reply(200, b"not gzip", Content_Encoding="gzip"))
    with web_server(answer) as server, pytest.raises(BadResponseError):
        fetcher.fetch(server.url)


def test_decompressing_counts_against_the_time(fetcher: Fetcher) -> None:
    bomb = gzip.compress(bytes(200_000_000), compresslevel=1)
    with web_server(always(reply(200, bomb, Content_Encoding="gzip"))) as server:
        with pytest.raises(TooSlowError):
            fetcher.fetch(server.url, max_bytes=10**10, seconds=0.05)
        fetcher.close()


@pytest.mark.parametrize("deadline", [None, 0.0])
def test_no_connection_is_made_without_a_deadline_to_come(deadline: float | None) -> None:
    backend = GuardedBackend(Names(["127.0.0.1"]), allow_loopback=True)
    with pytest.raises(httpcore2.TimeoutException, match="deadline"):
        backend.connect_tcp("aimaq.kz", 80, deadline)
