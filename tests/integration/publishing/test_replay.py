"""What an older database lacks comes back from the journal, and stands where it truly stood."""

import os
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import delete, event, select, update
from sqlalchemy.orm import Session

from tests.support import rows
from zharia.accounts import Account
from zharia.journal import (
    AttemptAnswered,
    AttemptEnded,
    AttemptRevoked,
    AttemptSent,
    Installation,
    Journal,
    PhotoPulled,
    PublicationCancelled,
    Record,
)
from zharia.media.library import StoredPhoto
from zharia.publishing import rate_limits, recovery
from zharia.publishing.journaling import attempt_record
from zharia.publishing.model import Attempt, AttemptState, Publication, RateSlot, new_token
from zharia.publishing.rate_limits import Limits
from zharia.publishing.sender import Sender
from zharia.publishing.states import State
from zharia.publishing.status_poller import StatusPoller
from zharia.publishing.worker_context import WorkerContext
from zharia.settings import Settings
from zharia.storage.database import Database
from zharia.storage.ids import new_id
from zharia.tiktok import Accepted, PostMode
from zharia.tiktok.errors import OutcomeUnknown

NOW = rows.NOW
PATIENCE = timedelta(minutes=5)


@dataclass
class World:
    """A database that knows one publication, and a journal that may know more."""

    database: Database
    installation: Installation
    publication_id: str

    @property
    def journal(self) -> Journal:
        return self.installation.journal

    def tells(self, *records: Record) -> None:
        for record in records:
            self.journal.append(record)

    def sent(self, number: int = 1, **more: Any) -> AttemptSent:
        """The line of an attempt that the database does not know."""
        with self.database.read() as session:
            publication = session.get_one(Publication, self.publication_id)
            photos = [{"key": key * 64, "width": 1, "height": 1} for key in "ab"]
            attempt = Attempt(
                id=new_id(), token=new_token(), number=number, photos=photos, sent_at=NOW
            )
            account = session.get_one(Account, publication.account_id)
            return replace(attempt_record(session, publication, attempt, account), **more)

    def comes_back(self) -> Publication:
        """The publication, once the database has caught up."""
        recovery.recover(self.database, self.installation)
        return self.publication()

    def publication(self) -> Publication:
        with self.database.read() as session:
            return session.get_one(Publication, self.publication_id)

    def attempts(self, session: Session) -> list[Attempt]:
        return list(session.scalars(select(Attempt).order_by(Attempt.number)))


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    """The database is this journal's already."""
    installation = Installation.open(tmp_path / "journal.jsonl", one_machine=database.is_sqlite)
    with database.write() as session:
        rows.configuration(session)
        article, account = rows.article(session), rows.account(session)
        made = rows.publication(session, article, account, post_mode=PostMode.MEDIA_UPLOAD)
    recovery.recover(database, installation)
    return World(database, installation, made.id)


class Mute:
    """A TikTok that answers nothing, and counts."""

    def __init__(self) -> None:
        self.inits = 0

    def init(self, *_: object, **__: object) -> None:
        self.inits += 1
        raise OutcomeUnknown("ReadTimeout")


class Supplies:
    """A token for everybody, and a photo for each address."""

    def access_token(self, *_: object) -> str:
        return "act.1"

    def ready(self, *_: object) -> StoredPhoto:
        return StoredPhoto("a" * 64, 900, 1200)


def worker_context(world: World, tiktok: Mute) -> WorkerContext:
    return WorkerContext(
        database=world.database,
        client=lambda _: cast("Any", tiktok),
        tokens=cast("Any", Supplies()),
        photos=Supplies(),
        limits=Limits.from_settings(Settings()),
        public_url="https://news.example",
        unconfirmed_after=PATIENCE,
        poll=timedelta(seconds=5),
        installation=world.installation,
    )


