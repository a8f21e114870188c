"""Watched feeds, polled over real HTTP and stored in both databases."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from psycopg.errors import LockNotAvailable
from sqlalchemy import update
from sqlalchemy.exc import DataError, OperationalError

from tests.integration.articles.site import Page, Site
from tests.support.rows import poll, store
from zharia.articles import (
    Feed,
    FeedKind,
    FeedRules,
    IncomingArticle,
    InvalidArticleError,
    Outcome,
    PollOutcome,
    PollResult,
    add_feed,
    due_feeds,
    recent_articles,
    watched_feeds,
)
from zharia.articles.feeds import ingestion, leases, polling
from zharia.articles.feeds.page_photos import MAX_PAGES
from zharia.articles.feeds.parsing import parse
from zharia.fetch import Fetcher
from zharia.storage.database import Database

FEEDS = Path(__file__).parents[2] / "data" / "feeds"
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
INTERVAL = timedelta(minutes=5)
SOON = INTERVAL * 1.2


def rss(*items: str, image: bool = True) -> bytes:
    photo = '<enclosure url="/p.jpg" type="image/jpeg"/>' if image else ""
    entries = "".join(
        f"<item><title>{name}</title><link>/{name}</link><guid>{name}</guid>"
        f"<pubDate>Sun, 22 Nov 2026 05:00:00 GMT</pubDate>{photo}</item>"
        for name in items
    )
    return f'<rss version="2.0"><channel>{entries}</channel></rss>'.encode()


@pytest.fixture
def feed_id(database: Database, site: Site) -> str:
    site.pages["/rss"] = Page(rss("a", "b"), etag='"1"')
    return watch(database, f"{site.url}/rss")


def watch(
    database: Database,
    url: str,
    rules: FeedRules | None = None,
    kind: FeedKind | None = None,
    now: datetime = NOW,
) -> str:
    with database.write() as session:
        return add_feed(session, url, now=now, rules=rules, kind=kind).id


def row(database: Database, feed_id: str) -> Feed:
    with database.read() as session:
        return session.get_one(Feed, feed_id)


def titles(database: Database) -> set[str]:
    with database.read() as session:
        return {t.title for a in recent_articles(session) for t in a.translations}


def counts(result: PollResult) -> tuple[int, int, int]:
    return (
        result.count(Outcome.CREATED),
        result.count(Outcome.UPDATED),
        result.count(Outcome.UNCHANGED),
    )


def test_a_poll_stores_plans_the_next_and_asks_conditionally(
    database: Database, site: Site, fetcher: Fetcher, feed_id: str
) -> None:
    site.pages["/rss"].headers["Last-Modified"] = "Sun, 22 Nov 2026 03:00:00 GMT"
    result = poll(database, fetcher, feed_id, NOW)
    assert (result.outcome, result.status, counts(result)) == (PollOutcome.STORED, 200, (2, 0, 0))
    assert titles(database) == {"a", "b"}
    kept = row(database, feed_id)
    assert (kept.detected_kind, kept.etag, kept.polls, kept.articles_created) == (
        "rss",
        '"1"',
        1,
        2,
    )
    assert kept.leased_until is None
    assert kept.last_success_at == NOW
    assert NOW + INTERVAL <= kept.next_poll_at <= NOW + SOON

    again = poll(database, fetcher, feed_id, NOW + SOON)
    assert (again.outcome, again.status) == (PollOutcome.NOT_MODIFIED, 304)
    headers = site.requests[-1][1]
    assert headers["if-none-match"] == '"1"'
    assert headers["if-modified-since"] == "Sun, 22 Nov 2026 03:00:00 GMT"

    site.pages["/rss"] = Page(rss("a", "b", "c"), etag='"2"')
    assert counts(poll(database, fetcher, feed_id, NOW + 3 * SOON)) == (1, 0, 2)


@pytest.mark.parametrize(
    ("name", "path", "rule", "languages"),
    [
        ("rss-windows-1251.xml", "/rss", "", [["ru"], ["ru"]]),
        ("atom-hreflang.xml", "/atom", "", [["kz", "ru"], ["ru"]]),
        ("wordpress-polylang.json", "/wp-json/wp/v2/posts", "", [["kz", "ru"], ["ru"]]),
        ("jsonfeed.json", "/json", "/(kz|ru)/(?P<story>.+)", [["kz", "ru"]]),
    ],
)
def test_every_kind_of_feed(
    database: Database,
    site: Site,
    fetcher: Fetcher,
    name: str,
    path: str,
    rule: str,
    languages: list[list[str]],
) -> None:
    site.pages[path] = Page((FEEDS / name).read_bytes())
    result = poll(
        database, fetcher, watch(database, site.url + path, FeedRules(url_rule=rule)), NOW
    )
    assert result.outcome is PollOutcome.STORED, result
    with database.read() as session:
        found = recent_articles(session)
        assert sorted([t.language for t in a.translations] for a in found) == sorted(languages)
    if "wp-json" in path:
        assert site.requests[0][0].endswith("?_embed=1&per_page=100")


def test_two_feeds_of_a_site_join_their_languages(
    database: Database, site: Site, fetcher: Fetcher
) -> None:
    rule = r"/(?P<language>kz|ru)/(?P<story>.+)"
    for language in ("kz", "ru"):
        link = f"{site.url}/{language}/park"
        item = f"<item><title>{language}</title><link>{link}</link></item>"
        site.pages[f"/{language}.xml"] = Page(f"<rss><channel>{item}</channel></rss>".encode())
        feed_id = watch(database, f"{site.url}/{language}.xml", FeedRules(url_rule=rule))
        poll(database, fetcher, feed_id, NOW)
    with database.read() as session:
        (found,) = recent_articles(session)
        assert [t.language for t in found.translations] == ["kz", "ru"]
        assert found.edition == 2


def test_only_what_appears_while_we_watch_is_posted_by_itself(
    database: Database, site: Site, fetcher: Fetcher
) -> None:
    site.pages["/rss"] = Page(rss("first-day"))
    feed_id = watch(database, f"{site.url}/rss", FeedRules(auto_publish=True))
    poll(database, fetcher, feed_id, NOW)
    site.pages["/rss"].body = rss("first-day", "new", "old").replace(
        b"<guid>old</guid><pubDate>Sun, 22", b"<guid>old</guid><pubDate>Fri, 20"
    )
    poll(database, fetcher, feed_id, NOW + SOON)
    with database.read() as session:
        flags = {a.translations[0].title: a.auto_publish for a in recent_articles(session)}
    assert flags == {"first-day": False, "old": False, "new": True}


def test_a_story_of_the_very_second_in_which_we_began_to_watch_is_news(
    database: Database, site: Site, fetcher: Fetcher
) -> None:
    # A feed tells the second, never its fraction.
    began = datetime(2026, 11, 22, 5, 0, 0, 700_000, tzinfo=UTC)
    site.pages["/rss"] = Page(rss("first-day"))
    feed_id = watch(database, f"{site.url}/rss", FeedRules(auto_publish=True), now=began)
    poll(database, fetcher, feed_id, began)
    site.pages["/rss"].body = rss("first-day", "new")
    poll(database, fetcher, feed_id, began + SOON)
    with database.read() as session:
        flags = {a.translations[0].title: a.auto_publish for a in recent_articles(session)}
    assert flags == {"first-day": False, "new": True}


def test_trouble_is_told_and_asked_ever_more_rarely(
    database: Database, site: Site, fetcher: Fetcher, feed_id: str
) -> None:
    site.pages["/rss"] = Page(status=500)
    now, pauses = NOW, []
    for _ in range(9):
        result = poll(database, fetcher, feed_id, now)
        assert (result.outcome, result.status) == (PollOutcome.FAILED, 500)
        assert result.next_poll_at is not None
        pauses.append(result.next_poll_at - now)
        now = result.next_poll_at
    assert pauses[0] < pauses[3] < pauses[5] <= timedelta(hours=6) * 1.1
    kept = row(database, feed_id)
    assert (kept.failures, kept.last_result, kept.last_success_at) == (9, "failed", None)
    assert "500" in kept.last_error
    site.pages["/rss"] = Page(rss("a"))
    poll(database, fetcher, feed_id, now)
    kept = row(database, feed_id)
    assert (kept.failures, kept.last_error, kept.last_success_at) == (0, "", now)
    assert kept.next_poll_at <= now + SOON


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_kept(
    database: Database, site: Site, fetcher: Fetcher, feed_id: str, status: int
) -> None:
    site.pages["/rss"] = Page(status=status, headers={"Retry-After": "7200"})
    result = poll(database, fetcher, feed_id, NOW)
    assert result.next_poll_at == NOW + timedelta(hours=2)


def test_a_feed_that_is_gone_is_switched_off(
    database: Database, site: Site, fetcher: Fetcher, feed_id: str
) -> None:
    site.pages["/rss"] = Page(status=410)
    assert poll(database, fetcher, feed_id, NOW).outcome is PollOutcome.GONE
    kept = row(database, feed_id)
    assert not kept.enabled
    assert "410" in kept.disabled_reason
    with database.read() as session:
        assert due_feeds(session, NOW + timedelta(days=9)) == []
    assert poll(database, fetcher, feed_id, NOW + SOON, early=True).outcome is PollOutcome.BUSY


def test_redirects_are_followed_and_addresses_resolved_against_their_end(
    database: Database, site: Site, fetcher: Fetcher
) -> None:
    site.pages["/old"] = Page(status=301, headers={"Location": "/deep/feed"})
    body = rss("a").replace(b"<link>/a", b"<link>a")
    site.pages["/deep/feed"] = Page(body)
    poll(database, fetcher, watch(database, f"{site.url}/old"), NOW)
    with database.read() as session:
        (found,) = recent_articles(session)
        assert found.translations[0].url == f"{site.url}/deep/a"


def test_a_slow_site_and_a_huge_feed_end_in_time(
    database: Database,
    site: Site,
    fetcher: Fetcher,
    feed_id: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(polling, "FEED_SECONDS", 0.3)
    monkeypatch.setattr(polling, "MAX_BYTES", 1000)
    site.pages["/rss"] = Page(b"<rss>" * 100, seconds_per_byte=0.02)
    slow = poll(database, fetcher, feed_id, NOW)
    assert slow.outcome is PollOutcome.FAILED
    assert "seconds" in slow.message
    site.pages["/rss"] = Page(b"<rss>" * 1000)
    huge = poll(database, fetcher, feed_id, NOW, early=True)
    assert huge.outcome is PollOutcome.FAILED
    assert "larger" in huge.message


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (Page(b"<!doctype html><html>"), "web page"),
        (Page(b""), "empty"),
        (Page(status=404), "404"),
        (Page(status=302, headers={"Location": "file:///etc/passwd"}), "http"),
        (Page(b"\x1f\x8bbroken", headers={"Content-Encoding": "gzip"}), "compression"),
    ],
)
def test_what_is_no_feed_is_told(
    database: Database, site: Site, fetcher: Fetcher, feed_id: str, page: Page, told: str
) -> None:
    site.pages["/rss"] = page
    result = poll(database, fetcher, feed_id, NOW)
    assert result.outcome is PollOutcome.FAILED
    assert told in result.message
    assert row(database, feed_id).last_error == result.message


def test_a_feed_of_another_kind_than_set_is_refused(
    database: Database, site: Site, fetcher: Fetcher
) -> None:
    site.pages["/rss"] = Page(rss("a"))
    feed_id = watch(database, f"{site.url}/rss", kind=FeedKind.WORDPRESS)
    assert "wordpress" in poll(database, fetcher, feed_id, NOW).message
    assert titles(database) == set()


def test_what_was_skipped_stands_in_the_row(
    database: Database, site: Site, fetcher: Fetcher
) -> None:
    site.pages["/rss"] = Page((FEEDS / "rss-windows-1251.xml").read_bytes())
    feed_id = watch(database, f"{site.url}/rss")
    poll(database, fetcher, feed_id, NOW)
    assert row(database, feed_id).last_notes == [
        {
            "item": "https://gazeta.example/ru/news/untitled",
            "code": "no-title",
            "message": "The item has no title.",
            "skipped": True,
        }
    ]


def test_an_article_the_database_refuses_stops_no_other(
    database: Database,
    site: Site,
    fetcher: Fetcher,
    feed_id: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:

    def refuse(session, source, deliveries: list[IncomingArticle], **more):  # type: ignore[no-untyped-def]
        stored = store(session, source, deliveries, **more)
        if any(d.keys[0].endswith("/b") for d in deliveries):
            raise DataError("statement", None, Exception("value too odd"))
        return stored

    monkeypatch.setattr(ingestion, "store", refuse)
    result = poll(database, fetcher, feed_id, NOW)
    assert titles(database) == {"a"}
    assert [(n.code, n.item[-2:]) for n in result.notes] == [("not-stored", "/b")]
    # The next poll must see it again, so no 304 may hide it.
    assert row(database, feed_id).etag == ""


def test_an_outage_is_no_articles_fault(
    database: Database,
    site: Site,
    fetcher: Fetcher,
    feed_id: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each article by itself would wait for the same lock, half a minute each."""
    tries = 0

    def wait_in_vain(*_: object, **__: object) -> None:
        nonlocal tries
        tries += 1
        raise OperationalError("statement", None, LockNotAvailable("locked"))

    monkeypatch.setattr(ingestion, "store", wait_in_vain)
    with pytest.raises(OperationalError):
        poll(database, fetcher, feed_id, NOW)
    assert tries == 1
    assert not row(database, feed_id).notes


