"""Evidence that cannot be misread: glances, foreign posts, late answers, contradictions."""

from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from tests.integration.publishing.room import PATIENCE, SIZE, Room, accepts, status
from zharia.publishing.actions import Ending, resolve
from zharia.publishing.evidence import ASK_AFTER
from zharia.publishing.leases import LEASE
from zharia.publishing.model import AccountPause, AttemptState, Publication, RateSlot
from zharia.publishing.pulls import Requester, add_receipt
from zharia.publishing.schedule import STATUS_TIMEOUT as PATIENCE_WITH_TIKTOK
from zharia.publishing.states import State
from zharia.publishing.steps import NotPossible
from zharia.publishing.transitions import record_answer
from zharia.publishing.webhook_model import PostOrigin, UnknownPost
from zharia.storage.database import Database
from zharia.tiktok import Accepted
from zharia.tiktok.errors import CreatorBlocked, TikTokFault

X = "p_inbox_url~v2.1"


@pytest.fixture
def room(database: Database) -> Room:
    return Room(database)


def origin(room: Room, publish_id: str = X) -> PostOrigin:
    with room.database.read() as session:
        return PostOrigin(session.get_one(UnknownPost, publish_id).origin)


def what(one: Publication) -> list[str]:
    return [event.what for event in one.events]


class TestAPostThatOnlyAWebhookToldOf:
    def test_of_somebody_else_makes_no_success_of_an_init_that_never_arrived(
        self, room: Room
    ) -> None:
        one = room.publication()
        room.advance(one)
        room.tiktok.statuses[X] = status("PUBLISH_COMPLETE", downloaded=555)
        room.webhook("post.publish.complete", X)
        room.follow()
        assert (room.state(one), origin(room)) == (State.UNCONFIRMED, PostOrigin.FOREIGN)
        assert room.attempt(one).publish_id is None

    def test_of_somebody_else_makes_no_success_of_one_whose_photos_were_all_fetched(
        self, room: Room
    ) -> None:
        one = room.publication()
        room.advance(one)
        room.pull(one)
        room.tiktok.statuses[X] = status("PUBLISH_COMPLETE", downloaded=2 * SIZE + 1)
        room.webhook("post.publish.complete", X)
        room.follow()
        assert (room.state(one), origin(room)) == (State.PROCESSING, PostOrigin.FOREIGN)

    def test_of_somebody_else_that_failed_sends_nothing_again(self, room: Room) -> None:
        one = room.publication()
        room.advance(one)
        room.pull(one)
        room.tiktok.statuses[X] = status("FAILED", reason="internal", downloaded=77)
        room.webhook("post.publish.failed", X, reason="internal")
        room.follow()
        room.follow()
        assert (room.state(one), origin(room)) == (State.PROCESSING, PostOrigin.NOBODYS)
        assert len(room.tiktok.inits) == 1

    def test_with_just_our_bytes_is_ours(self, room: Room) -> None:
        one = room.publication()
        room.advance(one)
        room.pull(one)
        room.tiktok.statuses[X] = status("SEND_TO_USER_INBOX", downloaded=2 * SIZE)
        room.webhook("post.publish.inbox_delivered", X)
        room.follow()
        assert (room.state(one), origin(room)) == (State.DELIVERED, PostOrigin.OURS)
        assert room.attempt(one).publish_id == X

    def test_that_is_ours_and_failed_sends_nothing_again_by_itself(self, room: Room) -> None:
        one = room.publication()
        room.advance(one)
        room.pull(one)
        room.tiktok.statuses[X] = status("FAILED", reason="internal", downloaded=2 * SIZE)
        room.webhook("post.publish.failed", X, reason="internal")
        room.follow()
        assert room.state(one) is State.FAILED
        room.advance(one)
        assert len(room.tiktok.inits) == 1

    def test_that_failed_without_a_byte_and_is_complete_after_all_is_ours(self, room: Room) -> None:
        one = room.publication()
        room.advance(one)
        room.pull(one)
        room.tiktok.statuses[X] = status("FAILED", reason="internal")
        room.webhook("post.publish.failed", X, reason="internal")
        room.follow()
        assert origin(room) is PostOrigin.NOBODYS
        room.tiktok.statuses[X] = status("PUBLISH_COMPLETE", downloaded=2 * SIZE)
        room.webhook("post.publish.complete", X)
        room.follow()
        assert (room.state(one), origin(room)) == (State.PUBLISHED, PostOrigin.OURS)

    def test_and_that_tiktok_does_not_know_is_somebody_elses_in_the_end(self, room: Room) -> None:
        room.webhook("post.publish.complete", X)
        for _ in range(10):
            with room.database.write() as session:
                session.get_one(UnknownPost, X).ask_at = room.database.now(session)
            room.follow()
        assert origin(room) is PostOrigin.FOREIGN
        assert room.tiktok.asked == [X] * 10

    def test_is_kept_once_however_often_it_comes(self, room: Room) -> None:
        ones = [room.publication("1"), room.publication("2")]
        for one in ones:
            room.advance(one)
            room.pull(one)
            # Two at once happen only where the first one's doubt has lasted.
            room.pass_time(one, timedelta(minutes=3))
        for number in range(20):
            room.webhook("post.publish.complete", X, post_id=str(number))
        with room.database.read() as session:
            assert session.query(UnknownPost).count() == 1
        assert all("may be meant" not in what(room.look(one)) for one in ones)


