"""How fast a full feed is read and its articles are stored: `./run bench feeds`."""

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from tests.support.rows import store
from zharia.articles import FeedRules, IncomingArticle
from zharia.articles.feeds.conversion import to_articles
from zharia.articles.feeds.parsed import MAX_ITEMS
from zharia.articles.feeds.parsing import parse
from zharia.storage.database import Database

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


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> None:
    body = feed()
    parsed = parse(body, "application/rss+xml", "https://a.example/rss")
    fastest = min(seconds(lambda: parse(body, "", "https://a.example/rss")) for _ in range(3))
    joining = min(seconds(lambda: to_articles(parsed, FeedRules())) for _ in range(3))
    print(f"parse {MAX_ITEMS} items, {len(body) / 1e6:.1f} MB: {fastest * 1000:.0f} ms")
    print(f"join them into articles: {joining * 1000:.0f} ms")
    found, _ = to_articles(parsed, FeedRules())
    edited = [replace(d, content=replace(d.content, is_breaking=True)) for d in found]
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'bench.db'}")
        database.upgrade()

        def put(batch: list[IncomingArticle]) -> None:
            for start in range(0, len(batch), 50):
                with database.write() as session:
                    store(session, "bench", batch[start : start + 50], now=NOW)

        for what, batch in (("created", found), ("unchanged", found), ("edited", edited)):
            print(f"{what}: {len(batch) / seconds(partial(put, batch)):.0f} articles/s")
        database.close()


if __name__ == "__main__":
    main()
