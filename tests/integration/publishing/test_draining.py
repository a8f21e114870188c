"""A woken worker goes on with whatever is due, and makes ready what will be."""

import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from tests.integration.publishing.room import Room
from tests.support import rows
from tests.support.waiting import until
from zharia.journal import Installation
from zharia.publishing import init_calls, leases, ledger, preparing, recovery, sender
from zharia.publishing.init_calls import InitCalls
from zharia.publishing.model import Attempt, Precedence, Publication, RateSlot
from zharia.publishing.rate_limits import Limits
from zharia.publishing.sender import Sender
from zharia.publishing.states import State
from zharia.publishing.worker_context import WorkerContext
from zharia.settings import Settings
from zharia.storage.database import Database
from zharia.tiktok import Accepted


@pytest.fixture
def room(database: Database) -> Room:
    return _accepting(database)


@pytest.fixture
def room_on_postgres(postgres_copy: str) -> Iterator[Room]:
    with closing(Database(postgres_copy)) as database:
        yield _accepting(database)


def _accepting(database: Database) -> Room:
    """TikTok accepts whatever it is sent."""
    room = Room(database)
    numbers = count()
    room.tiktok.on_init = lambda _: Accepted(f"p_pub_url~v2.{next(numbers)}", "log")
    return room


def states(room: Room) -> set[str]:
    with room.database.read() as session:
        return set(session.scalars(select(Publication.state)))


def set_columns(room: Room, publication_id: str, **values: object) -> None:
    with room.database.write() as session:
        session.execute(
            update(Publication).where(Publication.id == publication_id).values(**values)
        )


def test_one_wake_up_drains_the_queue_in_its_order(room: Room) -> None:
    names = [room.publication(str(number)) for number in range(5)]
    set_columns(room, names[3], precedence=Precedence.BREAKING)
    room.publisher.drain(names[0])
    assert states(room) == {State.PROCESSING}
    with room.database.read() as session:
        sent = session.scalars(select(Publication.id).order_by(Publication.submitted_at)).all()
    assert sent == [names[0], names[3], names[1], names[2], names[4]]


def test_a_wake_up_for_what_is_done_already_helps_the_others(room: Room) -> None:
    first, second = room.publication("1"), room.publication("2")
    room.advance(first)
    room.publisher.drain(first)
    assert room.look(second).state == State.PROCESSING


