"""The clock of a PostgreSQL server: shared by all machines, and not asked for every moment."""

import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, text

from zharia.storage.database import Database

ASKED = "clock_timestamp()"


@pytest.fixture
def server(postgres_copy: str) -> Iterator[Database]:
    with closing(Database(postgres_copy)) as database:
        yield database


@pytest.fixture
def asked(server: Database) -> list[str]:
    """The statements that ask for the time."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if ASKED in statement:
            seen.append(statement)

    event.listen(server.engine, "before_cursor_execute", note)
    return seen


def told(server: Database) -> datetime:
    with server.read() as session:
        return server.now(session)


def server_time(server: Database) -> datetime:
    with server.read() as session:
        moment: datetime = session.execute(
            text("SELECT clock_timestamp() AT TIME ZONE 'UTC'")
        ).scalar_one()
    return moment.replace(tzinfo=UTC)


def test_it_is_the_servers_and_goes_on_by_itself(server: Database, asked: list[str]) -> None:
    first = told(server)
    count = len(asked)
    before = server_time(server)
    moments = [told(server) for _ in range(20)]
    after = server_time(server)
    # Each within what an answer may take before it is asked for anew.
    slack = timedelta(seconds=0.1)
    assert first <= moments[0]
    assert moments == sorted(moments)
    assert before - slack <= moments[0] <= moments[-1] <= after + slack
    # A machine that is slow enough asks more often; one that never keeps an answer asks each time.
    assert len(asked) - count < 2 + len(moments)


def test_an_answer_is_used_again_until_it_is_old(
    server: Database, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    steady = [100.0]
    monkeypatch.setattr(time, "clock_gettime", lambda _: steady[0])
    first = told(server)
    steady[0] += 0.75
    assert told(server) == first + timedelta(seconds=0.75)
    assert len(asked) == 1
    # A machine that was suspended counts that too: its clock is the one that counts on.
    steady[0] += 40
    later = told(server)
    assert len(asked) == 2
    assert later < first + timedelta(seconds=30)


def test_an_answer_that_took_long_is_not_used_again(
    server: Database, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    steady = iter(range(100, 200))
    monkeypatch.setattr(time, "clock_gettime", lambda _: next(steady) * 0.5)
    told(server)
    told(server)
    assert len(asked) == 2
