"""Articles that want to be published, or whose account takes everything."""

from datetime import timedelta

from tests.integration.publishing.silent import Silent
from tests.support import rows
from tests.support.rows import NOW
from zharia.accounts import SocialMediaConfig
from zharia.articles import Article
from zharia.posts import Style
from zharia.publishing.auto_publish import publish_new_articles
from zharia.publishing.event_types import EventType
from zharia.publishing.model import Publication
from zharia.publishing.staleness import FRESH_FOR
from zharia.publishing.states import State
from zharia.storage.database import Database


def take_up(database: Database) -> Silent:
    engine = Silent()
    with database.write() as session:
        if session.query(SocialMediaConfig).count() == 0:
            rows.configuration(session)
        publish_new_articles(session, engine, limits=Style(), now=NOW)
    return engine


def test_an_article_that_wants_it_goes_to_every_account(database: Database) -> None:
    with database.write() as session:
        rows.account(session, "kz")
        rows.account(session, "ru")
        rows.article(session, auto=True)
    assert len(take_up(database).woken) == 2
    assert take_up(database).woken == []


def test_an_account_that_takes_everything_takes_an_article_that_did_not_ask(
    database: Database,
) -> None:
    with database.write() as session:
        rows.account(session, "kz", auto_publish=True)
        rows.account(session, "ru")
        rows.article(session)
    assert len(take_up(database).woken) == 1


OLD = NOW - FRESH_FOR - timedelta(minutes=1)


def test_last_months_articles_are_not_news_to_an_accounts_rule(database: Database) -> None:
    with database.write() as session:
        rows.account(session, auto_publish=True)
        rows.article(session).published_at = OLD
    assert take_up(database).woken == []
    with database.read() as session:
        assert session.query(Article).one().auto_publish_checked_at == NOW
        assert session.query(Publication).count() == 0


def test_an_old_article_that_asks_for_it_goes_to_the_editor(database: Database) -> None:
    with database.write() as session:
        rows.account(session)
        rows.article(session, auto=True).published_at = OLD
    assert take_up(database).woken == []
    with database.read() as session:
        draft = session.query(Publication).one()
        assert (draft.state, draft.error_code) == (State.DRAFT, "too_old_to_go")
        assert [event.what for event in draft.events] == [
            EventType.COMPOSED,
            EventType.TOO_OLD_TO_GO,
        ]


def test_an_article_without_a_photo_is_kept_as_failed_with_the_remedy(database: Database) -> None:
    with database.write() as session:
        rows.account(session)
        rows.article(session, auto=True, photos=())
    assert take_up(database).woken == []
    with database.read() as session:
        publication = session.query(Publication).one()
        assert publication.state == State.FAILED
        assert (publication.error_code, publication.who_acts) == ("no_photos", "editor")
        assert publication.error_message
        assert "Add a photo" in publication.error_message


def test_the_accounts_fallback_picture_stands_in(database: Database) -> None:
    with database.write() as session:
        rows.account(session, fallback_photo="f" * 64)
        rows.article(session, auto=True, photos=())
    assert len(take_up(database).woken) == 1
    with database.read() as session:
        assert session.query(Publication).one().photo_urls == [f"stored:{'f' * 64}"]


def test_forty_photos_become_thirty_five_and_it_is_said(database: Database) -> None:
    with database.write() as session:
        rows.account(session)
        photos = tuple(f"https://news.example/{number}.jpg" for number in range(40))
        rows.article(session, auto=True, photos=photos)
    take_up(database)
    with database.read() as session:
        publication = session.query(Publication).one()
        assert publication.photo_urls == list(photos[:35])
        assert ["photos_left_out", "5"] in publication.notes
