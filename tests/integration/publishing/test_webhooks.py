"""TikTok's webhooks move the ledger forward, whatever their order and number."""

import itertools
import json
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event as sa_event

from tests.integration.publishing.room import Room, accepts
from tests.support import rows
from tests.support.rows import NOW
from zharia.accounts import Account
from zharia.publishing import ledger
from zharia.publishing.event_types import EventType
from zharia.publishing.model import AccountPause, Attempt, AttemptState, Publication
from zharia.publishing.public_posts import further_ids
from zharia.publishing.pulls import Requester, add_receipt
from zharia.publishing.states import State
from zharia.publishing.webhook_model import PostOrigin, UnknownPost
from zharia.publishing.webhook_processing import process_pending
from zharia.publishing.webhooks import Delivery, store
from zharia.storage.connection_pools import lock_timeout
from zharia.storage.database import Database

POLL = timedelta(seconds=5)
PUBLISH_ID = "p_pub_url~v2.1"


def tell(database: Database, account: Account, event: str, **content: Any) -> None:
    """One delivery, stored and worked on."""
    fields = {"publish_id": PUBLISH_ID, "publish_type": "DIRECT_PUBLISH"} | content
    body = json.dumps(
        {
            "client_key": "key",
            "event": event,
            "create_time": int(NOW.timestamp()) + 2,
            "user_openid": account.open_id,
            "content": json.dumps(fields),
        }
    )
    with database.write() as session:
        store(session, [Delivery(body, event, NOW, late=False)], NOW)
    with database.write() as session:
        process_pending(session, NOW + timedelta(seconds=3), POLL)


@pytest.fixture
def account(database: Database) -> Account:
    with database.write() as session:
        return rows.account(session)


def sent(
    database: Database, account: Account, state: State = State.UNCONFIRMED, **attempt: Any
) -> tuple[str, str]:
    """A publication that was sent; the ids of it and of its attempt."""
    with database.write() as session:
        publication = rows.publication(
            session,
            rows.article(session, f"{state}{len(attempt)}{session.query(Publication).count()}"),
            account,
            state=state,
            submitted_at=NOW,
            publish_id=attempt.get("publish_id"),
        )
        return publication.id, rows.attempt(session, publication, **attempt).id


def state_of(database: Database, publication_id: str) -> State:
    with database.read() as session:
        return State(session.get_one(Publication, publication_id).state)


def test_a_publish_id_that_nobody_was_told_moves_nothing_by_itself(
    database: Database, account: Account
) -> None:
    publication_id, attempt_id = sent(database, account, first_pulled_at=NOW, all_pulled_at=NOW)
    for event in ("post.publish.complete", "post.publish.failed"):
        tell(database, account, event, reason="internal")
    assert state_of(database, publication_id) is State.UNCONFIRMED
    with database.read() as session:
        assert session.get_one(Attempt, attempt_id).publish_id is None
        unknown = session.get_one(UnknownPost, PUBLISH_ID)
        assert (unknown.kind, unknown.origin) == ("complete", PostOrigin.OPEN)
        # Kept once, however often TikTok says it; the story of nobody's post is not told.
        assert session.query(UnknownPost).count() == 1
        assert session.get_one(Publication, publication_id).events == []


def test_an_event_of_an_account_that_is_not_ours_is_not_kept(
    database: Database, account: Account
) -> None:
    account.open_id = "somebody"
    tell(database, account, "post.publish.complete")
    with database.read() as session:
        assert session.query(UnknownPost).count() == 0


def test_an_earlier_attempt_that_went_live_after_all_stops_the_next_one(
    database: Database, account: Account
) -> None:
    publication_id, attempt_id = sent(
        database, account, State.SCHEDULED, publish_id=PUBLISH_ID, answered_at=NOW
    )
    tell(database, account, "post.publish.complete")
    assert state_of(database, publication_id) is State.PUBLISHED
    with database.read() as session:
        assert session.get_one(Publication, publication_id).attempt_id == attempt_id


EVENTS = {
    "post.publish.complete": {},
    "post.publish.publicly_available": {"post_id": "7359004505426580365"},
    "post.publish.inbox_delivered": {},
}


@pytest.mark.parametrize("order", list(itertools.permutations(EVENTS)))
def test_any_order_ends_published_with_every_digit_of_the_id(
    database: Database, account: Account, order: tuple[str, ...]
) -> None:
    publication_id, _ = sent(
        database, account, State.PROCESSING, publish_id=PUBLISH_ID, answered_at=NOW
    )
    for event in order:
        tell(database, account, event, **EVENTS[event])
        tell(database, account, event, **EVENTS[event])
    with database.read() as session:
        publication = session.get_one(Publication, publication_id)
        assert publication.state == State.PUBLISHED
        assert publication.post_id == "7359004505426580365"


