"""One post for each article and account: held by the database, whoever acts and whenever."""

import logging
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, text, update
from sqlalchemy.exc import IntegrityError

from tests.integration.publishing.room import POLL, Room, accepts, status
from tests.support import rows
from tests.support.rows import NOW
from zharia.accounts import Account, Mode
from zharia.posts import Style
from zharia.publishing import actions
from zharia.publishing.creating import create_publications
from zharia.publishing.model import AccountPause, Publication
from zharia.publishing.orders import Order, Outcome, StillUnderWay
from zharia.publishing.states import LIVE, UNDER_WAY, State
from zharia.publishing.steps import NotPossible
from zharia.publishing.webhook_processing import process_pending
from zharia.storage.database import Database
from zharia.tiktok import Accepted

X = "p_inbox_url~v2.1"


@pytest.fixture
def room(database: Database) -> Room:
    return Room(database)


class _NoEngine:
    """Nobody is woken: the test itself is the worker."""

    def send(self, *_: object) -> None: ...


def order(room: Room, *, force: bool = False) -> Outcome:
    """A person publishes the article `1` on the account."""
    engine: Any = _NoEngine()
    with room.database.write() as session:
        article = rows.known_article(session)
        account = session.get_one(Account, room.account_id)
        now = room.database.now(session)
        wanted = Order("a", mode=Mode.INBOX, force=force)
        return create_publications(
            session, engine, article, [account], wanted, limits=Style(), now=now
        )[0]


def retry(room: Room, publication_id: str) -> None:
    with room.database.write() as session:
        known = session.get_one(Publication, publication_id)
        actions.retry(session, known, "Айгүл", room.database.now(session))


def set_state(room: Room, publication_id: str, state: State) -> None:
    with room.database.write() as session:
        session.execute(
            update(Publication).where(Publication.id == publication_id).values(state=state)
        )


def live(room: Room) -> list[str]:
    with room.database.read() as session:
        return [one.id for one in session.query(Publication) if State(one.state) in LIVE]


@pytest.mark.parametrize("state", sorted(UNDER_WAY | LIVE))
def test_the_database_itself_refuses_a_second_one(room: Room, state: State) -> None:
    one = room.publication()
    set_state(room, one, state)
    with pytest.raises(IntegrityError):
        room.publication(number=2)


def test_a_failed_one_is_not_sent_once_another_is_live(room: Room) -> None:
    first = room.publication()
    set_state(room, first, State.FAILED)
    second = order(room).publication_id
    assert second is not None
    with pytest.raises(NotPossible) as raised:
        retry(room, first)
    assert (raised.value.code, raised.value.other) == ("still_under_way", second)
    set_state(room, second, State.PUBLISHED)
    with pytest.raises(NotPossible) as raised:
        retry(room, first)
    assert (raised.value.code, raised.value.other) == ("already_live", second)
    assert room.state(first) is State.FAILED


def test_force_over_one_under_way_sends_nothing(room: Room) -> None:
    first = room.publication()
    room.advance(first)
    with pytest.raises(StillUnderWay) as raised:
        order(room, force=True)
    assert [one.id for one in raised.value.blocking.values()] == [first]


def test_force_over_one_at_rest_is_remembered_as_such(room: Room) -> None:
    first = room.publication()
    set_state(room, first, State.PUBLISHED)
    second = order(room, force=True).publication_id
    assert second is not None
    one = room.look(second)
    assert (one.repeat, one.repeat_of) == (2, first)


def test_of_retry_and_order_in_one_moment_one_wins(room: Room) -> None:
    first = room.publication()
    set_state(room, first, State.FAILED)

    def try_again() -> bool:
        try:
            retry(room, first)
        except NotPossible:
            return False
        return True

    again, made = room.at_once(try_again, lambda: not order(room).skipped)
    assert again != made
    with room.database.read() as session:
        going = [one for one in session.query(Publication) if State(one.state) in UNDER_WAY]
        assert len(going) == 1


def test_of_many_forced_orders_in_one_moment_one_is_made(room: Room) -> None:
    first = room.publication()
    set_state(room, first, State.PUBLISHED)

    def forced() -> bool:
        try:
            return not order(room, force=True).skipped
        except StillUnderWay:
            return False

    assert sum(room.at_once(*[forced] * 6)) == 1