def test_the_later_attempt_counts_though_the_clock_was_put_back_between_the_two(
    world: World,
) -> None:
    """Else the publication would be sent once more, beside the one that TikTok has."""
    first, second = world.sent(), world.sent(2, sent_at=NOW - timedelta(minutes=30))
    world.tells(
        first,
        AttemptRevoked(first.attempt_id, NOW),
        second,
        AttemptAnswered(second.attempt_id, NOW - timedelta(minutes=30), publish_id="p_pub_2"),
    )
    found = world.comes_back()
    assert (found.state, found.publish_id) == (State.PROCESSING, "p_pub_2")


def test_a_database_that_went_back_revokes_nothing_that_tiktok_has(world: World) -> None:
    """A standby that lagged knows of no pull, and patience has ended by its own reckoning."""
    sent_at = NOW - 2 * PATIENCE
    with world.database.write() as session:
        publication = session.get_one(Publication, world.publication_id)
        attempt = rows.attempt(session, publication, sent_at=sent_at)
        publication.state = State.UNCONFIRMED
    world.tells(*(PhotoPulled(attempt.id, number, sent_at, 9) for number in (1, 2)))
    tiktok = Mute()
    at_work = worker_context(world, tiktok)
    with closing(StatusPoller(at_work, set())) as poller:
        poller.poll_due()
    publisher = Sender(at_work, set())
    for _ in range(2):
        publisher.advance(world.publication_id)
    assert tiktok.inits == 0
    with world.database.read() as session:
        assert [one.revoked_at for one in world.attempts(session)] == [None]


@pytest.mark.parametrize("before", [State.FAILED, State.CANCELLED])
def test_a_post_that_tiktok_made_of_a_dead_attempt_after_all_is_known(
    world: World, before: State
) -> None:
    """Else the editor reads that it failed, presses retry, and has two."""
    with world.database.write() as session:
        publication = session.get_one(Publication, world.publication_id)
        attempt = rows.attempt(session, publication, state=AttemptState.REVOKED, revoked_at=NOW)
        publication.state = before
    world.tells(AttemptEnded(attempt.id, NOW, "published", post_id="7"))
    found = world.comes_back()
    assert (found.state, found.post_id) == (State.PUBLISHED, "7")


@pytest.mark.parametrize("first_line", ["revoked", "ended"])
def test_an_earlier_attempt_that_is_live_counts_and_not_the_one_that_was_called_back(
    world: World, first_line: str
) -> None:
    with world.database.write() as session:
        publication = session.get_one(Publication, world.publication_id)
        first = rows.attempt(session, publication, state=AttemptState.REVOKED, revoked_at=NOW)
        second = rows.attempt(session, publication, 2, publish_id="p_pub_2")
        publication.state, publication.publish_id = State.PROCESSING, "p_pub_2"
    lines = [AttemptRevoked(second.id, NOW), AttemptEnded(first.id, NOW, "published")]
    world.tells(*(lines if first_line == "revoked" else reversed(lines)))
    found = world.comes_back()
    assert (found.state, found.attempt_id) == (State.PUBLISHED, first.id)


def withdrawn(world: World, at: datetime) -> PublicationCancelled:
    """A publication of the same article and account, which the database does not know."""
    sent, publication_id = world.sent(), new_id()
    publication = replace(sent.publication, id=publication_id)
    return PublicationCancelled(publication_id, at, publication, sent.article, sent.account)


@pytest.mark.parametrize(
    ("requested_by", "withdrawn_at", "after"),
    [
        ("zharia", NOW - timedelta(hours=1), State.CANCELLED),
        # A person wants it after all.
        ("editor", NOW - timedelta(hours=1), State.SCHEDULED),
        # It was there beside this one, which is to go: two articles had become one.
        ("zharia", NOW + timedelta(hours=1), State.SCHEDULED),
    ],
    ids=["by itself", "by a person", "before"],
)
def test_what_was_withdrawn_does_not_go_by_itself_because_its_article_came_in_again(
    world: World, requested_by: str, withdrawn_at: datetime, after: State
) -> None:
    """On a machine that was set up anew, feeds are read while it waits for "resume"."""
    with world.database.write() as session:
        again = session.get_one(Publication, world.publication_id)
        again.requested_by = requested_by
    world.tells(withdrawn(world, withdrawn_at))
    assert world.comes_back().state == after