class TestTwoLostAnswers:
    def both(self, room: Room) -> list[str]:
        """Both photos of both were fetched, and neither was answered; the bytes are the same."""
        ones = [room.publication("1"), room.publication("2")]
        for one in ones:
            room.advance(one)
            room.pull(one)
            room.follow()
            room.pass_time(one, timedelta(minutes=3))
            assert room.state(one) is State.PROCESSING
        return ones

    def test_are_both_live_once_as_many_posts_are(self, room: Room) -> None:
        ones = self.both(room)
        for number in (1, 2):
            publish_id = f"p_inbox_url~v2.{number}"
            room.tiktok.statuses[publish_id] = status("PUBLISH_COMPLETE", downloaded=2 * SIZE)
            room.webhook("post.publish.complete", publish_id)
            room.follow()
        assert [room.state(one) for one in ones] == [State.PUBLISHED] * 2
        assert not any(room.look(one).needs_resolution for one in ones)

    def test_do_not_spoil_the_account_once_a_person_has_spoken(self, room: Room) -> None:
        ones = self.both(room)
        for one in ones:
            room.pass_time(one, ASK_AFTER)
            room.follow()
            with room.database.write() as session:
                known = session.get_one(Publication, one)
                resolve(session, known, Ending.LIVE, "Айгүл", room.database.now(session))
        third = room.publication("3")
        room.advance(third)
        room.pull(third)
        room.tiktok.statuses[X] = status("PUBLISH_COMPLETE", downloaded=2 * SIZE)
        room.webhook("post.publish.complete", X)
        room.follow()
        assert room.state(third) is State.PUBLISHED

    def test_never_happen_within_two_minutes(self, room: Room) -> None:
        first, second = room.publication("1"), room.publication("2")
        room.advance(first)
        assert room.advance(second).state == State.SCHEDULED
        assert len(room.tiktok.inits) == 1
        room.pass_time(first, timedelta(minutes=2))
        room.pass_time(second, timedelta(0))
        room.advance(second)
        assert len(room.tiktok.inits) == 2