def test_an_attempt_thought_dead_that_is_live_stops_what_was_to_replace_it(room: Room) -> None:
    first = room.publication()
    room.tiktok.on_init = accepts(X)
    room.advance(first)
    room.tiktok.statuses[X] = status("FAILED", reason="file_format_check_failed")
    room.pass_time(first, timedelta(0))
    room.follow()
    assert room.state(first) is State.FAILED
    second = order(room).publication_id
    assert second is not None
    room.webhook("post.publish.complete", X)
    assert (room.state(first), room.state(second)) == (State.PUBLISHED, State.CANCELLED)
    assert live(room) == [first]
    assert not room.look(first).doubled


def test_two_that_are_live_by_tiktoks_word_are_both_kept_and_named(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    first = room.publication()
    room.tiktok.on_init = accepts(X)
    room.advance(first)
    room.tiktok.statuses[X] = status("FAILED", reason="file_format_check_failed")
    room.pass_time(first, timedelta(0))
    room.follow()
    second = order(room).publication_id
    assert second is not None
    set_state(room, second, State.PUBLISHED)
    room.webhook("post.publish.complete", X)
    assert set(live(room)) == {first, second}
    assert room.look(first).doubled
    assert first in caplog.text
    assert second in caplog.text


def test_what_was_approved_before_another_became_live_is_not_sent(room: Room) -> None:
    first = room.publication()
    set_state(room, first, State.FAILED)
    second = order(room).publication_id
    assert second is not None
    # A database from before the rule, or a word of TikTok's between look and send.
    with room.database.write() as session:
        session.execute(
            update(Publication)
            .where(Publication.id == first)
            .values(state=State.PUBLISHED, doubled=True)
        )
    room.pass_time(second, timedelta(0))
    assert room.advance(second).state == State.CANCELLED
    assert room.tiktok.inits == []


def test_a_draft_is_not_approved_once_another_is_live(room: Room) -> None:
    first = room.publication(state=State.PUBLISHED, doubled=True)
    second = room.publication(number=2, state=State.DRAFT)
    with room.database.write() as session:
        known = session.get_one(Publication, second)
        with pytest.raises(NotPossible) as raised:
            actions.approve(session, known, "Айгүл", room.database.now(session))
    assert (raised.value.code, raised.value.other) == ("already_live", first)


class TestADatabaseOfTheVersionBefore:
    """Upgraded from revision 0007, whatever stands in it."""

    def upgraded(self, database: Database, states: list[State]) -> list[tuple[State, int, bool]]:
        """One article and account with publications in these states; how they stand afterwards."""
        with database.write() as session:
            article, account = rows.article(session), rows.account(session)
            for number, state in enumerate(states, start=1):
                rows.publication(
                    session, article, account, number=number, state=state, doubled=True
                )
            ids = (article.id, account.id)
        database.downgrade("0007")
        database.upgrade()
        with database.read() as session:
            found = (
                session.query(Publication)
                .filter_by(article_id=ids[0], account_id=ids[1])
                .order_by(Publication.number)
            )
            return [(State(one.state), one.repeat, one.doubled) for one in found]

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            (["published"], [("published", 1, False)]),
            (["failed", "published"], [("failed", 1, False), ("published", 1, False)]),
            (["published", "scheduled"], [("published", 1, False), ("scheduled", 2, False)]),
            # Two live ones: kept as they are, the second as if it had been ordered.
            (["published", "published"], [("published", 1, False), ("published", 2, False)]),
            # Forced over one that was perhaps sent: what was not sent yet is not sent any more.
            (["unconfirmed", "scheduled"], [("unconfirmed", 1, False), ("cancelled", 1, False)]),
            (["draft", "processing"], [("cancelled", 1, False), ("processing", 1, False)]),
            (["processing", "unconfirmed"], [("processing", 1, False), ("unconfirmed", 2, True)]),
        ],
    )
    def test_keeps_what_may_be_live_and_holds_the_rule_from_now_on(
        self,
        empty_database: Database,
        caplog: pytest.LogCaptureFixture,
        before: list[str],
        after: list[tuple[str, int, bool]],
    ) -> None:
        empty_database.upgrade()
        with caplog.at_level(logging.WARNING):
            found = self.upgraded(empty_database, [State(state) for state in before])
        assert found == [(State(state), repeat, doubled) for state, repeat, doubled in after]
        kept = [state for state, _, _ in found if state not in {State.FAILED, State.CANCELLED}]
        sent = len(kept) - kept.count(State.SCHEDULED)
        assert ("stands more than once" in caplog.text) == (sent > 1)
        with empty_database.read() as session:
            told = session.execute(
                text("SELECT count(*) FROM publication_events WHERE what = 'already live'")
            ).scalar()
        assert told == sum(state == State.CANCELLED for state, _, _ in found)


