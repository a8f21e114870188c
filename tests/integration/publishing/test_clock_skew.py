"""A clock that ran ahead for a while and was set right stops nobody until then."""

from datetime import timedelta

import pytest

from tests.integration.publishing.room import PATIENCE, Room
from tests.support import rows
from tests.support.rows import NOW
from zharia.publishing import init_turn, rate_limits
from zharia.publishing.clock_skew import repair_timestamps
from zharia.publishing.leases import LEASE, claim
from zharia.publishing.ledger import load
from zharia.publishing.model import Attempt, Publication
from zharia.publishing.states import OUTGOING, State
from zharia.storage.database import Database
from zharia.storage.ids import new_id

WRONG = NOW + timedelta(days=400)


@pytest.fixture
def room(database: Database) -> Room:
    return Room(database)


def put_right(room: Room) -> None:
    with room.database.write() as session:
        repair_timestamps(session, room.database.now(session))


def test_calls_of_then_do_not_use_up_the_limits_until_then(room: Room) -> None:
    waiting = room.publication()
    with room.database.write() as session:
        one = session.get_one(Publication, waiting)
        for _ in range(room.context.limits.drafts.limit):
            rate_limits.reserve_init(session, one, new_id(), WRONG)
        rate_limits.pause_account(session, room.account_id, WRONG, "spam_risk_too_many_posts")
    put_right(room)
    with room.database.read() as session:
        now = room.database.now(session)
        free_at = rate_limits.init_free_at(
            session, load(session, waiting), room.context.limits, now
        )
    assert free_at <= now + timedelta(days=1, minutes=1)


def test_a_lost_answer_of_then_is_cleared_up_and_keeps_nobody_waiting(room: Room) -> None:
    lost = room.publication(state=State.UNCONFIRMED, wake_at=WRONG, submitted_at=WRONG)
    waiting = room.publication("2")
    with room.database.write() as session:
        rows.attempt(session, session.get_one(Publication, lost), sent_at=WRONG)
    put_right(room)
    with room.database.write() as session:
        now = room.database.now(session)
        free_at = rate_limits.init_free_at(
            session, load(session, waiting), room.context.limits, now
        )
        assert free_at <= now + init_turn.UNANSWERED_INIT_WAIT
    room.pass_time(lost, PATIENCE)
    room.follow()
    assert room.state(lost) is State.SCHEDULED


def test_what_was_held_or_asleep_then_is_taken_up(room: Room) -> None:
    held = room.publication()
    asleep = room.publication("2", state=State.PROCESSING, wake_at=WRONG)
    made = room.publication("3", created_at=WRONG, due_at=WRONG, wake_at=WRONG)
    planned = room.publication("4", due_at=WRONG, wake_at=WRONG)
    with room.database.write() as session:
        assert claim(session, held, "died", OUTGOING, WRONG)
    put_right(room)
    with room.database.write() as session:
        later = room.database.now(session) + 2 * LEASE
        states = [*OUTGOING, State.PROCESSING]
        taken = [claim(session, one, "w", states, later) for one in (held, asleep, made)]
        assert all(taken)
        assert claim(session, planned, "w", states, later) is None


def test_a_clock_that_was_always_right_has_nothing_put_right(room: Room) -> None:
    one = room.publication(due_at=NOW + timedelta(days=3), wake_at=NOW + timedelta(days=3))
    with room.database.write() as session:
        rows.attempt(session, session.get_one(Publication, one))
        rate_limits.pause_account(session, room.account_id, NOW + timedelta(hours=20), "spam_risk")

    def standing() -> list[object]:
        with room.database.read() as session:
            publication = session.get_one(Publication, one)
            attempt = session.query(Attempt).one()
            turn = rate_limits.lock_account(session, room.account_id)
            return [publication.due_at, publication.wake_at, attempt.sent_at, turn.not_before]

    before = standing()
    put_right(room)
    assert standing() == before