class TestAGlance:
    @pytest.mark.parametrize("method", ["HEAD", "GET"])
    def test_by_anybody_does_not_keep_a_story_from_going_out(self, room: Room, method: str) -> None:
        """A HEAD, or a GET that broke off, of an init that never arrived."""
        one = room.publication()
        room.advance(one)
        with room.database.write() as session:
            now = room.database.now(session)
            for number in (1, 2):
                visitor = Requester(method, "198.51.100.1", "preview")
                add_receipt(
                    session, room.attempt(one).id, number, visitor, status=200, now=now, size=9
                )
        room.pass_time(one, PATIENCE)
        room.follow()
        assert room.state(one) is State.SCHEDULED

    def test_at_one_of_two_photos_does_not_either(self, room: Room) -> None:
        one = room.publication()
        room.advance(one)
        room.pull(one, 1)
        room.pass_time(one, PATIENCE)
        room.follow()
        assert room.state(one) is State.SCHEDULED
        # TikTok may come for the second photo whenever it likes.
        assert room.pull(one, 2) == [False]

    def test_at_the_second_photo_renews_patience(self, room: Room) -> None:
        one = room.publication(photos=3)
        room.advance(one)
        room.pass_time(one, PATIENCE)
        room.pull(one, 1)
        room.follow()
        assert room.state(one) is State.UNCONFIRMED


class TestALateAnswer:
    def lose_the_lease(
        self, room: Room, one: str, then: Callable[[], Accepted]
    ) -> Callable[[Any], Accepted]:
        """The worker is frozen while TikTok answers; another one takes over meanwhile."""

        def init(_post: Any) -> Accepted:
            with room.database.write() as session:
                known = session.get_one(Publication, one)
                known.lease_until = room.database.now(session) - LEASE
            room.publisher.advance(one)
            return then()

        return init

    def test_is_kept_though_the_publication_has_gone_back_in_line(self, room: Room) -> None:
        one = room.publication()

        def answer() -> Accepted:
            assert room.state(one) is State.UNCONFIRMED
            room.pass_time(one, PATIENCE)
            room.follow()
            assert room.state(one) is State.SCHEDULED
            return Accepted(publish_id=X, log_id="")

        room.tiktok.on_init = self.lose_the_lease(room, one, answer)
        room.advance(one)
        (first,) = room.attempts(one)
        assert (first.publish_id, first.state) == (X, AttemptState.REVOKED)
        assert "answered late" in what(room.look(one))
        # Nobody follows it any more, so its end is asked for.
        room.tiktok.statuses[X] = status("FAILED", reason="photo_pull_failed")
        room.follow()
        assert room.tiktok.asked == [X]
        assert room.state(one) is State.SCHEDULED

    def test_is_followed_at_once_where_it_is_still_waited_for(self, room: Room) -> None:
        one = room.publication()
        room.tiktok.on_init = self.lose_the_lease(
            room, one, lambda: Accepted(publish_id=X, log_id="")
        )
        room.advance(one)
        room.follow()
        assert (room.state(one), room.look(one).publish_id) == (State.PROCESSING, X)

    def test_that_came_after_a_person_had_spoken_corrects_them(self, room: Room) -> None:
        one = room.publication()

        def answer() -> Accepted:
            room.pull(one)
            room.follow()
            room.pass_time(one, ASK_AFTER)
            room.follow()
            with room.database.write() as session:
                known = session.get_one(Publication, one)
                resolve(session, known, Ending.NOT_LIVE, "Айгүл", room.database.now(session))
            assert room.state(one) is State.FAILED
            return Accepted(publish_id=X, log_id="")

        room.tiktok.on_init = self.lose_the_lease(room, one, answer)
        room.advance(one)
        room.tiktok.statuses[X] = status("PUBLISH_COMPLETE", downloaded=2 * SIZE)
        room.follow()
        assert room.state(one) is State.PUBLISHED


class TestARefusal:
    def test_is_not_believed_where_tiktok_had_fetched_everything(self, room: Room) -> None:
        one = room.publication()

        def init(_post: Any) -> Accepted:
            room.pull(one)
            raise CreatorBlocked(code="spam_risk")

        room.tiktok.on_init = init
        assert room.advance(one).state == State.UNCONFIRMED
        assert "refused though pulled" in what(room.look(one))
        room.follow()
        assert room.state(one) is State.PROCESSING

    def test_takes_the_photos_away(self, room: Room) -> None:
        one = room.publication()

        def init(_post: Any) -> Accepted:
            room.pull(one, 1)
            raise CreatorBlocked(code="spam_risk")

        room.tiktok.on_init = init
        room.advance(one)
        assert room.attempt(one).state == AttemptState.REFUSED
        assert room.pull(one, 2) == [False]


