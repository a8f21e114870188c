"""What the guarded fetcher takes for the whole, asks once more, or takes for a refusal."""

import gzip
import re
from collections.abc import Iterator

import pytest

from tests.support.fetching import fetcher
from tests.support.servers import NO_TLS
from tests.support.web_server import always, broken_off, reply, web_server
from zharia.fetch import BadStatusError, Fetcher, RefusedError
from zharia.fetch.errors import UnreachableError

__all__ = ["fetcher"]

FEED = b"<rss>" + b"news " * 3000 + b"</rss>"
CHALLENGE = b"<!doctype html><title>Just a moment...</title>"


@pytest.mark.parametrize("name", ["aws-chunked", "UTF-8", "none", "", "x-gzip", "gzip, identity"])
def test_a_good_file_under_an_odd_coding_is_had(fetcher: Fetcher, name: str) -> None:
    bodies = [FEED, gzip.compress(FEED), gzip.compress(FEED[:9]) + gzip.compress(FEED[9:])]
    for body in bodies:
        with web_server(always(reply(200, body, Content_Encoding=name))) as server:
            assert fetcher.fetch(server.url).body == FEED


@pytest.mark.parametrize(
    "answer",
    [
        reply(200, gzip.compress(FEED)[:-9], Content_Encoding="gzip"),
        reply(200, gzip.compress(FEED)[:-9]),
        reply(206, FEED),
        reply(206, FEED, Content_Range=f"bytes 0-{len(FEED) - 1}/{len(FEED) + 1}"),
        reply(206, FEED, Content_Range=f"bytes 0-{len(FEED)}/{len(FEED) + 1}"),
        b"HTTP/1.1 200 -\r\nContent-Length: 99999\r\nConnection: close\r\n\r\n" + FEED,
        b"HTTP/1.1 200 -\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n",
    ],
)
def test_a_part_is_not_the_whole(fetcher: Fetcher, answer: bytes) -> None:
    with web_server(broken_off(answer)) as server, pytest.raises(UnreachableError) as caught:
        fetcher.fetch(server.url)
    assert caught.value.retry_can_help


def test_a_part_that_covers_all_is_the_whole(fetcher: Fetcher) -> None:
    whole = f"bytes 0-{len(FEED) - 1}/{len(FEED)}"
    with web_server(always(reply(206, FEED, Content_Range=whole))) as server:
        found = fetcher.fetch(server.url)
    assert (found.status, found.body) == (200, FEED)
    assert "content-range" not in found.headers


@pytest.mark.parametrize("kept", [b"", b"HTTP/1.1 20"])
def test_a_kept_connection_that_the_server_closed_is_no_failure(
    fetcher: Fetcher, kept: bytes
) -> None:
    def answer(_request: str) -> Iterator[bytes]:
        if len(server.connections) == 1 and len(server.requests) == 2:
            yield kept
            raise ConnectionResetError
        yield reply(200, b"ok")

    with web_server(answer) as server:
        assert [fetcher.fetch(server.url).body for _ in range(3)] == [b"ok"] * 3
        fetcher.close()
    assert len(server.requests) == 4
    assert len(server.connections) == 3


def test_a_fresh_connection_that_breaks_is_not_tried_again(fetcher: Fetcher) -> None:
    def gone(_request: str) -> Iterator[bytes]:
        raise ConnectionResetError

    with web_server(gone) as server, pytest.raises(UnreachableError):
        fetcher.fetch(server.url)
    assert len(server.requests) == 1


def test_once_more_is_once(fetcher: Fetcher) -> None:
    def answer(_request: str) -> Iterator[bytes]:
        if len(server.requests) > 1:
            raise ConnectionResetError
        yield reply(200, b"ok")

    with web_server(answer) as server:
        fetcher.fetch(server.url)
        with pytest.raises(UnreachableError):
            fetcher.fetch(server.url)
    assert len(server.requests) == 3