def test_what_failed_or_was_revoked_takes_no_place_in_the_day(world: World) -> None:
    """A copy from the middle of an outage would keep the newsroom silent for a day."""
    with world.database.write() as session:
        publication = session.get_one(Publication, world.publication_id)
        known = rows.attempt(session, publication)
        rate_limits.reserve_init(session, publication, known.id, NOW)
        publication.state = State.UNCONFIRMED
    failed = world.sent(2)
    world.tells(
        AttemptRevoked(known.id, NOW),
        failed,
        AttemptAnswered(failed.attempt_id, NOW, publish_id="p_pub_2"),
        AttemptRevoked(failed.attempt_id, NOW),
        AttemptEnded(failed.attempt_id, NOW, "failed", code="spam_risk"),
    )
    assert world.comes_back().state == State.FAILED
    with world.database.read() as session:
        kinds = session.scalars(select(RateSlot.kind).order_by(RateSlot.kind)).all()
    assert kinds == ["init", "init"]


def test_resuming_takes_as_long_after_years_as_after_a_day(world: World) -> None:
    """A person waits for the page; whatever the database knew already is not looked up again."""
    looked_up: list[str] = []
    event.listen(
        world.database.engine, "before_cursor_execute", lambda *call: looked_up.append(call[2])
    )
    counts = []
    for _ in range(2):
        for _ in range(5):
            world.tells(AttemptRevoked(new_id(), NOW), withdrawn(world, NOW))
        world.comes_back()
        recovery.pause(world.database, world.installation, "test")
        looked_up.clear()
        recovery.resume(world.database, world.installation)
        counts.append(len(looked_up))
    assert counts[0] == counts[1]


def test_an_unwritable_journal_costs_one_attempt_and_not_one_for_each_try(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiktok = Mute()
    publisher = Sender(worker_context(world, tiktok), set())
    with monkeypatch.context() as full:
        full.setattr(os, "write", lambda *_: 0)
        for _ in range(3):
            publisher.advance(world.publication_id)
            with world.database.write() as session:
                waits = session.get_one(Publication, world.publication_id)
                assert (waits.state, waits.error_code) == (State.SCHEDULED, "journal_unwritable")
                waits.wake_at = world.database.now(session)
    publisher.advance(world.publication_id)
    assert tiktok.inits == 1
    with world.database.read() as session:
        assert len(world.attempts(session)) == 2


def test_a_journal_that_is_exchanged_under_a_running_service_pauses_it_and_the_log_says_so(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    before = Path(world.journal.home).read_bytes()
    world.tells(AttemptRevoked(new_id(), NOW))
    world.comes_back()
    Path(world.journal.home).write_bytes(before)
    recovery.check_and_recover(world.database, world.installation)
    assert "PAUSED" in caplog.text
    tiktok = Mute()
    Sender(worker_context(world, tiktok), set()).advance(world.publication_id)
    assert tiktok.inits == 0


class Failover(Mute):
    """A TikTok that accepts a post while the database goes over to a standby that lagged."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world

    def init(self, *_: object, **__: object) -> Any:
        self.inits += 1
        with self.world.database.write() as session:
            session.execute(delete(RateSlot))
            session.execute(delete(Attempt))
            session.execute(
                update(Publication).values(
                    state=State.SCHEDULED, attempt_id=None, owner=None, lease_until=None
                )
            )
        return Accepted("p_pub_1", "")


def test_an_answer_that_finds_an_older_database_is_kept_and_nobody_is_asked(world: World) -> None:
    tiktok = Failover(world)
    publisher = Sender(worker_context(world, tiktok), set())
    for _ in range(2):
        publisher.advance(world.publication_id)
    found = world.publication()
    assert (found.state, found.publish_id) == (State.PROCESSING, "p_pub_1")
    assert tiktok.inits == 1