def test_a_failure_after_success_is_not_believed(database: Database, account: Account) -> None:
    publication_id, _ = sent(
        database, account, State.PUBLISHED, publish_id=PUBLISH_ID, answered_at=NOW
    )
    tell(database, account, "post.publish.failed", reason="internal")
    assert state_of(database, publication_id) is State.PUBLISHED


def test_a_post_that_is_no_longer_public_is_removed(database: Database, account: Account) -> None:
    publication_id, _ = sent(
        database, account, State.PUBLISHED, publish_id=PUBLISH_ID, answered_at=NOW
    )
    tell(
        database,
        account,
        "post.publish.no_longer_publicaly_available",
        post_id="7359004505426580365",
    )
    assert state_of(database, publication_id) is State.REMOVED


@pytest.mark.parametrize("order", list(itertools.permutations(["complete", "inbox", "gone"])))
def test_a_post_that_was_taken_down_is_not_brought_back_by_news_from_before(
    database: Database, account: Account, order: tuple[str, ...]
) -> None:
    """That it was published, or lay in the inbox, does not say that it is public by now."""
    publication_id, _ = sent(
        database, account, State.PROCESSING, publish_id=PUBLISH_ID, answered_at=NOW
    )
    events = {
        "complete": "post.publish.complete",
        "inbox": "post.publish.inbox_delivered",
        "gone": "post.publish.no_longer_publicaly_available",
    }
    for name in order:
        tell(database, account, events[name], post_id="7359004505426580365")
    assert state_of(database, publication_id) is State.REMOVED


def test_a_pull_that_failed_though_we_served_it_is_tried_again(
    database: Database, account: Account
) -> None:
    publication_id, _ = sent(
        database,
        account,
        State.PROCESSING,
        publish_id=PUBLISH_ID,
        answered_at=NOW,
        first_pulled_at=NOW,
    )
    tell(database, account, "post.publish.failed", reason="photo_pull_failed")
    assert state_of(database, publication_id) is State.SCHEDULED


def test_a_pull_that_never_reached_us_is_tried_again_soon(
    database: Database, account: Account
) -> None:
    publication_id, _ = sent(
        database, account, State.PROCESSING, publish_id=PUBLISH_ID, answered_at=NOW
    )
    tell(database, account, "post.publish.failed", reason="photo_pull_failed")
    with database.read() as session:
        publication = session.get_one(Publication, publication_id)
        assert publication.state == State.SCHEDULED
        assert publication.wake_at is not None
        assert publication.wake_at < NOW + timedelta(minutes=1)


@pytest.mark.parametrize(("answered", "came"), [(404, True), (503, False), (None, False)])
def test_three_pulls_that_failed_ask_the_administrator(
    database: Database, account: Account, answered: int | None, came: bool
) -> None:
    """Where nobody ever came, or we could not answer, the hosting is at fault and not this post:
    its line waits.
    """
    publication_id, attempt_id = sent(
        database, account, State.PROCESSING, publish_id=PUBLISH_ID, answered_at=NOW
    )
    with database.write() as session:
        if answered is not None:
            visitor = Requester("GET", "203.0.113.7", "ByteDance")
            add_receipt(session, attempt_id, 1, visitor, status=answered, now=NOW)
        publication = session.get_one(Publication, publication_id)
        current = publication.attempt_id
        for number in (2, 3):
            rows.attempt(
                session, publication, number, publish_id=f"p{number}", state=AttemptState.REFUSED
            )
        publication.attempt_id = current
    tell(database, account, "post.publish.failed", reason="photo_pull_failed")
    with database.read() as session:
        publication = session.get_one(Publication, publication_id)
        after = State.FAILED if came else State.SCHEDULED
        assert (publication.state, publication.who_acts) == (after, "admin")
        pause = session.get(AccountPause, account.id)
        assert (pause is not None and pause.reason == "photo_pull_failed") is not came


def test_a_draft_in_the_inbox_that_meets_the_days_cap_fails_for_good(
    database: Database, account: Account
) -> None:
    """TikTok has it already, so nothing may be sent again, not even tomorrow."""
    publication_id, _ = sent(
        database, account, State.DELIVERED, publish_id=PUBLISH_ID, answered_at=NOW
    )
    tell(database, account, "post.publish.failed", reason="spam_risk_too_many_posts")
    assert state_of(database, publication_id) is State.FAILED
    with database.read() as session:
        assert session.get_one(Publication, publication_id).who_acts == "editor"