def test_a_beginning_is_read_no_further_than_asked(fetcher: Fetcher) -> None:
    def endless(_request: str) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 -\r\nContent-Length: 999999999\r\n\r\n<head></head>"
        while True:
            yield b"x" * 65536

    with web_server(endless) as server:
        found = fetcher.fetch_beginning(
            server.url, lambda body: b"</head>" in body, max_bytes=100_000, seconds=5
        )
        assert found.body.startswith(b"<head></head>")
        assert found.read_error is None
        bounded = fetcher.fetch_beginning(server.url, lambda _: False, max_bytes=100_000, seconds=5)
        assert 30_000 < len(bounded.body) <= 100_000
        assert bounded.read_error is None
        fetcher.close()


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 -\r\nContent-Length: 99\r\n\r\n<head>",
        b"HTTP/1.1 200 -\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n<head>\r\n",
        reply(206, b"<head>", Content_Range="bytes 0-5/99"),
    ],
)
def test_a_beginning_that_broke_off_says_so(fetcher: Fetcher, answer: bytes) -> None:
    with web_server(broken_off(answer)) as server:
        found = fetcher.fetch_beginning(server.url, lambda _: False, max_bytes=1000, seconds=5)
    assert found.body == b"<head>"
    assert found.read_error is not None
    assert found.read_error.retry_can_help


def test_the_page_that_shows_a_photo_is_named(fetcher: Fetcher) -> None:
    moved = reply(302, Location="/b.jpg")
    with web_server(lambda request: [moved if "/a.jpg" in request else reply(200, b"x")]) as server:
        fetcher.fetch(f"{server.url}/a.jpg", referer="https://news.example/park?id=1")
    assert len(server.requests) == 2
    for request in server.requests:
        assert "\r\nreferer: https://news.example/park?id=1\r\n" in request.lower()


HTML = {"Content_Type": "text/html; charset=utf-8"}


@pytest.mark.parametrize(
    ("answer", "accept", "passes"),
    [
        (reply(401), "*/*", False),
        (reply(403), "*/*", False),
        (reply(406), "*/*", False),
        (reply(429, Retry_After="60"), "*/*", True),
        (reply(451), "*/*", False),
        (reply(403, CHALLENGE, **HTML), "*/*", True),
        (reply(503, CHALLENGE, **HTML), "*/*", True),
        (reply(200, CHALLENGE, **HTML), "*/*", True),
        (reply(200, CHALLENGE, Content_Type="image/jpeg"), "image/*", True),
        (reply(202, b"", x_amzn_waf_action="challenge"), "*/*", True),
        (reply(503, b"<html>Busy", **HTML), "image/*", True),
        (reply(200, b"<html>Sign in", **HTML), "image/*", False),
    ],
)
def test_a_refusal_says_what_to_send_the_administrator(
    answer: bytes, accept: str, *, passes: bool
) -> None:
    name = "Zharia/9 (+https://news.example)"
    with (
        web_server(always(answer)) as server,
        Fetcher(allow_loopback=True, tls=NO_TLS, user_agent=name) as asking,
        pytest.raises(RefusedError) as caught,
    ):
        asking.fetch(f"{server.url}/a?key=secret", accept=accept)
    assert f"user-agent: {name}\r\n".lower() in server.requests[0].lower()
    assert caught.value.retry_can_help is passes
    said = str(caught.value)
    assert "may be blocking Zharia" in said
    assert f'User-Agent "{name}"' in said
    assert f"{server.url}/a" in said
    assert "public address of this server" in said
    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", said)
    assert "secret" not in said
    assert caught.value.headers.get("retry-after", "60") == "60"


@pytest.mark.parametrize(
    ("answer", "accept"), [(reply(503, b"<html>Busy", **HTML), "*/*"), (reply(404), "image/*")]
)
def test_what_is_no_refusal_is_not_called_one(fetcher: Fetcher, answer: bytes, accept: str) -> None:
    with web_server(always(answer)) as server, pytest.raises(BadStatusError) as caught:
        fetcher.fetch(server.url, accept=accept)
    assert not isinstance(caught.value, RefusedError)
