"""Feeds made to keep a parser busy cost bounded time; too heavy for the quick tests."""

import contextlib
import json
import time

import pytest

from zharia.articles.article_schema import read_article
from zharia.articles.errors import UnreadableFeedError
from zharia.articles.feeds.page_metadata import page_image
from zharia.articles.feeds.parsing import parse

URL = "https://a.kz/feed"
ATTRIBUTES = b" ".join(b'a%d="x"' % number for number in range(100_000))


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
        b"<item " + ATTRIBUTES + b"></item>",
        b"<item><title>a & b</title><description " + ATTRIBUTES,
        b"<item><description><![CDATA[<img src='/a.jpg' " + ATTRIBUTES + b">]]></description>",
        b"<item><description><![CDATA[<!--><p " + ATTRIBUTES + b">]]></description>",
        b"<item><title>\xd0\xb0" + "\u0301\u0316".encode() * 200_000 + b"</title>",
        b"<item><description><![CDATA[<img srcset='" + b"," * 100_000 + b"'>]]></description>",
        b"<item><description><![CDATA["
        + b"<figure>" * 300
        + b"<img src=/a.jpg>" * 30_000
        + b"]]></description>",
    ],
)
def test_hostile_feeds_take_bounded_time(hostile: bytes) -> None:
    started = time.process_time()
    try:
        parse(b'<rss version="2.0"><channel>' + hostile, "application/xml", URL)
    except UnreadableFeedError as error:
        assert error.code  # noqa: PT017 - refusing is as good as reading
    assert time.process_time() - started < 30


@pytest.mark.timeout(60)
def test_other_hostile_documents_take_bounded_time() -> None:
    html = f"<img src='/a.jpg' {ATTRIBUTES.decode()}>"
    item = {"id": "1", "url": URL, "title": "t", "content_html": html}
    documents = [
        b"<!---->" * 30_000 + b"<rss><channel></channel></rss>",
        b"<!-- -->" * 30_000,
        b"[" * 1_000_000,
        b"[" + b"1" * 1_000_000 + b"]",
        json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [item]}).encode(),
        json.dumps([{"title": {"rendered": "t"}, "content": {"rendered": html}}]).encode(),
    ]
    started = time.process_time()
    for document in documents:
        with contextlib.suppress(UnreadableFeedError):
            parse(document, "", URL)
    page_image(f"<meta {ATTRIBUTES.decode()}>".encode(), "text/html", URL)
    text = {"title": "T", "content": html[:1_000_000]}
    article = {"externalId": "7", "publishedAt": "2026-11-22T09:00:00+05:00"}
    read_article(article | {"translations": {"ru": text}})
    assert time.process_time() - started < 15
