"""What waits of an article that its source has taken back stops; what is out is told."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from tests.integration.publishing.room import POLL, Room, accepts
from tests.integration.publishing.silent import Silent
from tests.support import rows
from tests.support.rows import NOW, poll
from tests.support.servers import NO_TLS
from tests.support.wordpress import WordPress, serve
from zharia.accounts import Account, Mode
from zharia.articles import Article, IncomingArticle, Scope, add_feed, article
from zharia.articles.content import Retraction, RetractionReason
from zharia.articles.feeds.rules import FeedRules
from zharia.articles.model import ArticleRetraction
from zharia.articles.retractions import (
    clear_retractions,
    retract,
    retractions_of,
    store_retractions,
)
from zharia.fetch import Fetcher
from zharia.media.library import StoredPhoto
from zharia.posts import Style
from zharia.publishing.auto_publish import publish_new_articles
from zharia.publishing.creating import create_publications
from zharia.publishing.event_types import EventType
from zharia.publishing.ledger import load
from zharia.publishing.model import Attempt, AttemptState, Publication
from zharia.publishing.orders import Order
from zharia.publishing.retracting import articles_to_recheck
from zharia.publishing.sender import Sender
from zharia.publishing.states import State
from zharia.publishing.status_kinds import StatusKind, StatusUpdate
from zharia.publishing.status_updates import apply
from zharia.publishing.why_not import WhyNot, why_not_published
from zharia.storage.database import Database
from zharia.tiktok import PostMode

LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def room(database: Database) -> Room:
    return Room(database)


def take(room: Room, publication_id: str, language: str = "kz") -> None:
    with room.database.write() as session:
        found = article(session, session.get_one(Publication, publication_id).article_id)
        assert found is not None
        now = room.database.now(session)
        retract(session, found, [language], RetractionReason.UNPUBLISHED, now=now)


def look(room: Room) -> None:
    """What the service does twice a second."""
    with room.database.write() as session:
        publish_new_articles(session, Silent(), limits=Style(), now=room.database.now(session))


def happenings(room: Room, publication_id: str) -> list[str]:
    return [event.what for event in room.look(publication_id).events]


@pytest.mark.parametrize("state", [State.DRAFT, State.SCHEDULED, State.PREPARING])
def test_what_was_not_sent_is_withdrawn_and_says_why(room: Room, state: State) -> None:
    waiting, other = room.publication("1"), room.publication("2")
    with room.database.write() as session:
        session.execute(update(Publication).where(Publication.id == waiting).values(state=state))
    take(room, waiting)
    look(room)
    look(room)
    one = room.look(waiting)
    assert (one.state, one.error_code) == (State.CANCELLED, "retracted")
    (event,) = (event for event in one.events if event.what == EventType.RETRACTED)
    assert event.detail == {"code": "unpublished"}
    assert room.look(other).state == State.SCHEDULED


def test_one_whose_turn_has_come_is_not_sent(room: Room) -> None:
    waiting = room.publication("1")
    room.tiktok.on_init = accepts("p_pub_url~v2.1")
    take(room, waiting)
    room.publisher.advance(waiting)
    assert room.look(waiting).state == State.CANCELLED
    assert room.tiktok.inits == []


@dataclass
class Slow:
    """While photos are made ready, the source takes the article back."""

    room: Room
    waiting: str

    def ready(self, url: str, *rest: Any) -> StoredPhoto:
        take(self.room, self.waiting)
        return self.room.context.photos.ready(url, *rest)


def test_one_that_is_taken_back_while_its_photos_are_made_ready_is_not_sent(room: Room) -> None:
    waiting = room.publication("1")
    room.tiktok.on_init = accepts("p_pub_url~v2.1")
    context = replace(room.context, photos=Slow(room, waiting))
    Sender(context, set()).advance(waiting)
    assert room.look(waiting).state == State.CANCELLED
    assert room.tiktok.inits == []


def test_another_language_goes_on(room: Room) -> None:
    waiting = room.publication("1")
    take(room, waiting, "ru")
    look(room)
    assert room.look(waiting).state == State.SCHEDULED


@pytest.mark.parametrize("state", [State.PUBLISHED, State.DELIVERED])
def test_what_is_out_is_told_to_an_editor_once(room: Room, state: State) -> None:
    out = room.publication("1")
    with room.database.write() as session:
        session.execute(
            update(Publication).where(Publication.id == out).values(state=state, published_at=NOW)
        )
    take(room, out)
    look(room)
    look(room)
    one = room.look(out)
    assert (one.state, one.error_code, one.who_acts) == (state, "retracted_live", "editor")
    assert happenings(room, out).count(EventType.RETRACTED_LIVE) == 1
    with room.database.write() as session:
        clear_retractions(session, {(one.article_id, "kz")}, room.database.now(session))
    look(room)
    assert room.look(out).error_code is None
    assert happenings(room, out)[-1] == EventType.SHOWN_AGAIN


def test_nobody_is_asked_to_delete_what_is_deleted(room: Room) -> None:
    out = room.publication("1", post_mode=PostMode.DIRECT_POST)
    with room.database.write() as session:
        one = session.get_one(Publication, out)
        sent = rows.attempt(session, one, publish_id="p_pub_url~v2.1", state=AttemptState.LIVE)
        one.state, one.publish_id, one.post_id = State.PUBLISHED, sent.publish_id, "7" * 19
    take(room, out)
    look(room)
    assert room.look(out).error_code == "retracted_live"
    with room.database.write() as session:
        one, attempt = load(session, out), session.get_one(Attempt, sent.id)
        gone = StatusUpdate(StatusKind.NOT_PUBLIC, post_id="7" * 19)
        apply(session, one, attempt, gone, now=LATER, poll=POLL)
    look(room)
    one = room.look(out)
    assert (one.state, one.error_code, one.who_acts) == (State.REMOVED, None, None)


def test_what_a_person_orders_all_the_same_goes_out(room: Room) -> None:
    waiting = room.publication("1")
    take(room, waiting)
    look(room)
    with room.database.write() as session:
        found = article(session, room.look(waiting).article_id)
        assert found is not None
        account = session.get_one(Account, room.account_id)
        now = room.database.now(session)
        (made,) = create_publications(
            session, Silent(), found, [account], Order("aliya"), limits=Style(), now=now
        )
    look(room)
    assert made.publication_id is not None
    assert room.look(made.publication_id).state in {State.SCHEDULED, State.DRAFT}


@pytest.mark.parametrize("asks", [True, False])
def test_an_article_that_comes_back_is_looked_at_as_if_it_were_new(room: Room, asks: bool) -> None:
    with room.database.write() as session:
        session.get_one(Account, room.account_id).auto_publish = asks
        session.get_one(Account, room.account_id).mode = Mode.AUTO
        made = rows.article(session, "1", auto=False)
        article_id = made.id
    look(room)
    if not asks:
        with room.database.write() as session:
            rows.publication(session, made, session.get_one(Account, room.account_id))
    with room.database.read() as session:
        first = session.query(Publication).one()
    take(room, first.id)
    look(room)
    with room.database.read() as session:
        found = session.get_one(Article, article_id)
        assert why_not_published(session, found, NOW) == {room.account_id: WhyNot.RETRACTED}
    # Its source delivers the very same again.
    with room.database.write() as session:
        rows.article(session, "1", auto=False)
        assert session.scalars(select(ArticleRetraction)).all() == []
    look(room)
    look(room)
    assert room.look(first.id).error_code == "shown_again"
    assert happenings(room, first.id).count(EventType.SHOWN_AGAIN) == 1
    with room.database.read() as session:
        others = session.query(Publication).filter(Publication.id != first.id).all()
        assert [one.state for one in others] == ([State.SCHEDULED] if asks else [])
        reasons = why_not_published(session, session.get_one(Article, article_id), NOW)
    assert reasons == ({} if asks else {room.account_id: WhyNot.NOT_AUTOMATIC})


def test_one_that_was_taken_back_before_anybody_looked_is_not_made(room: Room) -> None:
    with room.database.write() as session:
        made = rows.article(session, "1", auto=True)
        retract(session, made, ["kz"], RetractionReason.DELETED, now=NOW)
    look(room)
    with room.database.read() as session:
        assert session.query(Publication).count() == 0
        reasons = why_not_published(session, session.get_one(Article, made.id), NOW)
        assert reasons == {room.account_id: WhyNot.RETRACTED}


def test_what_was_taken_back_of_an_article_holds_for_what_it_is_joined_into(
    database: Database,
) -> None:
    with database.write() as session:
        for number, language in enumerate(("kz", "ru")):
            whole = rows.content()
            version = next(one for one in whole.translations if one.language == language)
            delivery = IncomingArticle(
                language,
                replace(whole, translations=(version,)),
                published_at=NOW,
                scope=Scope.LANGUAGES,
                keys=(language,),
            )
            rows.store(session, "news.example", [delivery], now=NOW + number * timedelta(seconds=1))
            if language == "ru":
                taken = [Retraction(delivery, RetractionReason.DELETED)]
                assert store_retractions(session, "news.example", taken, now=LATER) == taken
                # Known by now.
                assert store_retractions(session, "news.example", taken, now=LATER) == []
        joined = replace(delivery, keys=("both",), shared_keys=("kz", "ru"))
        (stored,) = rows.store(session, "news.example", [joined], now=LATER)
        kept = retractions_of(session, stored.article_id)
        assert session.query(Article).filter(Article.joined_into.is_not(None)).count() == 1
        # It was delivered once more just now.
        assert kept == {}


@pytest.fixture
def site() -> Iterator[WordPress]:
    with serve() as site:
        yield site


def test_a_trashed_post_of_a_watched_site_stops_what_waits_of_it(
    room: Room, site: WordPress
) -> None:
    for number in range(1, 4):
        site.write(number, NOW + timedelta(minutes=number), title=f"Жаңалық {number}")
    with room.database.write() as session:
        session.get_one(Account, room.account_id).auto_publish = True
        feed_id = add_feed(session, site.feed, now=NOW, rules=FeedRules()).id
    with Fetcher(allow_loopback=True, tls=NO_TLS) as fetcher:

        def visit(minutes: int) -> None:
            now = NOW + timedelta(minutes=minutes)
            poll(room.database, fetcher, feed_id, now, early=True, to_check=articles_to_recheck)
            look(room)

        visit(10)
        with room.database.read() as session:
            waiting = {one.title: one.id for one in session.query(Publication)}
        assert len(waiting) == 3
        site.posts[2].status = "trash"
        visit(20)
        states = {title: room.look(one).state for title, one in waiting.items()}
        assert [state for title, state in states.items() if "2" in title] == [State.CANCELLED]
        assert list(states.values()).count(State.SCHEDULED) == 2
        site.posts[2].status = "publish"
        visit(40)
        with room.database.read() as session:
            again = session.query(Publication).filter(Publication.title.contains("2")).all()
        assert sorted(one.state for one in again) == [State.CANCELLED, State.SCHEDULED]
