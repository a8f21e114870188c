"""The service put together: what a process has that only answers HTTP."""

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.integration.articles.site import Page, serve
from tests.integration.media.processes import gone
from tests.support import rows
from tests.support.rows import NOW
from tests.support.servers import PhotoHost, photo
from tests.support.waiting import until
from zharia.articles import FeedRules, add_feed, recent_articles
from zharia.articles.feeds.model import PhotoRetry
from zharia.errors.book import entry_of
from zharia.fetch.user_agent import PRODUCT
from zharia.media.errors import PhotoRefused, PhotoRefusedForNow, PhotoUnreachable
from zharia.media.library import PhotoLibrary
from zharia.media.prepared import Layout
from zharia.service.service import Service
from zharia.service.web_server import web_context
from zharia.settings import Settings
from zharia.storage.database import Base
from zharia.tiktok import RetryKind


def test_a_web_process_makes_photos_ready_and_starts_no_process_before(tmp_path: Path) -> None:
    with PhotoHost() as newsroom, Service(settings(tmp_path), with_worker=False) as service:
        library = web_context(service).library
        assert isinstance(library, PhotoLibrary)
        workers = library._workers
        assert workers.pids == frozenset()
        ready = library.ready(newsroom.photo("/1.jpg", (900, 1200)), Layout.WHOLE)
        assert (ready.width, ready.height) == (900, 1200)
        (pid,) = workers.pids
    assert gone(pid)


def settings(folder: Path, **more: str) -> Settings:
    return Settings.model_validate(
        {"data_dir": folder, "allow_loopback_fetch": True, "public_url": "https://a.kz"} | more
    )


def test_a_photo_is_asked_for_by_name_and_from_its_articles_page(tmp_path: Path) -> None:
    with serve() as site, Service(settings(tmp_path), with_worker=False) as service:
        site.pages["/1.jpg"] = site.pages["/2.jpg"] = Page(photo((400, 500)))
        with service.database.write() as session:
            rows.article(session, photos=(f"{site.url}/1.jpg",))
        for name in ("1", "2"):
            service.library.ready(f"{site.url}/{name}.jpg", Layout.WHOLE)
    first, second = (headers for _, headers in site.requests)
    assert first["user-agent"] == f"{PRODUCT} (+https://a.kz)"
    assert first["referer"] == "https://news.example/kz/1"
    assert "referer" not in second


def test_an_administrator_chooses_how_sites_see_us(tmp_path: Path) -> None:
    chosen = settings(tmp_path, user_agent="Gazeta/2 (+https://gazeta.example)")
    with serve() as site, Service(chosen, with_worker=False) as service:
        site.pages["/1.jpg"] = Page(photo((400, 500)))
        service.library.ready(f"{site.url}/1.jpg", Layout.WHOLE)
    assert site.requests[0][1]["user-agent"] == "Gazeta/2 (+https://gazeta.example)"
    for wrong in ("Қала", "a\r\nb: c", " a", "a  b", "x" * 301):
        with pytest.raises(ValueError, match="ZHARIA_USER_AGENT"):
            settings(tmp_path, user_agent=wrong)


@pytest.mark.parametrize(
    ("page", "refusal"),
    [
        (Page(status=403), PhotoRefused),
        (Page(b"<html>Sign in", headers={"Content-Type": "text/html"}), PhotoRefused),
        (Page(status=429), PhotoRefusedForNow),
        (Page(b"<!doctype html><title>Just a moment...</title>"), PhotoRefusedForNow),
        (Page(b"<html>Busy", 503, {"Content-Type": "text/html"}), PhotoRefusedForNow),
    ],
)
def test_a_refused_photo_says_what_to_send_its_administrator(
    tmp_path: Path, page: Page, refusal: type[PhotoRefused | PhotoRefusedForNow]
) -> None:
    with serve() as site, Service(settings(tmp_path), with_worker=False) as service:
        site.pages["/1.jpg"] = page
        with pytest.raises(refusal) as caught:
            service.library.ready(f"{site.url}/1.jpg", Layout.WHOLE)
    assert f'User-Agent "{PRODUCT} (+https://a.kz)"' in str(caught.value)
    may_pass = entry_of(caught.value.code).retry is RetryKind.AFTER
    assert may_pass is (refusal is PhotoRefusedForNow)