def test_a_feed_that_broke_off_is_not_hidden_by_a_304(
    database: Database, site: Site, fetcher: Fetcher
) -> None:
    whole = rss("a", "b", "c")
    # As a transfer without Content-Length leaves it, in the middle of an address.
    cut = whole[: whole.index(b"<link>/c") + 7]
    site.pages["/rss"] = Page(cut, etag='"1"', headers={"Last-Modified": "Sun, 22 Nov 2026"})
    feed_id = watch(database, f"{site.url}/rss")
    first = poll(database, fetcher, feed_id, NOW)
    assert (counts(first), [n.code for n in first.notes]) == ((2, 0, 0), ["cut-off"])
    site.pages["/rss"] = Page(whole, etag='"1"')
    second = poll(database, fetcher, feed_id, NOW + SOON)
    assert counts(second) == (1, 0, 2)
    assert titles(database) == {"a", "b", "c"}
    assert row(database, feed_id).etag == '"1"'


def test_a_photo_is_looked_for_on_the_page_as_a_last_resort(
    database: Database, site: Site, fetcher: Fetcher
) -> None:
    names = [f"n{n:02}" for n in range(MAX_PAGES + 2)]
    site.pages["/rss"] = Page(rss(*names, image=False), etag='"1"')
    site.pages["/n01"] = Page(b"<p>No photo here either</p>")
    for name in names[2:]:
        site.pages[f"/{name}"] = Page(b'<meta property="og:image" content="/og.jpg">')
    feed_id = watch(database, f"{site.url}/rss")

    first = poll(database, fetcher, feed_id, NOW)
    assert [n.code for n in first.notes] == ["page-later"] * 2
    assert counts(first) == (MAX_PAGES, 0, 0)
    second = poll(database, fetcher, feed_id, NOW + SOON)
    assert counts(second) == (2, 0, MAX_PAGES)
    assert row(database, feed_id).etag == '"1"'

    asked = [path for path, _ in site.requests if path != "/rss"]
    assert sorted(asked) == [f"/{name}" for name in names]
    with database.read() as session:
        photos = {a.translations[0].title: len(a.images) for a in recent_articles(session)}
    assert photos == {name: int(name not in {"n00", "n01"}) for name in names}


