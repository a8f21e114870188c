"""What the guarded fetcher makes of an answer, and of none."""

import gzip
import socket

import pytest

from tests.support.fetching import Names, fetcher
from tests.support.web_server import always, broken_off, reply, web_server
from zharia.fetch import BadStatusError, Fetcher
from zharia.fetch.errors import UnreachableError
from zharia.fetch.user_agent import PRODUCT

__all__ = ["fetcher"]


def test_an_answer_is_handed_over_whole(fetcher: Fetcher) -> None:
    with web_server(always(reply(200, b"<rss/>", Content_Type="text/xml", ETag='"1"'))) as server:
        fetched = fetcher.fetch(f"{server.url}/feed", accept="text/xml")
    assert fetched.body == b"<rss/>"
    assert (fetched.url, fetched.status) == (f"{server.url}/feed", 200)
    assert dict(fetched.headers) == {"content-type": "text/xml", "etag": '"1"'}
    assert not fetched.not_modified
    request = server.requests[0].lower()
    assert request.startswith("get /feed http/1.1\r\n")
    assert f"user-agent: {PRODUCT.lower()}\r\n" in request
    assert "referer:" not in request
    assert "accept: text/xml\r\n" in request
    assert f"host: 127.0.0.1:{server.port}\r\n" in request
    assert "if-" not in request


def test_compression_is_undone(fetcher: Fetcher) -> None:
    body = b"news " * 1000
    with web_server(always(reply(200, gzip.compress(body), Content_Encoding="GZIP"))) as server:
        fetched = fetcher.fetch(server.url)
    assert fetched.body == body
    assert "content-encoding" not in fetched.headers
    assert "content-length" not in fetched.headers


def test_an_unchanged_answer_is_not_sent_again(fetcher: Fetcher) -> None:
    with web_server(always(reply(304, ETag='"ә"'))) as server:
        fetched = fetcher.fetch(
            server.url, etag='"ә"', last_modified="Sun, 22 Nov 2026 10:00:00 GMT"
        )
    assert fetched.not_modified
    assert fetched.body == b""
    assert 'if-none-match: "ә"' in server.requests[0].encode("latin-1").decode().lower()
    assert "if-modified-since: sun, 22 nov 2026" in server.requests[0].lower()


def test_an_unchanged_answer_to_nothing_is_an_error(fetcher: Fetcher) -> None:
    with web_server(always(reply(304))) as server, pytest.raises(BadStatusError):
        fetcher.fetch(server.url)


@pytest.mark.parametrize(
    ("status", "retry_can_help"),
    [(404, False), (403, False), (429, True), (408, True), (500, True), (503, True), (300, False)],
)
def test_an_error_status_says_whether_it_may_pass(
    fetcher: Fetcher, status: int, *, retry_can_help: bool
) -> None:
    with web_server(always(reply(status))) as server, pytest.raises(BadStatusError) as caught:
        fetcher.fetch(f"{server.url}/feed?key=secret")
    assert caught.value.status == status
    assert caught.value.retry_can_help is retry_can_help
    assert str(status) in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_connection_serves_several_requests(fetcher: Fetcher) -> None:
    with web_server(always(reply(200, b"1"))) as server:
        for _ in range(3):
            fetcher.fetch(server.url)
        fetcher.close()
    assert len(server.connections) == 1
    assert len(server.requests) == 3


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        b"HTTP/1.1 200 -\r\nContent-Length: 10\r\nConnection: close\r\n\r\nhalf",
    ],
)
def test_half_an_answer_is_none(fetcher: Fetcher, answer: bytes) -> None:
    with web_server(broken_off(answer)) as server, pytest.raises(UnreachableError) as caught:
        fetcher.fetch(server.url)
    assert caught.value.retry_can_help


def test_a_closed_door_is_reported(fetcher: Fetcher) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(UnreachableError):
        fetcher.fetch(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize("failure", [socket.gaierror(-2, "unknown"), UnicodeError("label")])
def test_an_unknown_name_is_reported(failure: Exception) -> None:
    def resolve(_host: str) -> list[str]:
        raise failure

    with Fetcher(resolve=resolve) as fetcher, pytest.raises(UnreachableError, match="no such name"):
        fetcher.fetch("http://aimaq.kz/")


def test_a_name_without_addresses_is_reported() -> None:
    with Fetcher(resolve=Names([])) as fetcher, pytest.raises(UnreachableError):
        fetcher.fetch("http://aimaq.kz/")
