"""Feeds made to keep a parser busy cost bounded time; too heavy for the quick tests."""

import time

import pytest

from zharia.articles.errors import UnreadableFeedError
from zharia.articles.feeds.parsing import parse

URL = "https://a.kz/feed"


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "hostile",
    [
        b"<item><title>" + b"&" * 300_000,
        b"<b>" * 100_000 + b"</b>" * 100_000,
        b"<item><title>" + b"&a" * 100_000,
        b"<!--" * 100_000 + b">" * 100_000,
        b"<![CDATA[" * 50_000 + b">" * 50_000,
        b"<item>" + b"<category>a</category>" * 9_000,
        b"<!DOCTYPE a [" + b"<!--" * 100_000 + b">" * 100_000,
        b"<item><description>" + b"&lt;div&gt;" * 100_000,
    ],
)
def test_hostile_feeds_take_bounded_time(hostile: bytes) -> None:
    started = time.process_time()
    try:
        parse(b'<rss version="2.0"><channel>' + hostile, "application/xml", URL)
    except UnreadableFeedError as error:
        assert error.code  # noqa: PT017 - refusing is as good as reading
    assert time.process_time() - started < 30
