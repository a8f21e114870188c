"""The settings page's feeds: tried, changed, polled soon, removed, and how they went."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.integration.articles.site import Page, Site
from tests.support.rows import poll
from zharia.articles import (
    Article,
    Feed,
    FeedKind,
    FeedRules,
    InvalidArticleError,
    add_feed,
    change_feed,
    due_feeds,
    find_articles,
    poll_soon,
    preview_feed,
    release_feed_leases,
    remove_feed,
)
from zharia.articles.feeds import polling
from zharia.articles.feeds.leases import acquire_lease
from zharia.articles.feeds.parsing import parse
from zharia.fetch import Fetcher
from zharia.storage.database import Database

FEEDS = Path(__file__).parents[2] / "data" / "feeds"
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
SOON = timedelta(minutes=6)

KAZAKH = "Қаладағы саябақ жаңғыртылып, тұрғындарға қайта ашылды"
RUSSIAN = "В городе после обновления снова открыли парк для жителей"


def rss(*titles: str, declared: str = "") -> Page:
    items = "".join(
        f"<item><title>{title}</title><link>/{number}</link>"
        '<enclosure url="/p.jpg" type="image/jpeg"/></item>'
        for number, title in enumerate(titles)
    )
    language = f"<language>{declared}</language>" if declared else ""
    channel = f"<channel><title>Аймақ</title>{language}{items}<item></item></channel>"
    return Page(f'<rss version="2.0">{channel}</rss>'.encode(), etag='"1"')


@pytest.fixture
def feed_id(database: Database, site: Site) -> str:
    site.pages["/rss"] = rss("Бір", "Екі")
    with database.write() as session:
        return add_feed(session, f"{site.url}/rss", now=NOW).id


def row(database: Database, feed_id: str) -> Feed:
    with database.read() as session:
        return session.get_one(Feed, feed_id)


def test_a_row_tells_how_the_last_poll_went(
    database: Database, site: Site, fetcher: Fetcher, feed_id: str
) -> None:
    def polled(moment: int) -> tuple[str, int, int, int, str, int]:
        poll(database, fetcher, feed_id, NOW + moment * SOON, early=True)
        now = row(database, feed_id)
        assert now.last_polled_at == NOW + moment * SOON < now.next_poll_at
        counts = (now.last_created, now.last_updated, now.last_unchanged)
        return (now.last_result, *counts, now.last_code, now.failures)

    assert polled(0) == ("stored", 2, 0, 0, "", 0)
    assert polled(1) == ("not-modified", 0, 0, 0, "", 0)
    site.pages["/rss"] = rss("Бір", "Үш", "Төрт")
    site.pages["/rss"].etag = '"2"'
    assert polled(2) == ("stored", 1, 1, 1, "", 0)
    (note,) = row(database, feed_id).notes
    assert (note.code, note.skipped, row(database, feed_id).last_skipped) == ("no-title", True, 1)
    site.pages["/rss"] = Page(status=503)
    assert polled(3) == ("failed", 0, 0, 0, "fetch_bad_status", 1)
    site.pages["/rss"] = Page(b"<html></html>")
    assert polled(4) == ("failed", 0, 0, 0, "web-page", 2)
    assert "web page" in row(database, feed_id).last_error


def test_new_rules_read_the_whole_feed_at_once(
    database: Database, site: Site, fetcher: Fetcher, feed_id: str
) -> None:
    poll(database, fetcher, feed_id, NOW)
    later = NOW + timedelta(minutes=1)
    with database.write() as session:
        assert due_feeds(session, later) == []
        changed = change_feed(session, feed_id, now=later, language="ru", url_rule="/(?P<story>.)")
        assert changed.rules == FeedRules(language="ru", url_rule="/(?P<story>.)")
        assert due_feeds(session, later) == [feed_id]
    assert len(poll(database, fetcher, feed_id, later).stored) == 2
    with database.write() as session:
        change_feed(session, feed_id, now=later, language="ru")
        assert due_feeds(session, later) == []


def test_a_date_without_a_zone_is_told_by_the_feeds_clock(
    database: Database, site: Site, fetcher: Fetcher
) -> None:
    dated = "<pubDate>Sun, 22 Nov 2026 09:00:00</pubDate></item>"
    site.pages["/rss"] = Page(rss("Бір").body.replace(b"</item>", dated.encode(), 1))
    with database.write() as session:
        feed_id = add_feed(session, f"{site.url}/rss", now=NOW).id

    def told(now: datetime) -> datetime:
        poll(database, fetcher, feed_id, now, default_zone=ZoneInfo("Europe/Moscow"))
        with database.read() as session:
            return session.query(Article).one().published_at

    assert told(NOW) == datetime(2026, 11, 22, 6, tzinfo=UTC)
    with database.write() as session:
        change_feed(session, feed_id, now=NOW + SOON, time_zone="Asia/Almaty")
    assert told(NOW + SOON) == datetime(2026, 11, 22, 4, tzinfo=UTC)
    with database.write() as session, pytest.raises(InvalidArticleError, match="Asia/Almaty"):
        change_feed(session, feed_id, now=NOW + SOON, time_zone="Mars/Olympus")


def test_a_poll_by_the_former_rules_does_not_hide_the_next(
    database: Database, site: Site, fetcher: Fetcher, feed_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changed_meanwhile(*args: str) -> object:
        with database.write() as session:
            change_feed(session, feed_id, now=NOW, auto_publish=True)
        return parse(*args)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(polling, "parse", changed_meanwhile)
        poll(database, fetcher, feed_id, NOW)
    kept = row(database, feed_id)
    assert (kept.etag, kept.polls, kept.auto_publish) == ("", 0, True)
    assert len(poll(database, fetcher, feed_id, NOW).stored) == 2


def test_a_feed_is_switched_off_and_on_and_polled_when_asked(
    database: Database, site: Site, fetcher: Fetcher, feed_id: str
) -> None:
    site.pages["/rss"] = Page(status=410)
    poll(database, fetcher, feed_id, NOW)
    gone = row(database, feed_id)
    assert (gone.enabled, bool(gone.disabled_reason)) == (False, True)
    with database.write() as session:
        assert not poll_soon(session, feed_id, now=NOW)
        on = change_feed(session, feed_id, now=NOW, enabled=True, interval=timedelta(hours=1))
        assert (on.enabled, on.disabled_reason, on.interval_seconds) == (True, "", 3600)
        assert due_feeds(session, NOW) == [feed_id]
    site.pages["/rss"] = rss("Бір")
    poll(database, fetcher, feed_id, NOW)
    with database.write() as session:
        change_feed(session, feed_id, now=NOW, enabled=True)
        assert due_feeds(session, NOW) == []
        change_feed(session, feed_id, now=NOW, enabled=False)
        change_feed(session, feed_id, now=NOW - SOON, enabled=True)
        change_feed(session, feed_id, now=NOW - SOON, interval=timedelta(minutes=2))
        assert poll_soon(session, feed_id, now=NOW)
        assert due_feeds(session, NOW) == [feed_id]


def test_a_removed_feed_leaves_its_articles(
    database: Database, fetcher: Fetcher, feed_id: str
) -> None:
    poll(database, fetcher, feed_id, NOW)
    with database.write() as session:
        assert remove_feed(session, feed_id).id == feed_id
    with database.write() as session:
        assert len(find_articles(session, limit=5)) == 2
        assert {one.feed_id for one in session.query(Article)} == {None}
        for gone in (lambda: remove_feed(session, feed_id), lambda: change(session, feed_id)):
            with pytest.raises(LookupError):
                gone()


def change(session: object, feed_id: str) -> None:
    change_feed(session, feed_id, now=NOW)  # type: ignore[arg-type]


def test_wrong_settings_are_named_and_change_nothing(database: Database, feed_id: str) -> None:
    with database.write() as session:
        for interval, words in ((timedelta(seconds=1), "often"), (timedelta(days=8), "rarely")):
            with pytest.raises(InvalidArticleError, match=words) as caught:
                change_feed(
                    session, feed_id, now=NOW, language="Kazakh", url_rule="(", interval=interval
                )
            fields = [one.field for one in caught.value.problems]
            assert fields == ["language", "urlRule", "interval"]
            assert all(one.message.text("kk") != str(one.message) for one in caught.value.problems)
        with pytest.raises(InvalidArticleError, match="source"):
            add_feed(session, "https://a.kz/rss", now=NOW, source="desk")
    assert row(database, feed_id).language == "kz"


@pytest.mark.parametrize(
    ("page", "rules", "languages", "misdeclared"),
    [
        (rss(KAZAKH, RUSSIAN, KAZAKH, declared="kk"), FeedRules(), ("kz", "ru"), False),
        (rss(KAZAKH, declared="en-US"), FeedRules(), ("kz",), True),
        (rss(RUSSIAN), FeedRules(language="ru"), ("ru",), False),
        (rss("Бір"), FeedRules(), (), False),
    ],
)
def test_a_feed_is_tried_before_it_is_watched(
    site: Site,
    fetcher: Fetcher,
    page: Page,
    rules: FeedRules,
    languages: tuple[str, ...],
    misdeclared: bool,
) -> None:
    site.pages["/rss"] = page
    trial = preview_feed(fetcher, f" {site.url}/rss", rules)
    assert (trial.url, trial.kind, trial.title) == (f"{site.url}/rss", FeedKind.RSS, "Аймақ")
    assert (trial.languages, trial.misdeclared) == (languages, misdeclared)
    assert (trial.code, trial.message, trial.offers) == ("", "", ())
    assert [note.code for note in trial.notes] == ["no-title"]
    assert len(trial.articles) == trial.count
    (titles,) = {len(one.titles) for one in trial.articles}
    assert (titles, trial.articles[0].photos) == (1, 1)


def test_only_the_first_articles_of_a_trial_are_shown(site: Site, fetcher: Fetcher) -> None:
    site.pages["/json"] = Page((FEEDS / "jsonfeed.json").read_bytes())
    rules = FeedRules(url_rule="/(kz|ru)/(?P<story>.+)")
    (both,) = preview_feed(fetcher, f"{site.url}/json", rules).articles
    assert set(both.titles) == {"kz", "ru"}
    site.pages["/rss"] = rss(*"абвгдежз")
    trial = preview_feed(fetcher, f"{site.url}/rss")
    assert (trial.count, len(trial.articles)) == (8, 5)


def test_why_a_feed_cannot_be_had_is_an_answer(site: Site, fetcher: Fetcher) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    site.pages["/page"] = Page(f"<!doctype html><html><head>{link}{link}</head></html>".encode())
    site.pages["/empty"] = Page(b" ")
    for path, code, offers in (
        ("/page", "web-page", (f"{site.url}/feed",)),
        ("/empty", "empty", ()),
        ("/nothing", "fetch_bad_status", ()),
    ):
        trial = preview_feed(fetcher, site.url + path)
        assert (trial.kind, trial.code, trial.offers) == (None, code, offers)
        assert trial.message
    with pytest.raises(InvalidArticleError) as caught:
        preview_feed(fetcher, "a.kz", FeedRules(url_rule="("))
    assert [one.field for one in caught.value.problems] == ["url", "urlRule"]


def test_the_only_worker_takes_over_what_a_killed_one_was_reading(
    database: Database, feed_id: str
) -> None:
    def taken() -> bool:
        with database.write() as session:
            return acquire_lease(session, feed_id, NOW) is not None

    assert taken()
    assert not taken()
    with database.write() as session:
        release_feed_leases(session)
    assert taken()
