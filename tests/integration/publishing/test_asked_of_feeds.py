"""A feed that edits a slug, polled by the running service: one post, and a question."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest

from tests.integration.articles.site import Page, serve
from tests.support.stage import Stage
from tests.support.waiting import until
from zharia.accounts import Account, Mode
from zharia.articles import Article, FeedRules, add_feed, poll_soon
from zharia.articles.questions import Answer, QuestionCode, open_questions, recently_questioned
from zharia.publishing.answering import answer
from zharia.publishing.model import Publication
from zharia.publishing.states import State

TITLE = "Сәтбаевта жаңа саябақ ашылды"


def feed(url: str, slugs: tuple[str, ...], photo: str, at: datetime) -> Page:
    items = "".join(
        f"<item><title>{TITLE}</title><link>{url}/{slug}</link><guid>{url}/{slug}</guid>"
        f"<pubDate>{format_datetime(at)}</pubDate>"
        f'<enclosure url="{photo}" type="image/jpeg" length="1"/></item>'
        for slug in slugs
    )
    body = f'<rss version="2.0"><channel><title>Аймақ</title>{items}</channel></rss>'
    return Page(body.encode(), headers={"Content-Type": "application/rss+xml"})


@pytest.mark.parametrize("mode", [Mode.AUTO, Mode.INBOX])
def test_an_edited_slug_makes_no_second_post(open_stage: Callable[..., Stage], mode: Mode) -> None:
    stage, at = open_stage(), datetime.now(UTC)
    database = stage.service.database
    account = stage.connect()
    (photo,) = stage.photos(1)
    with database.write() as session:
        known = session.get_one(Account, account)
        known.mode, known.auto_publish = mode, True
    with serve() as site:
        site.pages["/rss"] = feed(site.url, ("park",), photo, at)
        with database.write() as session:
            watched = add_feed(session, f"{site.url}/rss", now=at, rules=FeedRules()).id
        first = until(lambda: _articles(stage, 1), "the article")[0]
        stage.wait_for(first, account, State.PUBLISHED, State.DELIVERED)
        site.pages["/rss"] = feed(site.url, ("sayabaq-ashyldy", "park"), photo, at)
        with database.write() as session:
            poll_soon(session, watched, now=database.now(session))
        both = until(lambda: _articles(stage, 2), "the second article")
        until(lambda: stage.loaded(both[1]).auto_publish_checked_at, "a look at it")
    with database.write() as session:
        assert session.query(Publication).count() == 1
        (asked,) = recently_questioned(session, limit=5)
        (question,) = open_questions(session, [asked])[asked]
        assert (asked, question.subject) == (both[1], first)
        alike, now = QuestionCode.LOOKS_LIKE_ANOTHER, database.now(session)
        answer(session, asked, alike, first, Answer.SAME_STORY, who="editor", now=now)
    until(lambda: stage.loaded(first).auto_publish_checked_at, "a look at the one story")
    assert len(stage.posts()) == stage.inits() == 1


def _articles(stage: Stage, count: int) -> list[str]:
    """Once there are so many."""
    with stage.service.database.read() as session:
        found = [one.id for one in session.query(Article).order_by(Article.id)]
    return found if len(found) == count else []
