"""The ledger's moves on both databases: one wins, the others see that they lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.support import rows
from tests.support.rows import NOW
from zharia.publishing.event_types import EventType
from zharia.publishing.leases import LEASE, claim, release, renew
from zharia.publishing.ledger import LostRace, NotAllowed, add_event, load, move
from zharia.publishing.model import Publication, PublicationEvent
from zharia.publishing.states import OUTGOING, State
from zharia.storage.database import Database


@pytest.fixture
def publication_id(database: Database) -> str:
    with database.write() as session:
        return rows.publication(session, rows.article(session), rows.account(session)).id


def test_of_many_workers_one_claims(database: Database, publication_id: str) -> None:
    def take(worker: int) -> bool:
        with database.write() as session:
            return claim(session, publication_id, f"w{worker}", OUTGOING, NOW) is not None

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(take, range(8))) == 1


def test_a_lease_that_ended_is_taken_over_and_the_first_owner_stops(
    database: Database, publication_id: str
) -> None:
    later = NOW + LEASE + timedelta(seconds=1)
    with database.write() as session:
        assert claim(session, publication_id, "frozen", OUTGOING, NOW)
    with database.write() as session:
        assert claim(session, publication_id, "other", OUTGOING, NOW) is None
        assert claim(session, publication_id, "other", OUTGOING, later)
    with database.write() as session, pytest.raises(LostRace):
        move(
            session,
            load(session, publication_id),
            State.PREPARING,
            now=later,
            who="test",
            what=EventType.PREPARING,
            owner="frozen",
        )


def test_a_living_worker_keeps_its_lease(database: Database, publication_id: str) -> None:
    with database.write() as session:
        assert claim(session, publication_id, "slow", OUTGOING, NOW)
        renew(session, ["slow"], NOW + LEASE / 2)
    with database.write() as session:
        assert claim(session, publication_id, "other", OUTGOING, NOW + LEASE * 1.2) is None


def test_a_worker_that_lost_its_lease_cannot_renew_it(
    database: Database, publication_id: str
) -> None:
    with database.write() as session:
        assert claim(session, publication_id, "frozen", OUTGOING, NOW)
        renew(session, ["frozen"], NOW + LEASE * 2)
        assert claim(session, publication_id, "other", OUTGOING, NOW + LEASE * 2)


def test_a_move_from_a_state_that_has_passed_is_lost(
    database: Database, publication_id: str
) -> None:
    with database.write() as session:
        stale = load(session, publication_id)
        session.expunge(stale)
        move(
            session,
            load(session, publication_id),
            State.CANCELLED,
            now=NOW,
            who="editor",
            what=EventType.CANCELLED,
        )
    with database.write() as session, pytest.raises(LostRace):
        move(session, stale, State.PREPARING, now=NOW, who="worker", what=EventType.PREPARING)


def test_a_lost_move_leaves_no_event(database: Database, publication_id: str) -> None:
    def steal() -> None:
        with database.write() as session:
            publication = load(session, publication_id)
            move(
                session,
                publication,
                State.PREPARING,
                now=NOW,
                who="w",
                what=EventType.PREPARING,
                owner="nobody",
            )

    with pytest.raises(LostRace):
        steal()
    with database.read() as session:
        assert session.scalars(select(PublicationEvent)).all() == []


def test_a_move_that_makes_no_sense_is_refused(database: Database, publication_id: str) -> None:
    with database.write() as session, pytest.raises(NotAllowed, match="cannot go"):
        move(
            session,
            load(session, publication_id),
            State.PROCESSING,
            now=NOW,
            who="w",
            what=EventType.ACCEPTED,
        )


def test_each_move_leaves_its_line(database: Database, publication_id: str) -> None:
    with database.write() as session:
        publication = load(session, publication_id)
        move(session, publication, State.PREPARING, now=NOW, who="w", what=EventType.PREPARING)
        move(
            session,
            publication,
            State.FAILED,
            now=NOW,
            who="tiktok",
            what=EventType.FAILED,
            log_id="L" * 200,
            error_code="e" * 200,
        )
    with database.read() as session:
        publication = load(session, publication_id)
        assert [event.state for event in publication.events] == ["preparing", "failed"]
        assert publication.wake_at is None
        assert publication.owner is None


def test_no_line_is_written_that_pages_could_not_tell(
    database: Database, publication_id: str
) -> None:
    with database.write() as session, pytest.raises(ValueError, match="something else"):
        add_event(
            session,
            load(session, publication_id),
            now=NOW,
            who="w",
            what="something else",  # type: ignore[arg-type]
        )


def test_letting_go_wakes_at_the_named_moment(database: Database, publication_id: str) -> None:
    wake_at = NOW + timedelta(minutes=3)
    with database.write() as session:
        assert claim(session, publication_id, "w", OUTGOING, NOW)
        release(session, load(session, publication_id), "w", wake_at)
    with database.write() as session:
        assert claim(session, publication_id, "w2", OUTGOING, NOW) is None
        assert claim(session, publication_id, "w2", OUTGOING, wake_at)
        assert session.get_one(Publication, publication_id).state == State.SCHEDULED