def test_a_photo_that_is_not_there_yet_is_asked_for_again(tmp_path: Path) -> None:
    with serve() as site, Service(settings(tmp_path), with_worker=False) as service:
        for page in (Page(b""), Page(status=503), Page(photo((400, 500)), status=206)):
            site.pages["/1.jpg"] = page
            with pytest.raises(PhotoUnreachable):
                service.library.ready(f"{site.url}/1.jpg", Layout.WHOLE, again=True)
        site.pages["/1.jpg"] = Page(photo((400, 500)))
        assert service.library.ready(f"{site.url}/1.jpg", Layout.WHOLE, again=True).width == 400


def test_a_photo_is_what_its_bytes_are(tmp_path: Path) -> None:
    with serve() as site, Service(settings(tmp_path), with_worker=False) as service:
        for number, kind in enumerate(("text/html", "text/plain", "application/pdf", "", "image")):
            site.pages[f"/{number}"] = Page(photo((400, 500)), headers={"Content-Type": kind})
            assert service.library.ready(f"{site.url}/{number}", Layout.WHOLE).width == 400


def test_a_worker_finds_a_photo_after_a_restart(tmp_path: Path) -> None:
    """Its feed says "not modified", and is not due for long."""
    with serve() as site:
        site.pages["/a"] = Page(status=503)
        item = "<item><title>a</title><link>/a</link></item>"
        site.pages["/rss"] = Page(f"<rss><channel>{item}</channel></rss>".encode(), etag='"1"')
        with Service(settings(tmp_path), with_worker=False) as service:
            with service.database.write() as session:
                feed = add_feed(session, f"{site.url}/rss", now=NOW, rules=FeedRules())
            rows.poll(service.database, service.fetcher, feed.id, NOW)
            with service.database.write() as session:
                session.query(PhotoRetry).one().look_at = datetime.now(UTC)
        site.pages["/a"] = Page(b'<meta property="og:image" content="/og.jpg"></head>')
        with Service(settings(tmp_path), with_worker=True) as service:

            def found() -> bool:
                with service.database.read() as session:
                    [article] = recent_articles(session)
                    return [one.url for one in article.images] == [f"{site.url}/og.jpg"]

            until(found, "the photo to be found")


def test_feeds_that_wait_for_a_slot_do_not_keep_the_service_from_ending(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow feed has the only slot, and ends once its loop has been told to end."""
    monkeypatch.setattr("zharia.service.periodic_tasks._POLLS_AT_ONCE", 1)
    begun, go_on = threading.Event(), threading.Event()

    def slow(*_: object, **__: object) -> None:
        begun.set()
        go_on.wait(60)

    monkeypatch.setattr("zharia.service.periodic_tasks.poll", slow)
    with (
        Service(settings(tmp_path), with_worker=False) as service,
        service.database.write() as session,
    ):
        for name in "ab":
            add_feed(session, f"https://news.example/{name}", now=NOW, rules=FeedRules())
    service = Service(settings(tmp_path), with_worker=True)
    assert begun.wait(30)
    closing = threading.Thread(target=service.close)
    closing.start()
    try:
        until(lambda: "feeds" not in {one.name for one in threading.enumerate()}, "its loop", 5)
    finally:
        go_on.set()
        closing.join(60)


def test_whatever_a_worker_watches_is_a_table(tmp_path: Path) -> None:
    with Service(settings(tmp_path), with_worker=True) as service:
        watched = set().union(*(one.tables for one in service.database.changes._watches))
    assert {"feeds", "page_looks", "publications"} <= watched
    assert watched <= set(Base.metadata.tables)