class TestNobodyWaitsForEver:
    def test_an_editor_may_say_how_it_ended_when_a_pull_is_all_there_is_for_half_an_hour(
        self, room: Room
    ) -> None:
        one = room.publication()
        room.advance(one)
        room.pull(one)
        room.follow()
        with room.database.write() as session:
            known = session.get_one(Publication, one)
            now = room.database.now(session)
            with pytest.raises(NotPossible) as raised:
                resolve(session, known, Ending.LIVE, "Айгүл", now)
        assert raised.value.code == "still_followed"
        room.pass_time(one, ASK_AFTER)
        room.follow()
        assert room.look(one).needs_resolution
        room.pass_time(one, timedelta(hours=1))
        room.follow()
        assert what(room.look(one)).count("asks a person") == 1

    def test_a_post_that_tiktok_does_not_know_is_a_persons(self, room: Room) -> None:
        one = room.publication()
        room.tiktok.on_init = accepts(X)
        room.advance(one)
        room.pass_time(one, timedelta(0))
        room.follow()
        # Once or twice that happens to every post.
        assert not room.look(one).needs_resolution
        room.pass_time(one, timedelta(minutes=1))
        room.follow()
        assert (room.state(one), room.look(one).needs_resolution) == (State.PROCESSING, True)
        # Should TikTok know it after all, nobody is asked any more.
        room.tiktok.statuses[X] = status("SEND_TO_USER_INBOX", downloaded=2 * SIZE)
        room.pass_time(one, timedelta(0))
        room.follow()
        assert (room.state(one), room.look(one).needs_resolution) == (State.DELIVERED, False)

    def test_nobody_is_asked_any_more_once_tiktok_has_said_that_it_failed(self, room: Room) -> None:
        one = room.publication()
        room.advance(one)
        room.pull(one)
        room.follow()
        room.pass_time(one, ASK_AFTER)
        room.follow()
        assert room.look(one).needs_resolution
        room.tiktok.statuses[X] = status("FAILED", reason="spam_risk", downloaded=2 * SIZE)
        room.webhook("post.publish.failed", X, reason="spam_risk")
        room.follow()
        assert (room.state(one), room.look(one).needs_resolution) == (State.FAILED, False)

    def test_an_outage_of_tiktok_asks_nobody_before_two_days(self, room: Room) -> None:
        one = room.publication()
        room.tiktok.on_init = accepts(X)
        room.tiktok.statuses[X] = TikTokFault(code="internal_error")
        room.advance(one)
        for hours in (1, 20, 20):
            room.pass_time(one, timedelta(hours=hours))
            room.follow()
            assert not room.look(one).needs_resolution
        room.pass_time(one, timedelta(hours=10))
        room.follow()
        assert room.look(one).needs_resolution


def test_an_outage_does_not_eat_the_day(room: Room) -> None:
    one = room.publication()
    for _ in range(8):
        room.pass_time(one, timedelta(0))
        room.advance(one)
        room.pass_time(one, PATIENCE)
        room.follow()
        assert room.state(one) is State.SCHEDULED
    with room.database.read() as session:
        kinds = {slot.kind for slot in session.query(RateSlot)}
        assert kinds == {"init"}
    assert len(room.tiktok.inits) == 8


def test_an_attempt_thought_dead_that_is_live_calls_the_next_one_back(room: Room) -> None:
    one = room.publication()
    room.tiktok.on_init = accepts(X)
    room.advance(one)
    room.tiktok.statuses[X] = status("FAILED", reason="internal")
    room.pass_time(one, timedelta(0))
    room.follow()
    assert room.state(one) is State.SCHEDULED
    room.tiktok.on_init = accepts("p_inbox_url~v2.2")
    room.pass_time(one, timedelta(0))
    room.advance(one)
    assert room.state(one) is State.PROCESSING
    room.webhook("post.publish.complete", X)
    first, second = room.attempts(one)
    assert (first.state, second.state) == (AttemptState.LIVE, AttemptState.REVOKED)
    assert (room.state(one), room.look(one).attempt_id) == (State.PUBLISHED, first.id)