class TestADraftThatBecomesSeveralPosts:
    """Each public id is kept, told once, and none is lost when another goes."""

    A, B = "7359004505426580365", "7359004505426580366"
    PUBLIC = "post.publish.publicly_available"
    GONE = "post.publish.no_longer_publicaly_available"

    @pytest.fixture
    def publication_id(self, database: Database, account: Account) -> str:
        publication_id, _ = sent(
            database, account, State.DELIVERED, publish_id=PUBLISH_ID, answered_at=NOW
        )
        with database.write() as session:
            session.get_one(Publication, publication_id).post_mode = "MEDIA_UPLOAD"
        tell(database, account, "post.publish.complete")
        return publication_id

    def known(self, database: Database, publication_id: str) -> tuple[State, str | None, list[str]]:
        with database.read() as session:
            one = session.get_one(Publication, publication_id)
            return State(one.state), one.post_id, further_ids(one)

    def story(self, database: Database, publication_id: str) -> list[tuple[str, str]]:
        with database.read() as session:
            events = session.get_one(Publication, publication_id).events
            return [(one.what, one.detail["post_id"]) for one in events if "post_id" in one.detail]

    @pytest.mark.parametrize("first", [0, 1])
    def test_both_ids_are_kept_and_the_story_tells_of_both(
        self, database: Database, account: Account, publication_id: str, first: int
    ) -> None:
        one, other = (self.A, self.B)[first], (self.A, self.B)[1 - first]
        for _ in range(2):
            tell(database, account, self.PUBLIC, post_id=one)
            tell(database, account, "post.publish.complete", once="more")
            tell(database, account, self.PUBLIC, post_id=other)
        assert self.known(database, publication_id) == (State.PUBLISHED, one, [other])
        assert self.story(database, publication_id) == [
            (EventType.PUBLIC, one),
            (EventType.FURTHER_POST, other),
        ]

    @pytest.mark.parametrize("gone", [0, 1])
    def test_what_is_left_stands_for_the_publication(
        self, database: Database, account: Account, publication_id: str, gone: int
    ) -> None:
        ids = [self.A, self.B]
        for post_id in ids:
            tell(database, account, self.PUBLIC, post_id=post_id)
        tell(database, account, self.GONE, post_id=ids[gone])
        left = ids[1 - gone]
        assert self.known(database, publication_id) == (State.PUBLISHED, left, [])
        assert self.story(database, publication_id)[-1] == (EventType.NOT_PUBLIC, ids[gone])
        tell(database, account, self.GONE, post_id=left)
        assert self.known(database, publication_id)[0] is State.REMOVED

    def test_said_once_more_it_is_asked_for_at_once(
        self, database: Database, account: Account, publication_id: str
    ) -> None:
        tell(database, account, self.PUBLIC, post_id=self.A)
        with database.write() as session:
            session.get_one(Publication, publication_id).wake_at = None
        tell(database, account, "post.publish.complete", second="post")
        with database.read() as session:
            assert session.get_one(Publication, publication_id).wake_at is not None


def test_one_that_a_worker_holds_stops_no_other_of_its_round(postgres_copy: str) -> None:
    with closing(Database(postgres_copy)) as database:
        room = Room(database)
        names = {}
        for number in range(3):
            publish_id = f"v_inbox_url~v2.{number}"
            room.tiktok.on_init = accepts(publish_id)
            names[publish_id] = room.publication(str(number), photos=1)
            room.advance(names[publish_id])
        with database.write() as held:
            ledger.lock(held, names["v_inbox_url~v2.1"])
            token = lock_timeout.set(0.1)
            try:
                room.tell("post.publish.inbox_delivered", *names)
            finally:
                lock_timeout.reset(token)
            found = [room.state(one) for one in names.values()]
            assert found == [State.DELIVERED, State.PROCESSING, State.DELIVERED]
        room.process_webhooks()
        assert {room.state(one) for one in names.values()} == {State.DELIVERED}


def test_two_about_the_same_post_in_one_round_are_both_applied(database: Database) -> None:
    room = Room(database)
    room.tiktok.on_init = accepts(PUBLISH_ID)
    one = room.publication(photos=1)
    room.advance(one)
    undone: list[str] = []
    sa_event.listen(database.engine, "rollback_savepoint", lambda _, name, __: undone.append(name))
    room.tell("post.publish.inbox_delivered", PUBLISH_ID, PUBLISH_ID)
    assert room.state(one) is State.DELIVERED
    # In one go: neither had to be processed by itself.
    assert not undone
    told = [line.what for line in room.look(one).events]
    assert told.count(EventType.DELIVERED) == 1
