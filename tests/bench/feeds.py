"""How fast a full feed is read and its articles are stored: `./run bench feeds`.

They are stored as a poll stores them, in its batches, on both databases: all of them new, then
the same once more, then each with a change, then from a second source, so that each looks like an
article that is there already. Others wait for SQLite's one writer as long as the longest
transaction takes.
"""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from tests.bench.measures import Measure, markdown
from tests.support import databases
from zharia.articles import FeedRules, IncomingArticle
from zharia.articles.feeds.conversion import to_articles
from zharia.articles.feeds.ingestion import store_in_batches
from zharia.articles.feeds.model import Feed
from zharia.articles.feeds.page_photos import SearchedArticles
from zharia.articles.feeds.parsed import MAX_ITEMS
from zharia.articles.feeds.parsing import parse
from zharia.chaos import postgres
from zharia.publishing.merging import merge_publications
from zharia.storage.database import Database

RUNS = 3
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
_PARAGRAPH = "<p>Қала тұрғындары жаңа саябақтың ашылуын асыға күткен болатын.</p>"
_ITEM = """<item><title>Жаңалық {n}: саябақ ашылды</title><link>https://a.example/kz/{n}</link>
<guid>{n}</guid><pubDate>Sun, 22 Nov 2026 09:00:00 +0500</pubDate><category>Қоғам</category>
<category>Саябақ</category><description><![CDATA[{short}]]></description>
<content:encoded><![CDATA[<img src="/{n}.jpg" srcset="/{n}.jpg 800w">{long}]]></content:encoded>
</item>"""


def feed() -> bytes:
    items = "".join(
        _ITEM.format(n=n, short=_PARAGRAPH, long=_PARAGRAPH * 40) for n in range(MAX_ITEMS)
    )
    namespace = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    return f'<rss version="2.0" {namespace}><channel>{items}</channel></rss>'.encode()


@dataclass(frozen=True, slots=True)
class Stored:
    """How fast a document's articles were stored."""

    what: str
    #: articles per second
    rate: float
    #: the longest transaction, in milliseconds
    longest: float


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def add_feed(database: Database, source: str) -> Feed:
    with database.write() as session:
        feed = Feed(
            url=f"https://{source}/rss",
            source=source,
            language="kz",
            interval_seconds=300,
            next_poll_at=NOW,
            created_at=NOW,
        )
        session.add(feed)
    return feed


class TimedDatabase(Database):
    """Knows how long its transactions take."""

    #: seconds
    longest = 0.0

    @contextmanager
    def write(self) -> Iterator[Session]:
        started = time.perf_counter()
        with super().write() as session:
            yield session
        self.longest = max(self.longest, time.perf_counter() - started)


def store(
    database: TimedDatabase, feed: Feed, what: str, articles: Sequence[IncomingArticle]
) -> Stored:
    """Store them as a poll does."""
    database.longest = 0
    searched = SearchedArticles(list(articles))
    took = seconds(lambda: store_in_batches(database, feed, searched, NOW, merge_publications))
    return Stored(what, len(articles) / took, database.longest * 1000)


def store_all(url: str) -> list[Stored]:
    """The figures of one database without a row."""
    articles, _ = to_articles(parse(feed(), "", "https://a.example/rss"), FeedRules())
    edited = [replace(d, content=replace(d.content, is_breaking=True)) for d in articles]
    database = TimedDatabase(url)
    try:
        first, second = add_feed(database, "a.example"), add_feed(database, "b.example")
        return [
            store(database, first, "created", articles),
            store(database, first, "unchanged", articles),
            store(database, first, "edited", edited),
            store(database, second, "alike", articles),
        ]
    finally:
        database.close()


def on_sqlite() -> list[Stored]:
    with tempfile.TemporaryDirectory() as folder:
        url = databases.sqlite_url(Path(folder) / "bench.db")
        databases.make_tables(url)
        return store_all(url)


def on_postgres(server: str) -> list[Stored]:
    url = databases.new_postgres(server)
    databases.make_tables(url)
    return store_all(url)


def measures() -> Iterator[Measure]:
    body = feed()
    parsed = parse(body, "application/rss+xml", "https://a.example/rss")
    fastest = min(seconds(lambda: parse(body, "", "https://a.example/rss")) for _ in range(RUNS))
    joining = min(seconds(lambda: to_articles(parsed, FeedRules())) for _ in range(RUNS))
    print(f"parse {MAX_ITEMS} items, {len(body) / 1e6:.1f} MB: {fastest * 1000:.0f} ms")
    print(f"join them into articles: {joining * 1000:.0f} ms")
    created: dict[str, float] = {}
    with postgres.cluster() as server:
        for name, run in (("SQLite", on_sqlite), ("PostgreSQL", partial(on_postgres, server))):
            runs = [run() for _ in range(RUNS)]
            for kind in zip(*runs, strict=True):
                best = max(kind, key=lambda one: one.rate)
                created.setdefault(name, best.rate)
                print(
                    f"{name}, {best.what}: {best.rate:.0f} articles/s,"
                    f" the longest transaction {best.longest:.0f} ms"
                )
    slower = min(created, key=lambda name: created[name])
    yield Measure(
        "article of 500-item feed: created/s",
        created[slower],
        aim=2000,
        floor=1000,
        unit="/s",
        note=", ".join(f"{name} {rate:,.0f}/s" for name, rate in created.items()),
    )


def main() -> None:
    print(markdown(list(measures())))


if __name__ == "__main__":
    main()