def test_a_photo_from_the_page_survives_an_edit(
    database: Database, site: Site, fetcher: Fetcher
) -> None:
    site.pages["/rss"] = Page(rss("a", image=False))
    site.pages["/a"] = Page(b'<meta property="og:image" content="/og.jpg">')
    feed_id = watch(database, f"{site.url}/rss")
    poll(database, fetcher, feed_id, NOW)
    site.pages["/rss"] = Page(rss("a", image=False).replace(b"<title>a", b"<title>edited"))
    poll(database, fetcher, feed_id, NOW + SOON)
    with database.read() as session:
        (found,) = recent_articles(session)
        assert (found.translations[0].title, found.edition) == ("edited", 2)
        assert [i.url for i in found.images] == [f"{site.url}/og.jpg"]


def test_two_workers_never_poll_a_feed_at_once(
    database: Database, site: Site, fetcher: Fetcher, feed_id: str
) -> None:
    site.pages["/rss"].seconds_per_byte = 0.0005
    results: list[PollResult] = []
    barrier = threading.Barrier(4)

    def work() -> None:
        barrier.wait()
        results.append(poll(database, fetcher, feed_id, NOW))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(r.outcome for r in results) == ["busy", "busy", "busy", "stored"]
    assert len(site.requests) == 1


def test_a_feed_is_due_by_its_time_and_free_again_after_a_crash(
    database: Database, site: Site, fetcher: Fetcher, feed_id: str
) -> None:
    with database.write() as session:
        assert due_feeds(session, NOW) == [feed_id]
        assert leases.acquire_lease(session, feed_id, NOW) is not None
    with database.read() as session:
        assert due_feeds(session, NOW + timedelta(seconds=1)) == []
        after = NOW + leases.LEASE
        assert due_feeds(session, after) == [feed_id]
    assert poll(database, fetcher, feed_id, after).outcome is PollOutcome.STORED
    assert poll(database, fetcher, feed_id, after).outcome is PollOutcome.BUSY
    assert poll(database, fetcher, feed_id, after, early=True).outcome is PollOutcome.NOT_MODIFIED


def test_a_worker_that_lost_its_lease_writes_nothing_into_the_row(
    database: Database, site: Site, fetcher: Fetcher, feed_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = NOW + timedelta(hours=1)

    def overtaken(*args: str) -> object:
        with database.write() as session:
            session.execute(update(Feed).values(leased_until=other))
        return parse(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(polling, "parse", overtaken)
    poll(database, fetcher, feed_id, NOW)
    kept = row(database, feed_id)
    assert (kept.polls, kept.leased_until, kept.etag) == (0, other, "")


def test_a_wrong_feed_is_refused_by_field(database: Database, site: Site, feed_id: str) -> None:
    rules = FeedRules(language="Kazakh", url_rule="(")
    with database.write() as session, pytest.raises(InvalidArticleError) as caught:
        add_feed(session, "ftp://a.kz", now=NOW, rules=rules, interval=timedelta(seconds=1))
    assert [p.field for p in caught.value.problems] == ["url", "language", "urlRule", "interval"]
    with database.write() as session, pytest.raises(InvalidArticleError, match="already"):
        add_feed(session, f"{site.url}/rss", now=NOW)
    with database.read() as session:
        assert [feed.id for feed in watched_feeds(session)] == [feed_id]