def test_two_attempts_that_are_both_live_are_said_to_be(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    one = room.publication()
    room.tiktok.on_init = accepts(X)
    room.advance(one)
    room.tiktok.statuses[X] = status("FAILED", reason="internal")
    room.pass_time(one, timedelta(0))
    room.follow()
    room.tiktok.on_init = accepts("p_inbox_url~v2.2")
    room.pass_time(one, timedelta(0))
    room.advance(one)
    room.pull(one)
    room.webhook("post.publish.complete", X)
    assert "may be live twice" in caplog.text
    assert "earlier attempt is live" in what(room.look(one))
    # Should the later one fail, the earlier one is what the publication has become.
    room.tiktok.statuses["p_inbox_url~v2.2"] = status("FAILED", reason="internal")
    room.pass_time(one, timedelta(0))
    room.follow()
    assert (room.state(one), room.look(one).publish_id) == (State.PUBLISHED, X)


def test_a_restart_in_which_many_pulls_fail_costs_the_account_seconds(room: Room) -> None:
    """All that were in flight fail at once: that is one absence, not many."""
    ones = [room.publication(str(number)) for number in range(5)]
    for number, one in enumerate(ones):
        publish_id = f"p_inbox_url~v2.{number}"
        room.tiktok.on_init = accepts(publish_id)
        room.advance(one)
        room.tiktok.statuses[publish_id] = status("FAILED", reason="photo_pull_failed")
    for one in ones:
        room.pass_time(one, timedelta(seconds=5))
    room.follow()
    with room.database.read() as session:
        pause, now = session.get_one(AccountPause, room.account_id), room.database.now(session)
    assert pause.reason == "photo_pull_failed"
    assert pause.not_before is not None
    assert pause.not_before - now <= timedelta(seconds=20)
    assert {room.state(one) for one in ones} == {State.SCHEDULED}


SECOND = "p_inbox_url~v2.2"


def send_twice(room: Room, **more: Any) -> str:
    """One whose first attempt TikTok failed, and whose second it has accepted."""
    one = room.publication(**more)
    room.tiktok.on_init = accepts(X)
    room.advance(one)
    room.tiktok.statuses[X] = status("FAILED", reason="internal")
    room.pass_time(one, timedelta(0))
    room.follow()
    room.tiktok.on_init = accepts(SECOND)
    room.pass_time(one, timedelta(0))
    room.advance(one)
    room.pull(one)
    return one


class TestTwoAttemptsThatAreBothLive:
    def test_are_named_whichever_of_them_tiktok_tells_of_last(
        self, room: Room, caplog: pytest.LogCaptureFixture
    ) -> None:
        one = send_twice(room)
        room.webhook("post.publish.complete", SECOND)
        room.webhook("post.publish.complete", X)
        assert room.look(one).doubled
        assert "may be live twice" in caplog.text
        assert "earlier attempt is live" in what(room.look(one))

    @pytest.mark.parametrize("gone", [X, SECOND])
    def test_are_live_until_both_were_taken_down(self, room: Room, gone: str) -> None:
        """Whoever sees the double deletes one: the other one is live still."""
        one = send_twice(room)
        room.webhook("post.publish.complete", SECOND)
        room.webhook("post.publish.complete", X)
        removed = "post.publish.no_longer_publicaly_available"
        room.webhook(removed, gone)
        assert room.state(one) is State.PUBLISHED
        (other,) = {X, SECOND} - {gone}
        room.webhook(removed, other)
        assert room.state(one) is State.REMOVED

    def test_in_the_inbox_are_no_published_post(self, room: Room) -> None:
        one = send_twice(room)
        room.webhook("post.publish.inbox_delivered", X)
        room.webhook("post.publish.failed", SECOND, reason="internal")
        assert (room.state(one), room.look(one).publish_id) == (State.DELIVERED, X)
        # It is followed on: its creator may publish it yet.
        room.tiktok.statuses[X] = status("PUBLISH_COMPLETE", downloaded=2 * SIZE)
        room.pass_time(one, timedelta(0))
        room.follow()
        assert room.state(one) is State.PUBLISHED


class TestAStatusThatLagsBehindTheWebhook:
    """The bytes that it has seen so far prove nothing."""

    @pytest.fixture
    def one(self, room: Room) -> str:
        one = room.publication()
        room.advance(one)
        room.pull(one)
        return one

    def end(self, room: Room, *, so_far: int, downloaded: int) -> None:
        room.tiktok.statuses[X] = status("PROCESSING_DOWNLOAD", downloaded=so_far)
        room.webhook("post.publish.inbox_delivered", X)
        room.follow()
        room.tiktok.statuses[X] = status("SEND_TO_USER_INBOX", downloaded=downloaded)
        ask_now(room)

    def test_makes_nobody_elses_post_of_ours(self, room: Room, one: str) -> None:
        self.end(room, so_far=SIZE, downloaded=2 * SIZE)
        assert (room.state(one), origin(room)) == (State.DELIVERED, PostOrigin.OURS)

    @pytest.mark.parametrize("so_far", [0, 2 * SIZE])
    def test_makes_no_success_of_somebody_elses(self, room: Room, one: str, so_far: int) -> None:
        self.end(room, so_far=so_far, downloaded=5 * SIZE)
        assert (room.state(one), origin(room)) == (State.PROCESSING, PostOrigin.FOREIGN)


def ask_now(room: Room) -> None:
    """The next question about the unknown post is due."""
    with room.database.write() as session:
        post = session.get_one(UnknownPost, X)
        if post.ask_at is not None:
            post.ask_at = room.database.now(session)
    room.follow()


def test_a_post_of_ours_is_nobody_elses_though_its_webhook_met_inits_answer(
    postgres_copy: str,
) -> None:
    """On SQLite there is one writer, so the two cannot meet."""
    with closing(Database(postgres_copy)) as database:
        room = Room(database)
        one = room.publication()
        room.advance(one)
        room.pull(one)
        with database.write() as settling:
            now = database.now(settling)
            answer = Accepted(publish_id=X, log_id="")
            record_answer(settling, room.attempt(one).id, answer, now)
            room.webhook("post.publish.inbox_delivered", X)
        room.tiktok.statuses[X] = status("SEND_TO_USER_INBOX", downloaded=2 * SIZE)
        ask_now(room)
        assert (room.state(one), origin(room)) == (State.DELIVERED, PostOrigin.OURS)


def test_an_outage_of_tiktoks_status_leaves_no_lost_answer_to_a_person(room: Room) -> None:
    one = room.publication()
    room.advance(one)
    room.pull(one)
    room.tiktok.statuses[X] = TikTokFault(code="internal_error")
    room.webhook("post.publish.inbox_delivered", X)
    for _ in range(12):
        ask_now(room)
    room.tiktok.statuses[X] = status("SEND_TO_USER_INBOX", downloaded=2 * SIZE)
    ask_now(room)
    assert (room.state(one), origin(room)) == (State.DELIVERED, PostOrigin.OURS)


def test_a_person_is_not_asked_any_more_once_tiktok_works_on_it_again(room: Room) -> None:
    """Else "not live", said of a post that TikTok is about to finish, would make two of it."""
    one = room.publication()
    room.tiktok.on_init = accepts(X)
    room.advance(one)
    room.pass_time(one, timedelta(0))
    room.follow()
    room.pass_time(one, timedelta(minutes=1))
    room.follow()
    assert room.look(one).needs_resolution
    room.tiktok.statuses[X] = status("PROCESSING_DOWNLOAD")
    room.pass_time(one, timedelta(0))
    room.follow()
    known = room.look(one)
    assert (known.needs_resolution, known.who_acts, known.error_code) == (False, None, None)
    # After two days without an end it is a person's again.
    room.pass_time(one, PATIENCE_WITH_TIKTOK)
    room.follow()
    assert room.look(one).needs_resolution
