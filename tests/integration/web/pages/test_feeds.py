"""Feeds on the settings page: tried before they are added, and each last look explained."""

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient
from tests.integration.web.newsroom import Newsroom
from tests.support.rows import poll
from tests.support.web_server import WebServer, reply, web_server

from zharia.articles import Article, Feed
from zharia.fetch import Fetcher
from zharia.settings import Settings
from zharia.users import AuditEntry

FEEDS = "/admin/settings/feeds"

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>AIMAQ &amp; Co</title><link>https://aimaq.example/</link>
<language>en-US</language>
<item><title>Сәтбаевта алты жүз оқушыға арналған жаңа мектеп ашылды, қала қуанышты</title>
<link>https://aimaq.example/kz/1</link><guid>1</guid></item>
<item><link>https://aimaq.example/kz/2</link><guid>2</guid></item>
</channel></rss>"""
PAGE = '<html><link rel="alternate" type="application/rss+xml" href="/rss"><body>Hi</body></html>'


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"allow_loopback_fetch": True})


@pytest.fixture
def site() -> Iterator[WebServer]:
    """A newsroom's site with a feed, a page and nothing else."""

    def answer(head: str) -> list[bytes]:
        match head.split()[1]:
            case "/rss":
                return [reply(200, RSS.encode(), content_type="application/rss+xml")]
            case "/page":
                return [reply(200, PAGE.encode(), content_type="text/html")]
        return [reply(404)]

    with web_server(answer) as server:
        yield server


ZONE = {"time_zone": " Asia/Almaty "}


def form(url: str, **more: str) -> dict[str, str]:
    return {"url": url, "language": "kz", "minutes": "5", "trust_declared_language": "on", **more}


def add(admin: TestClient, url: str, **more: str) -> str:
    """The path of the new feed's page."""
    answer = admin.post(f"{FEEDS}/new", data=form(url, **more))
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def look(newsroom: Newsroom) -> None:
    """What a worker does."""
    with newsroom.database.read() as session:
        found, now = session.query(Feed).all(), newsroom.database.now(session)
    with Fetcher(allow_loopback=True) as fetcher:
        for feed in found:
            poll(newsroom.database, fetcher, feed.id, now)


def feed(newsroom: Newsroom) -> Feed:
    with newsroom.database.read() as session:
        return session.query(Feed).one()


def log(newsroom: Newsroom) -> list[str]:
    with newsroom.database.read() as session:
        return [one.what for one in session.query(AuditEntry).order_by(AuditEntry.id)]


def test_a_feed_is_tried_without_being_stored(
    newsroom: Newsroom, admin: TestClient, site: WebServer
) -> None:
    answer = admin.post(f"{FEEDS}/new", data=form(f"{site.url}/rss", do="check", minutes="15"))
    assert answer.status_code == 200
    assert "Сәтбаевта алты жүз" in answer.text
    assert "AIMAQ &amp; Co" in answer.text
    assert "another language than the one the feed declares" in answer.text
    assert "The article has no title" in answer.text
    assert 'value="15"' in answer.text
    with newsroom.database.read() as session:
        assert session.query(Feed).count() == session.query(Article).count() == 0
    assert log(newsroom) == []


def test_a_page_that_is_no_feed_offers_its_feeds(admin: TestClient, site: WebServer) -> None:
    answer = admin.post(f"{FEEDS}/new", data=form(f"{site.url}/page", do="check"))
    assert "This is a web page, not a feed" in answer.text
    offer = re.search(rf'href="({FEEDS}/new\?url=[^"]+)"', answer.text)
    assert offer
    assert f'value="{site.url}/rss"' in admin.get(offer[1]).text


def test_a_feed_is_added_looked_at_and_told_of(
    newsroom: Newsroom, admin: TestClient, site: WebServer
) -> None:
    path = add(admin, f"{site.url}/rss")
    assert "Not checked yet" in admin.get(FEEDS).text
    look(newsroom)
    page = admin.get(FEEDS).text
    assert "1 new, 1 left out" in page
    assert "AIMAQ" in page
    assert "The article has no title" in admin.get(path).text
    assert log(newsroom) == ["feed.added"]


def test_a_feed_that_fails_says_why_and_what_to_do(
    newsroom: Newsroom, admin: TestClient, site: WebServer
) -> None:
    path = add(admin, f"{site.url}/gone")
    look(newsroom)
    assert "Fails" in admin.get(FEEDS).text
    page = admin.get(path).text
    assert "The site answered with an error" in page
    assert "/admin/help/errors#" in page


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"url": "no address"}, "This is no web address"),
        ({"minutes": "soon"}, "whole number of minutes"),
        ({"minutes": "0"}, "at least one minute"),
        ({"url_rule": "("}, "This is no regular expression"),
        ({"time_zone": "Mars/Olympus"}, "There is no such time zone"),
    ],
)
def test_a_mistake_stands_at_its_field_and_nothing_is_added(
    newsroom: Newsroom, admin: TestClient, wrong: dict[str, str], says: str
) -> None:
    fields = form("https://news.example/rss", source="Біздің редакция") | wrong
    answer = admin.post(f"{FEEDS}/new", data=fields)
    assert answer.status_code == 422
    assert says in answer.text
    assert "Біздің редакция" in answer.text
    with newsroom.database.read() as session:
        assert session.query(Feed).count() == 0


def test_a_feed_is_changed_paused_polled_and_removed(
    newsroom: Newsroom, admin: TestClient, site: WebServer
) -> None:
    path = add(admin, f"{site.url}/rss")
    admin.post(path, data={"language": "ru", "minutes": "30", "auto_publish": "on"} | ZONE)
    changed = feed(newsroom)
    assert changed.time_zone == "Asia/Almaty"
    assert 'value="Asia/Almaty"' in admin.get(path).text
    assert (changed.language, changed.interval_seconds) == ("ru", 1800)
    assert changed.auto_publish
    assert not changed.trust_declared_language
    look(newsroom)
    admin.post(f"{path}/poll", data={"next": "list"})
    with newsroom.database.read() as session:
        assert feed(newsroom).next_poll_at <= newsroom.database.now(session)
    admin.post(f"{path}/enabled", data={"enabled": "no"})
    assert not feed(newsroom).enabled
    assert admin.post(f"{path}/poll").status_code == 404
    admin.post(f"{path}/enabled", data={"enabled": "yes"})
    assert feed(newsroom).enabled
    assert admin.post(f"{path}/remove").headers["location"] == FEEDS
    assert admin.get(path).status_code == 404
    with newsroom.database.read() as session:
        assert session.query(Article).count() == 1
        first = session.query(AuditEntry).filter_by(what="feed.changed").first()
    assert first is not None
    assert {"interval_seconds", "time_zone"} <= set(first.detail["fields"])
    assert log(newsroom) == ["feed.added", *["feed.changed"] * 3, "feed.removed"]


def test_an_editor_and_another_site_change_no_feed(
    newsroom: Newsroom, admin: TestClient, site: WebServer
) -> None:
    path = add(admin, f"{site.url}/rss")
    for at in ("", "/enabled", "/remove", "/poll"):
        answer = admin.post(f"{path}{at}", headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 403
    assert feed(newsroom).enabled


def test_an_editor_sees_no_feeds(editor: TestClient) -> None:
    for path in (FEEDS, f"{FEEDS}/new", f"{FEEDS}/x"):
        assert editor.get(path).status_code == 403
