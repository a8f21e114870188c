"""The queue of wake-ups, with the real engine on both databases."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import text, update

from tests.support import rows
from tests.support.waiting import until
from zharia.publishing import engine as engine_module
from zharia.publishing.engine import Engine
from zharia.publishing.model import Publication
from zharia.storage.database import Database

DUE = 12


@pytest.fixture(params=["sqlite_copy", "postgres_copy"])
def due(request: pytest.FixtureRequest) -> Iterator[Database]:
    """With so many that are due, and an empty queue: that has tables of its own."""
    with closing(Database(request.getfixturevalue(request.param))) as database:
        with database.write() as session:
            rows.configuration(session)
            account = rows.account(session)
            for number in range(DUE):
                rows.publication(session, rows.article(session, str(number)), account)
        yield database


@pytest.fixture
def engine(due: Database) -> Iterator[Engine]:
    """One that only sends."""
    with closing(Engine(due)) as sender:
        yield sender


@pytest.fixture
def watchdog(due: Database, engine: Engine) -> Callable[[], int]:
    """A look of the watchdog: how many it wakes."""

    def look() -> int:
        with due.write() as session:
            return engine.send_due(session, due.now(session))

    return look


def wakeups(database: Database, status: str = "%") -> int:
    """How many rows the engine keeps, in this status or in any."""
    table = "workflow_status" if database.is_sqlite else "dbos.workflow_status"
    counted = text(f"SELECT count(*) FROM {table} WHERE status LIKE :status")
    with database.read() as session:
        return int(session.execute(counted, {"status": status}).scalar_one())


def test_a_wake_up_that_waits_in_the_queue_is_not_sent_again_at_each_look(
    watchdog: Callable[[], int],
) -> None:
    assert [watchdog() for _ in range(4)] == [DUE, 0, 0, 0]


def test_no_more_wait_in_the_queue_than_workers_can_use(
    watchdog: Callable[[], int], due: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "MOST_PENDING", 5)
    assert [watchdog() for _ in range(3)] == [5, 0, 0]
    # Nor when other rows are due by then, and these wake-ups still wait.
    with due.write() as session:
        session.execute(update(Publication).where(Publication.wakes > 0).values(wake_at=None))
    assert watchdog() == 0
    assert wakeups(due) == 5


def test_a_wake_up_that_was_heard_in_vain_is_sent_again(
    due: Database, watchdog: Callable[[], int]
) -> None:
    heard: list[str] = []
    assert watchdog() == DUE
    with closing(Engine(due, heard.append)):
        until(lambda: len(heard) == DUE, "every wake-up")
        assert until(watchdog, "another look") > 0
        until(lambda: len(heard) > DUE, "what was sent again")


def test_wake_ups_that_ended_are_deleted_and_those_that_wait_are_not(
    due: Database, engine: Engine, watchdog: Callable[[], int]
) -> None:
    heard: list[str] = []
    watchdog()
    with due.read() as session:
        now = due.now(session)
    assert engine.delete_old_wakeups(now + timedelta(minutes=2)) == 0
    with closing(Engine(due, heard.append)):
        until(lambda: len(heard) == DUE, "every wake-up")
        # The engine writes that it has ended a moment after it has.
        until(lambda: wakeups(due, "SUCCESS") == DUE, "every wake-up to have ended")
    assert engine.delete_old_wakeups(now) == 0
    assert engine.delete_old_wakeups(now + timedelta(minutes=10)) == DUE
    assert wakeups(due) == 0


def test_wake_ups_of_workers_that_are_gone_are_deleted_in_the_end(
    due: Database, engine: Engine, watchdog: Callable[[], int]
) -> None:
    watchdog()
    with due.read() as session:
        now = due.now(session)
    assert engine.delete_old_wakeups(now + timedelta(minutes=50)) == 0
    assert engine.delete_old_wakeups(now + timedelta(minutes=70)) == DUE
    assert wakeups(due) == 0
    # What it was about is due all the same.
    assert watchdog() == DUE