def test_one_that_fails_is_set_aside_and_stops_no_other(
    room: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = room.publication("1"), room.publication("2")
    whole = Sender._turn

    def broken(self: Sender, session: object, publication: Publication, *more: object) -> object:
        if publication.id == first:
            raise RuntimeError("broken row")
        return whole(self, session, publication, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(Sender, "_turn", broken)
    room.publisher.drain(first)
    assert room.look(first).state == State.SCHEDULED
    assert room.look(second).state == State.PROCESSING
    assert caplog.text.count("it is set aside") == 1


def test_a_row_that_a_frozen_process_has_locked_holds_up_no_other(
    room_on_postgres: Room,
) -> None:
    """SQLite has one writer: there a frozen process holds up everybody."""
    room = room_on_postgres
    locked, free = room.publication("1"), room.publication("2")
    with closing(Database(room.database.url.render_as_string(hide_password=False))) as frozen:
        with frozen.write() as session:
            ledger.lock(session, locked)
            # The wake-up of the very one that is locked holds the thread up no more than others do.
            worker = threading.Thread(target=room.publisher.drain, args=(locked,), daemon=True)
            worker.start()
            until(lambda: room.look(free).state == State.PROCESSING, "the other one to be sent")
            until(lambda: not worker.is_alive(), "the worker to find nothing more")
            assert room.look(locked).state == State.SCHEDULED
        room.publisher.drain(free)
        assert room.look(locked).state == State.PROCESSING


def test_what_waits_for_its_turn_is_ready_by_then(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the turn itself nothing is prepared any more: only init is left."""
    monkeypatch.setattr(sender, "PREPARE_AHEAD", timedelta(minutes=2))
    room.context = _with_limit(room, 1)
    room.publisher = Sender(room.context, set())
    prepared: list[str] = []
    whole = preparing.prepare

    def counted(context: object, publication: Publication, account: object) -> object:
        prepared.append(publication.id)
        return whole(context, publication, account)  # type: ignore[arg-type]

    monkeypatch.setattr(sender, "prepare", counted)
    first, second = room.publication("1"), room.publication("2")
    room.advance(first)
    waiting = room.advance(second)
    assert prepared == [first, second]
    assert waiting.state == State.PREPARING
    assert waiting.owner is None
    assert len(room.tiktok.inits) == 1
    with room.database.read() as session:
        now = room.database.now(session)
    assert waiting.wake_at is not None
    assert timedelta(seconds=50) < waiting.wake_at - now < timedelta(seconds=62)
    _let_a_minute_pass(room)
    assert room.advance(second).state == State.PROCESSING
    assert prepared == [first, second]


def test_what_was_changed_meanwhile_is_prepared_anew(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "PREPARE_AHEAD", timedelta(minutes=2))
    room.context = _with_limit(room, 1)
    room.publisher = Sender(room.context, set())
    first, second = room.publication("1"), room.publication("2", photos=1)
    room.advance(first)
    room.advance(second)
    set_columns(room, second, photo_urls=["https://news.example/7", "https://news.example/8"])
    _let_a_minute_pass(room)
    room.advance(second)
    assert len(room.tiktok.inits[-1].photo_images) == 2


def test_a_worker_that_stops_hands_over_what_it_holds_and_not_what_it_sends(room: Room) -> None:
    preparing, sending = room.publication("1"), room.publication("2")
    with room.database.write() as session:
        now = room.database.now(session)
        for one in (preparing, sending):
            leases.claim(session, one, "stopping", [State.SCHEDULED], now)
    set_columns(room, sending, state=State.SUBMITTING)
    with room.database.write() as session:
        leases.hand_over(session, ["stopping"], now)
    assert room.look(preparing).owner is None
    assert room.look(preparing).lease_until is None
    assert room.look(sending).owner == "stopping"
    assert room.advance(preparing).state == State.PROCESSING


def test_a_worker_that_stops_takes_up_nothing_more(room: Room) -> None:
    first, second = room.publication("1"), room.publication("2")
    room.publisher.close()
    room.publisher.drain(first)
    assert room.look(second).state == State.SCHEDULED
    # What it had begun was not sent, and is another worker's at once.
    assert room.tiktok.inits == []
    assert room.look(first).owner is None
    other = Sender(room.context, set())
    other.drain(first)
    assert states(room) == {State.PROCESSING}


def test_while_paused_nothing_is_sent_and_a_dead_senders_post_is_told_as_it_is(
    room: Room, tmp_path: Path
) -> None:
    installation = Installation.open(tmp_path / "journal.jsonl", one_machine=False)
    recovery.pause(room.database, installation, "test")
    room.publisher = Sender(replace(room.context, installation=installation), set())
    waiting, sending = room.publication("1"), room.publication("2")
    with room.database.write() as session:
        rows.attempt(session, session.get_one(Publication, sending))
    set_columns(room, sending, state=State.SUBMITTING)
    room.publisher.drain(waiting)
    assert room.look(waiting).state == State.SCHEDULED
    assert room.advance(sending).state == State.UNCONFIRMED
    assert room.tiktok.inits == []


def _with_limit(room: Room, per_minute: int) -> WorkerContext:
    return replace(room.context, limits=Limits.from_settings(Settings(init_per_minute=per_minute)))


def _let_a_minute_pass(room: Room) -> None:
    """Make what was sent and what waits a minute older."""
    minute = timedelta(seconds=62)
    with room.database.write() as session:
        for slot in session.scalars(select(RateSlot)):
            slot.at -= minute
        for attempt in session.scalars(select(Attempt)):
            attempt.sent_at -= minute
        session.execute(
            update(Publication)
            .where(Publication.state == State.PREPARING)
            .values(wake_at=Publication.created_at)
        )


def test_an_answer_that_the_database_does_not_take_is_stored_later(
    sqlite_copy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database goes away while TikTok answers; a worker that is stopped waits no longer."""
    monkeypatch.setattr(init_calls, "_ANSWER_RETRY_SECONDS", 0.1)
    file, elsewhere = tmp_path / "zharia.db", tmp_path / "elsewhere.db"
    tries: list[str] = []
    whole = InitCalls._record_answer

    def counted(self: InitCalls, owner: str, *more: object) -> None:
        tries.append(owner)
        whole(self, owner, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(InitCalls, "_record_answer", counted)
    with closing(Database(sqlite_copy)) as database:
        room = _accepting(database)
        accept = room.tiktok.on_init

        def lose_the_database(post: Any) -> Accepted:
            file.rename(elsewhere)
            return accept(post)

        room.tiktok.on_init = lose_the_database
        kept, given_up = room.publication("1"), room.publication("2")
        worker = _advancing(room, kept)
        until(lambda: len(tries) > 1, "a second try")
        elsewhere.rename(file)
        until(lambda: not worker.is_alive(), "the answer to be stored")
        assert room.look(kept).state == State.PROCESSING
        tries.clear()
        worker = _advancing(room, given_up)
        until(lambda: len(tries) > 1, "a second try")
        room.publisher.close()
        until(lambda: not worker.is_alive(), "the worker to end")
        elsewhere.rename(file)
        assert room.look(given_up).state == State.SUBMITTING


def _advancing(room: Room, publication_id: str) -> threading.Thread:
    def advance() -> None:
        with suppress(OperationalError):
            room.publisher.advance(publication_id)

    worker = threading.Thread(target=advance, daemon=True)
    worker.start()
    return worker
