"""An article whose page could not be read waits a while for its photo, and not for ever."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.integration.publishing.silent import Silent
from tests.support import rows
from tests.support.rows import NOW
from zharia.articles import Article, Image
from zharia.articles.feeds.page_photos import PhotoSearch
from zharia.articles.feeds.photo_retries import BREAKING_PHOTO_WAIT, PHOTO_WAIT, schedule_retries
from zharia.articles.storing import Outcome, StoreResult, add_photo
from zharia.posts import Style
from zharia.publishing.auto_publish import publish_new_articles
from zharia.publishing.model import Publication
from zharia.publishing.states import State
from zharia.publishing.why_not import WhyNot, why_not_published
from zharia.storage.database import Database

LATER = PhotoSearch(code="photo-later", message="503", retry_can_help=True)


@pytest.fixture
def article(database: Database) -> str:
    """Automatic, without a photo, and its page is looked at again."""
    with database.write() as session:
        rows.configuration(session)
        rows.account(session)
        return bare(session, LATER)


def bare(session: Session, looked: PhotoSearch, *, breaking: bool = False) -> str:
    made = rows.article(session, auto=True, photos=(), is_breaking=breaking)
    stored = StoreResult(Outcome.CREATED, made.id, 1, new_edition=True)
    schedule_retries(session, {"1": stored}, {"1": looked}, NOW)
    return made.id


def take_up(database: Database, now: datetime) -> list[Publication]:
    with database.write() as session:
        publish_new_articles(session, Silent(), limits=Style(), now=now)
    with database.read() as session:
        return list(session.scalars(select(Publication)))


def reasons(database: Database, article_id: str, now: datetime) -> set[WhyNot]:
    with database.read() as session:
        found = session.get_one(Article, article_id)
        return set(why_not_published(session, found, now).values())


def test_it_goes_out_with_the_photo_that_was_found(database: Database, article: str) -> None:
    assert take_up(database, NOW) == []
    assert reasons(database, article, NOW) == {WhyNot.WAITS_FOR_PHOTO}
    with database.write() as session:
        photo = Image("https://news.example/1.jpg")
        add_photo(session, rows.known_article(session), photo, now=NOW)
    assert reasons(database, article, NOW) == {WhyNot.NOT_LOOKED_AT_YET}
    [made] = take_up(database, NOW)
    assert (made.state, made.photo_urls) == (State.SCHEDULED, ["https://news.example/1.jpg"])


def test_it_does_not_wait_for_ever(database: Database, article: str) -> None:
    assert take_up(database, NOW + PHOTO_WAIT - timedelta(seconds=1)) == []
    [made] = take_up(database, NOW + PHOTO_WAIT)
    assert (made.article_id, made.state, made.error_code) == (article, State.FAILED, "no_photos")


def test_urgent_news_wait_less(database: Database) -> None:
    with database.write() as session:
        rows.configuration(session)
        rows.account(session)
        bare(session, LATER, breaking=True)
    assert take_up(database, NOW) == []
    assert len(take_up(database, NOW + BREAKING_PHOTO_WAIT)) == 1


def test_a_page_that_will_not_pass_is_not_waited_for(database: Database) -> None:
    with database.write() as session:
        rows.configuration(session)
        rows.account(session)
        bare(session, PhotoSearch(code="page-unread", message="404"))
    assert [one.error_code for one in take_up(database, NOW)] == ["no_photos"]
