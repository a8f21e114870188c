"""PostgreSQL has few connections for all processes; a pool takes more only where it must."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

import pytest
from sqlalchemy import func, select

from zharia.storage import connection_pools
from zharia.storage.connection_pools import KEPT_CONNECTIONS, PatientPool, engine_sharing
from zharia.storage.database import Database


@pytest.fixture
def postgres(postgres_copy: str) -> Iterator[Database]:
    with closing(Database(postgres_copy)) as database:
        yield database


def pool_of(database: Database) -> PatientPool:
    pool = database.engine.pool
    assert isinstance(pool, PatientPool)
    return pool


def connections(database: Database) -> int:
    """Those that it holds, in use or not."""
    pool = pool_of(database)
    return pool.checkedin() + pool.checkedout()


def test_who_finds_all_in_use_takes_the_first_that_comes_back(
    postgres: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection_pools, "_PATIENCE", 60.0)
    with ExitStack() as held, ThreadPoolExecutor(1) as other:
        first, *_ = [held.enter_context(postgres.engine.connect()) for _ in range(KEPT_CONNECTIONS)]
        pid = first.connection.driver_connection.info.backend_pid  # type: ignore[union-attr]

        def ask() -> int:
            with postgres.read() as session:
                return session.scalar(select(func.pg_backend_pid())) or 0

        asked = other.submit(ask)
        first.close()
        assert asked.result() == pid
        assert connections(postgres) == KEPT_CONNECTIONS


def test_where_all_wait_for_locks_another_one_is_opened_and_closed_again(
    postgres: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection_pools, "_PATIENCE", 0.1)
    with ExitStack() as held:
        for _ in range(KEPT_CONNECTIONS):
            held.enter_context(postgres.engine.connect())
        with postgres.read() as session:
            assert session.scalar(select(1)) == 1
            assert connections(postgres) == KEPT_CONNECTIONS + 1
            held.close()
    assert connections(postgres) == KEPT_CONNECTIONS


def test_the_engine_takes_the_same_connections(postgres: Database) -> None:
    sharing = engine_sharing(postgres.engine)
    with postgres.read() as session:
        ours = session.scalar(select(func.pg_backend_pid()))
    with sharing.connect() as connection:
        assert connection.scalar(select(func.pg_backend_pid())) == ours
        assert connections(postgres) == 1
