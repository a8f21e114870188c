"""A photo that an article's page did not give at first is looked for again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.integration.articles.site import Page, Site
from tests.support.rows import poll
from zharia.articles import (
    Article,
    Feed,
    FeedRules,
    Image,
    PollOutcome,
    Translation,
    add_feed,
    awaits_photo,
    delete_expired_retries,
    page_of_photo,
    preview_feed,
    recent_articles,
    retry_photos,
)
from zharia.articles.editing import current_content, revise
from zharia.articles.feeds.model import PhotoRetry
from zharia.articles.feeds.schedule import RETRY_PERIOD
from zharia.articles.storing import add_photo
from zharia.articles.three_way_merge import Version
from zharia.fetch import Fetcher
from zharia.storage.database import Database

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
SOON = timedelta(minutes=6)
OG = b'<html><head><meta property="og:image" content="/og.jpg"></head><body>'
CHALLENGE = b"<!doctype html><title>Just a moment...</title>"


def rss(*names: str) -> bytes:
    entries = "".join(
        f"<item><title>{name}</title><link>/{name}</link><guid>{name}</guid></item>"
        for name in names
    )
    return f'<rss version="2.0"><channel>{entries}</channel></rss>'.encode()


@pytest.fixture
def feed_id(database: Database, site: Site) -> str:
    site.pages["/rss"] = Page(rss("a"), etag='"1"')
    with database.write() as session:
        return add_feed(session, f"{site.url}/rss", now=NOW, rules=FeedRules()).id


def photos(database: Database) -> list[str]:
    with database.read() as session:
        return [image.url for one in recent_articles(session) for image in one.images]


def notes(database: Database, feed_id: str) -> list[str]:
    with database.read() as session:
        return [note.code for note in session.get_one(Feed, feed_id).notes]


def awaited(database: Database, now: datetime) -> bool:
    with database.read() as session:
        return session.scalar(select(Article.id).where(awaits_photo(now))) is not None


@pytest.mark.parametrize(
    "failing",
    [
        Page(status=503),
        Page(status=500),
        Page(status=429),
        Page(status=408),
        Page(b""),
        Page(CHALLENGE, status=200),
        Page(CHALLENGE, status=403, headers={"Content-Type": "text/html"}),
        Page(
            b"<html><head>", headers={"Content-Encoding": "gzip", "Content-Range": "x"}, status=206
        ),
        Page(b"\x1f\x8b\x08\x00", headers={"Content-Encoding": "gzip"}),
    ],
)
def test_a_failure_that_passes_costs_no_photo(
    database: Database, site: Site, fetcher: Fetcher, feed_id: str, failing: Page
) -> None:
    site.pages["/a"] = failing
    poll(database, fetcher, feed_id, NOW)
    assert photos(database) == []
    assert notes(database, feed_id) == ["photo-later"]
    assert awaited(database, NOW)
    site.pages["/a"] = Page(OG)
    # The feed says that nothing has changed, which is true of the feed.
    assert poll(database, fetcher, feed_id, NOW + SOON).outcome is PollOutcome.NOT_MODIFIED
    assert photos(database) == [f"{site.url}/og.jpg"]
    assert notes(database, feed_id) == []
    assert not awaited(database, NOW)


def test_a_page_is_looked_at_without_its_feed(
    database: Database, site: Site, fetcher: Fetcher, feed_id: str
) -> None:
    """As after a restart, or while the feed itself fails or is paused."""
    site.pages["/a"] = Page(status=503)
    poll(database, fetcher, feed_id, NOW)
    assert retry_photos(database, fetcher, NOW, most=9) == 0
    assert retry_photos(database, fetcher, NOW + SOON, most=9) == 1
    site.pages["/a"] = Page(OG)
    assert retry_photos(database, fetcher, NOW + 2 * SOON, most=9) == 1
    assert photos(database) == [f"{site.url}/og.jpg"]
    assert retry_photos(database, fetcher, NOW + 9 * SOON, most=9) == 0


def test_looks_end_after_a_day_and_the_editor_is_told(
    database: Database, site: Site, fetcher: Fetcher, feed_id: str
) -> None:
    site.pages["/a"] = Page(status=503)
    now, looks = NOW, 0
    poll(database, fetcher, feed_id, now)
    while now <= NOW + RETRY_PERIOD:
        now += timedelta(minutes=6)
        looks += retry_photos(database, fetcher, now, most=9)
    assert 8 < looks < 15
    assert notes(database, feed_id) == ["page-unread"]
    site.pages["/a"] = Page(OG)
    assert retry_photos(database, fetcher, now + RETRY_PERIOD, most=9) == 0
    with database.write() as session:
        delete_expired_retries(session, NOW + 3 * RETRY_PERIOD)
        assert session.scalar(select(PhotoRetry.article_id)) is None


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (Page(status=404), "page-unread"),
        (Page(status=403), "page-unread"),
        (Page(b"<html><head></head><body>No photo"), "page-no-photo"),
    ],
)
def test_what_will_not_pass_is_told_and_waited_for_no_more(
    database: Database, site: Site, fetcher: Fetcher, feed_id: str, page: Page, told: str
) -> None:
    site.pages["/a"] = page
    poll(database, fetcher, feed_id, NOW)
    assert notes(database, feed_id) == [told]
    assert not awaited(database, NOW)
    poll(database, fetcher, feed_id, NOW + SOON)
    assert [path for path, _ in site.requests].count("/a") == 1


def test_a_site_in_trouble_is_left_alone_and_nothing_of_it_lost(
    database: Database, site: Site, fetcher: Fetcher, feed_id: str
) -> None:
    names = [f"n{number}" for number in range(8)]
    site.pages["/rss"] = Page(rss(*names), etag='"1"')
    site.pages |= {f"/{name}": Page(status=503) for name in names}
    poll(database, fetcher, feed_id, NOW)
    assert len(site.requests) == 1 + 3
    assert notes(database, feed_id) == ["photo-later"] * 8
    assert retry_photos(database, fetcher, NOW + SOON, most=9) == 3
    site.pages |= {f"/{name}": Page(OG) for name in names}
    # In parts, and by then those that were left alone as well.
    assert retry_photos(database, fetcher, NOW + 2 * SOON, most=5) == 5
    assert retry_photos(database, fetcher, NOW + 2 * SOON, most=5) == 3
    assert photos(database) == [f"{site.url}/og.jpg"] * 8


def test_retry_after_is_kept(
    database: Database, site: Site, fetcher: Fetcher, feed_id: str
) -> None:
    site.pages["/a"] = Page(status=503, headers={"Retry-After": "3600"})
    poll(database, fetcher, feed_id, NOW)
    assert retry_photos(database, fetcher, NOW + timedelta(minutes=59), most=9) == 0
    assert retry_photos(database, fetcher, NOW + timedelta(minutes=61), most=9) == 1


def test_an_editor_need_not_wait_for_the_next_look(
    database: Database, site: Site, fetcher: Fetcher, feed_id: str
) -> None:
    site.pages["/a"] = Page(status=503, headers={"Retry-After": "3600"})
    poll(database, fetcher, feed_id, NOW, early=True)
    assert [path for path, _ in site.requests].count("/a") == 1
    site.pages["/a"] = Page(OG)
    poll(database, fetcher, feed_id, NOW + timedelta(seconds=9), early=True)
    assert photos(database) == [f"{site.url}/og.jpg"]


def test_a_large_page_is_read_as_far_as_its_head(
    database: Database, site: Site, fetcher: Fetcher, feed_id: str
) -> None:
    site.pages["/a"] = Page(OG + b"x" * 3_000_000)
    site.pages["/rss"] = Page(rss("a", "b", "c"))
    # without an end of its head, and with a body that stalls
    site.pages["/b"] = Page(OG.replace(b"</head><body>", b"") + b"x" * 3_000_000)
    site.pages["/c"] = Page(b"<script>" + b"x" * 1_500_000 + b"</script>" + OG)
    poll(database, fetcher, feed_id, NOW)
    assert photos(database) == [f"{site.url}/og.jpg"] * 3


def test_a_photo_that_an_editor_added_meanwhile_stays(
    database: Database, site: Site, fetcher: Fetcher, feed_id: str
) -> None:
    site.pages["/a"] = Page(status=503)
    poll(database, fetcher, feed_id, NOW)
    with database.write() as session:
        [article] = recent_articles(session)
        content = current_content(session, article)
        revise(session, article, replace(content, images=(Image("https://e.kz/own.jpg"),)), now=NOW)
    site.pages["/a"] = Page(OG)
    poll(database, fetcher, feed_id, NOW + SOON)
    assert photos(database) == ["https://e.kz/own.jpg"]


def test_a_photo_from_the_page_stands_beside_a_correction(
    database: Database, site: Site, fetcher: Fetcher, feed_id: str
) -> None:
    site.pages["/a"] = Page(status=503)
    poll(database, fetcher, feed_id, NOW)
    with database.write() as session:
        [article] = recent_articles(session)
        said = current_content(session, article)
        article.delivered = Version(said, article.published_at).to_document()
        ours = replace(said, translations=(Translation("kz", "Түзетілген", url=f"{site.url}/a"),))
        revise(session, article, ours, now=NOW)
        add_photo(session, article, Image("https://a.kz/1.jpg"), now=NOW)
    site.pages["/rss"] = Page(rss("a").replace(b"</guid>", b"</guid><category>x</category>"))
    poll(database, fetcher, feed_id, NOW + SOON)
    with database.read() as session:
        [article] = recent_articles(session)
        assert article.translations[0].title == "Түзетілген"
        assert [image.url for image in article.images] == ["https://a.kz/1.jpg"]
        assert page_of_photo(session, "https://a.kz/1.jpg") == f"{site.url}/a"
        assert page_of_photo(session, "https://a.kz/2.jpg") == ""


def test_trying_a_feed_counts_the_photos_of_its_pages(site: Site, fetcher: Fetcher) -> None:
    site.pages["/rss"] = Page(rss("a", "b"))
    site.pages["/a"] = Page(OG)
    trial = preview_feed(fetcher, f"{site.url}/rss")
    assert [one.photos for one in trial.articles] == [1, 0]