def test_a_repeat_leaves_as_the_first_post_did(room: Room) -> None:
    first = room.publication()
    room.tiktok.on_init = accepts(X)
    room.advance(first)
    room.webhook("post.publish.complete", X)
    second = order(room, force=True).publication_id
    assert second is not None
    room.tiktok.on_init = accepts("p_pub_url~v2.2")
    room.advance(second)
    room.webhook("post.publish.complete", "p_pub_url~v2.2")
    assert set(live(room)) == {first, second}
    assert not room.look(second).doubled
    assert room.look(second).created_at >= NOW


def test_a_whole_feed_ordered_by_force_skips_only_what_is_under_way(room: Room) -> None:
    going, out = room.publication("1"), room.publication("2")
    set_state(room, out, State.PUBLISHED)
    engine: Any = _NoEngine()
    wanted = Order("a", mode=Mode.INBOX, force=True, skip_under_way=True)
    with room.database.write() as session:
        account, now = session.get_one(Account, room.account_id), room.database.now(session)
        made = [
            create_publications(
                session,
                engine,
                rows.known_article(session, name),
                [account],
                wanted,
                limits=Style(),
                now=now,
            )[0]
            for name in ("1", "2")
        ]
    assert [outcome.skipped for outcome in made] == [True, False]
    assert made[0].publication_id == going


@pytest.mark.parametrize("answered", [True, False])
def test_one_that_is_live_after_all_calls_back_the_article_sent_in_its_place(
    room: Room, answered: bool
) -> None:
    first = failed_at_tiktok(room)
    second = order(room).publication_id
    assert second is not None
    room.tiktok.on_init = accepts("p_inbox_url~v2.2") if answered else room.tiktok.lost
    room.advance(second)
    room.webhook("post.publish.complete", X)
    # TikTok lacks its photos still, so no post can become of it.
    assert room.pull(second) == [False]
    assert (room.state(first), room.state(second)) == (State.PUBLISHED, State.CANCELLED)
    assert not room.look(first).doubled


def test_one_that_is_live_after_all_calls_back_what_is_being_sent_in_its_place(room: Room) -> None:
    first = failed_at_tiktok(room)
    second = order(room).publication_id
    assert second is not None
    again = "p_inbox_url~v2.2"

    def init(_post: Any) -> Accepted:
        room.webhook("post.publish.complete", X)
        return Accepted(publish_id=again, log_id="")

    room.tiktok.on_init = init
    room.advance(second)
    assert room.pull(second) == [False]
    room.webhook("post.publish.failed", again, reason="photo_pull_failed")
    with room.database.write() as session:
        session.get_one(AccountPause, room.account_id).not_before = None
    room.pass_time(second, timedelta(0))
    room.advance(second)
    assert (room.state(first), room.state(second)) == (State.PUBLISHED, State.CANCELLED)
    assert len(room.tiktok.inits) == 2


def failed_at_tiktok(room: Room) -> str:
    """One that TikTok took on and then failed for good."""
    first = room.publication()
    room.tiktok.on_init = accepts(X)
    room.advance(first)
    room.tiktok.statuses[X] = status("FAILED", reason="file_format_check_failed")
    room.pass_time(first, timedelta(0))
    room.follow()
    assert room.state(first) is State.FAILED
    return first


def test_a_webhook_that_met_an_order_in_one_moment_still_counts(postgres_copy: str) -> None:
    """On SQLite there is one writer, so the two cannot meet."""
    with closing(Database(postgres_copy)) as database:
        room = Room(database)
        first = failed_at_tiktok(room)
        made: list[Outcome] = []

        @event.listens_for(database.engine, "before_cursor_execute")
        def meet(*arguments: Any) -> None:
            statement: str = arguments[2]
            if not made and statement.startswith("UPDATE publications"):
                made.append(Outcome(room.account_id, None, None, skipped=True, message=""))
                made[0] = order(room)

        room.webhook("post.publish.complete", X)
        assert not made[0].skipped
        with database.write() as session:
            process_pending(session, database.now(session), POLL)
        second = made[0].publication_id
        assert second is not None
        assert (room.state(first), room.state(second)) == (State.PUBLISHED, State.CANCELLED)
