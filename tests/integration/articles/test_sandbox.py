"""Feeds and pages are read in a process of their own: alike, and within bounds."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.integration.articles.site import Page, Site
from tests.support.rows import NOW, poll
from tests.support.waiting import until
from zharia.articles import FeedRules, add_feed
from zharia.articles.errors import UnreadableFeedError
from zharia.articles.feeds import page_metadata, page_photos, parsing, polling, sandbox
from zharia.articles.feeds.model import Feed
from zharia.background.thread_pool import BoundedThreadPool
from zharia.fetch import Fetcher
from zharia.media.worker_pool import WorkerPool
from zharia.storage.database import Database

FEEDS = sorted((Path(__file__).parents[2] / "data" / "feeds").iterdir())
GOOD = b'<rss version="2.0"><channel><item><title>T</title><guid>1</guid></item></channel></rss>'
#: linear, allowed, and seconds of work
SLOW = (
    b'<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><item><guid>1</guid>'
    + b"<dc:creator>a</dc:creator>" * 99_000
    + b"</item></channel></rss>"
)


@pytest.fixture
def impatient() -> Iterator[Callable[..., WorkerPool]]:
    pools: list[WorkerPool] = []

    def make(seconds: float = 1.5, memory_bytes: int = 1 << 30) -> WorkerPool:
        pools.append(
            WorkerPool(
                "zharia.service.feed_reader",
                2,
                memory_bytes=memory_bytes,
                seconds=seconds,
                requests_each=100,
                idle=1,
            )
        )
        return pools[-1]

    yield make
    for pool in pools:
        pool.close()


@pytest.mark.parametrize("file", FEEDS, ids=lambda file: file.name)
def test_a_feed_is_read_there_as_it_is_here(file: Path) -> None:
    body = file.read_bytes()
    try:
        here = parsing.parse(body, "", "https://a.kz/feed")
    except UnreadableFeedError as error:
        with pytest.raises(UnreadableFeedError) as there:
            sandbox.parse(body, "", "https://a.kz/feed")
        assert vars(there.value) == vars(error)  # noqa: PT017 - it is what is compared with
    else:
        assert sandbox.parse(body, "", "https://a.kz/feed") == here


def test_a_pages_photo_is_found_there_as_it_is_here() -> None:
    for body in (b'<meta property="og:image" content="/a.jpg">', b"<p>none", b"\xff\x00"):
        found = sandbox.page_image(body, "text/html", "https://a.kz/1")
        assert found == page_metadata.page_image(body, "text/html", "https://a.kz/1")


def test_what_takes_too_long_is_given_up_and_the_next_one_is_read(
    impatient: Callable[..., WorkerPool],
) -> None:
    readers = impatient()
    with pytest.raises(UnreadableFeedError) as caught:
        sandbox.parse(SLOW, readers=readers)
    assert caught.value.code == "too-slow"
    assert [item.guid for item in sandbox.parse(GOOD, readers=readers).items] == ["1"]
    with pytest.raises(sandbox.PageUnreadable):
        sandbox.page_image(b"<p>" * 3_000_000, "", "", readers=readers)


def test_a_page_that_no_reader_could_be_had_for_is_looked_at_again(
    site: Site,
    fetcher: Fetcher,
    impatient: Callable[..., WorkerPool],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No memory or no process today says nothing about the page."""
    readers = impatient(memory_bytes=1 << 20)
    monkeypatch.setattr(page_photos, "page_image", partial(sandbox.page_image, readers=readers))
    site.pages["/1"] = Page(b'<meta property="og:image" content="/a.jpg">')
    looked = page_photos.find_photo(fetcher, f"{site.url}/1")
    assert (looked.code, looked.retry_can_help) == ("photo-later", True)


def test_what_takes_too_much_memory_is_given_up_and_the_next_one_is_read(
    impatient: Callable[..., WorkerPool],
) -> None:
    readers = impatient(30.0, memory_bytes=120 << 20)
    with pytest.raises(UnreadableFeedError) as caught:
        sandbox.parse(b'{"a": [' + b"[{}]," * 1_200_000 + b"1]}", readers=readers)
    assert caught.value.code == "too-complex"
    assert [item.guid for item in sandbox.parse(GOOD, readers=readers).items] == ["1"]


def test_a_feed_that_drips_and_one_that_is_slow_to_read_hold_up_no_other(
    database: Database,
    site: Site,
    fetcher: Fetcher,
    impatient: Callable[..., WorkerPool],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    readers = impatient(2.0)
    monkeypatch.setattr(polling, "parse", lambda *what: sandbox.parse(*what, readers=readers))
    site.pages["/drips"] = Page(b" " * 1000, seconds_per_byte=0.1)
    site.pages["/slow"] = Page(SLOW)
    site.pages["/good"] = Page(GOOD)
    with database.write() as session:
        ids = {
            name: add_feed(
                session, f"{site.url}/{name}", now=NOW, rules=FeedRules(language="ru")
            ).id
            for name in ("drips", "slow", "good")
        }

    def row(name: str) -> Feed:
        with database.read() as session:
            return session.get_one(Feed, ids[name])

    slots = BoundedThreadPool("feeds", 4)
    slots.run_each(ids.values(), lambda feed_id: poll(database, fetcher, feed_id, NOW))
    until(lambda: row("good").last_result == "stored", "the good feed")
    assert row("drips").last_result == ""
    until(lambda: row("slow").last_code == "too-slow", "the slow feed's end")
    slow = row("slow")
    assert (slow.failures, slow.leased_until) == (1, None)
    assert (slow.next_poll_at - NOW).total_seconds() > 1.9 * slow.interval_seconds
    monkeypatch.setattr("zharia.background.thread_pool.CLOSE_TIMEOUT", 0.0)
    slots.close()
