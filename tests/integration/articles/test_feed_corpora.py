"""Feeds that other packages ship: real ones of news sites among them. None lost, none hanging."""

import html
import json
import re
import tarfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from zharia.articles import ImportResult, parse_articles
from zharia.articles.text import one_line

CORPUS = Path(__file__).parents[2] / "data" / "corpus"
ARCHIVES = sorted(CORPUS.glob("*.tar.xz"))
_FEED = re.compile(r".*\.(?:xml|rss|atom|json)")
#: seconds of CPU for one archive, many times what a slow machine takes
_SECONDS = 20


def feeds(archive: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(archive) as packed:
        for member in packed:
            file = packed.extractfile(member)
            if file and _FEED.fullmatch(member.name):
                yield member.name, file.read()


def titles(body: bytes) -> list[str]:
    """The title of each item, by another parser than ours; "" where it has none."""
    if body.lstrip()[:1] == b"{":
        items: list[Any] = json.loads(body)["items"]
        return [str(item.get("title") or "") if isinstance(item, dict) else "" for item in items]
    return [
        next(("".join(child.itertext()) for child in node if _local(child) == "title"), "")
        for node in _parsed(body).iter()
        if _local(node) in {"item", "entry"}
    ]


def _parsed(body: bytes) -> ET.Element:
    try:
        return ET.fromstring(body)
    except ET.ParseError:
        # A prefix that nobody declared.
        return ET.fromstring(re.sub(rb"(</?)[a-z]+:", rb"\1", body))


def _local(node: ET.Element) -> str:
    return str(node.tag).rpartition("}")[2]


def unexplained(body: bytes, reading: ImportResult) -> list[str]:
    """What is amiss: an item without an article or a note, a headline that lost its words."""
    said = titles(body)
    came = [text.title for one in reading.articles for text in one.content.translations]
    left_out = [note for note in reading.notes if note.skipped]
    amiss = [] if len(came) + len(left_out) == len(said) else [f"{len(said)} items, {len(came)}"]
    plain = {one_line(html.unescape(title), 1000) for title in said}
    return amiss + [title for title in came if title not in plain]


@pytest.mark.parametrize("archive", ARCHIVES, ids=lambda archive: archive.name)
def test_every_item_yields_an_article_or_a_note_why_not(archive: Path) -> None:
    began = time.process_time()
    seen = 0
    amiss: dict[str, list[str]] = {}
    for name, body in feeds(archive):
        seen += 1
        if found := unexplained(body, parse_articles(body, "", "https://feed.example/rss")):
            amiss[name] = found
    assert seen >= 3
    assert amiss == {}
    assert time.process_time() - began < _SECONDS


def test_real_feeds_of_news_sites_come_in_whole() -> None:
    """All but a story that a feed holds twice: with title, address and date."""
    bodies = dict(feeds(CORPUS / "rss-parser.tar.xz"))
    real = {name: body for name, body in bodies.items() if "/corpus/" in name}
    assert len(real) > 10
    for name, body in real.items():
        reading = parse_articles(body, "", "https://feed.example/rss")
        assert len(reading.articles) == len(titles(body)) > 3, name
        assert all(one.published_at for one in reading.articles), name
        assert all(one.content.translations[0].url for one in reading.articles), name
