"""The queue of wake-ups, with the real engine on both databases."""

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from tests.support import rows
from tests.support.waiting import until
from zharia.publishing.engine import Engine
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
def watchdog(due: Database) -> Iterator[Callable[[], int]]:
    """A look of the watchdog: how many it wakes."""
    with closing(Engine(due)) as engine:

        def look() -> int:
            with due.write() as session:
                return engine.send_due(session, due.now(session))

        yield look


def test_a_wake_up_that_waits_in_the_queue_is_not_sent_again_at_each_look(
    watchdog: Callable[[], int],
) -> None:
    assert [watchdog() for _ in range(4)] == [DUE, 0, 0, 0]


def test_a_wake_up_that_was_heard_in_vain_is_sent_again(
    due: Database, watchdog: Callable[[], int]
) -> None:
    heard: list[str] = []
    assert watchdog() == DUE
    with closing(Engine(due, heard.append)):
        until(lambda: len(heard) == DUE, "every wake-up")
        assert until(watchdog, "another look") > 0
        until(lambda: len(heard) > DUE, "what was sent again")
