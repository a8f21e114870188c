"""Pages that update live: the token changes when they have something new to show, and only then."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from tests.support import rows
from tests.support.rows import NOW
from zharia.accounts import Account, AccountState, SocialMediaConfig
from zharia.publishing import rate_limits
from zharia.publishing.actions import cancel
from zharia.publishing.change_token import latest_change
from zharia.publishing.model import Publication, PublicationEvent
from zharia.storage.database import Database


def something_happened(session: Session) -> None:
    cancel(session, session.query(Publication).one(), "editor", NOW)


def an_earlier_line_came_later(session: Session) -> None:
    """Two transactions may end in the other order than they took their numbers."""
    session.add(
        PublicationEvent(
            id=2,
            publication_id=session.query(Publication).one().id,
            at=NOW,
            who="w",
            what="sending",
            state="submitting",
        )
    )


def an_article_came_in(session: Session) -> None:
    rows.article(session, "2")


def an_article_was_edited(session: Session) -> None:
    rows.known_article(session).updated_at = NOW + timedelta(seconds=1)


def an_account_was_lost(session: Session) -> None:
    session.query(Account).one().state = AccountState.NEEDS_RECONNECT


def tiktok_asked_an_account_to_wait(session: Session) -> None:
    rate_limits.pause_account(session, session.query(Account).one().id, NOW, "rate_limit_exceeded")


def a_setting_was_changed(session: Session) -> None:
    session.query(SocialMediaConfig).one().updated_at = NOW + timedelta(seconds=1)


@pytest.fixture
def room(database: Database) -> Database:
    with database.write() as session:
        rows.configuration(session)
        one = rows.publication(session, rows.article(session), rows.account(session))
        line = {"publication_id": one.id, "at": NOW, "who": "w", "state": one.state}
        session.add_all(PublicationEvent(id=number, what="x", **line) for number in (1, 3))
    return database


def token(database: Database) -> str:
    with database.read() as session:
        return latest_change(session)


@pytest.mark.parametrize(
    "news",
    [
        an_earlier_line_came_later,
        an_article_came_in,
        an_article_was_edited,
        an_account_was_lost,
        tiktok_asked_an_account_to_wait,
        a_setting_was_changed,
    ],
)
def test_news_changes_the_token(room: Database, news: Callable[[Session], None]) -> None:
    before = token(room)
    assert token(room) == before
    with room.write() as session:
        news(session)
    assert token(room) != before


def test_a_moved_publication_changes_the_token(database: Database) -> None:
    with database.write() as session:
        rows.configuration(session)
        rows.publication(session, rows.article(session), rows.account(session))
    before = token(database)
    with database.write() as session:
        something_happened(session)
    assert token(database) != before


def test_a_renewed_token_of_an_account_is_no_news(room: Database) -> None:
    before = token(room)
    with room.write() as session:
        account = session.query(Account).one()
        account.token_version += 1
        account.updated_at = account.access_expires_at = NOW + timedelta(hours=4)
        account.refresh_expires_at = NOW + timedelta(days=180)
    assert token(room) == before
