"""Who waits for changes hears of every commit, whichever process made it."""

from collections.abc import Collection, Iterator
from contextlib import closing

import pytest
from sqlalchemy import delete, update

from tests.support import rows
from tests.support.waiting import until
from zharia.accounts import Account
from zharia.publishing.model import Publication
from zharia.storage.database import Database

AT_ONCE = 0.0


@pytest.fixture
def neighbour(tables_url: str) -> Iterator[Database]:
    """The same database, as another process opens it."""
    with closing(Database(tables_url)) as database:
        yield database


def test_a_commit_is_heard_by_whoever_watches_its_tables(database: Database) -> None:
    articles, accounts = database.changes.watch("articles"), database.changes.watch("accounts")
    with database.write() as session:
        rows.article(session)
        assert not articles.wait(AT_ONCE)
    assert articles.wait(AT_ONCE)
    assert not articles.wait(AT_ONCE)
    assert not accounts.wait(AT_ONCE)


def test_what_is_undone_is_not_heard(database: Database) -> None:
    accounts = database.changes.watch("accounts")

    def broken() -> None:
        with database.write() as session:
            rows.account(session)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()
    assert not accounts.wait(AT_ONCE)


def test_what_is_undone_inside_its_transaction_is_not_heard(database: Database) -> None:
    accounts = database.changes.watch("accounts")
    with database.write() as session:
        rows.account(session)
        session.rollback()
    assert not accounts.wait(AT_ONCE)


def test_looking_is_no_change_and_nor_is_what_finds_no_row(database: Database) -> None:
    watch = database.changes.watch("publications", "accounts")
    with database.write() as session:
        session.get(Account, "nobody")
        session.execute(update(Publication).values(wakes=1))
        session.execute(delete(Publication))
    assert not watch.wait(AT_ONCE)


def test_a_neighbours_commit_is_heard(database: Database, neighbour: Database) -> None:
    watch = database.changes.watch("accounts")
    with closing(database.listen()):
        # At its start it announces everything: what came before may be unknown.
        until(lambda: database.is_sqlite or watch.wait(AT_ONCE), "it to listen")
        until(lambda: _heard_of_neighbour(neighbour, database), "the neighbour to be heard")


def _heard_of_neighbour(neighbour: Database, database: Database) -> bool:
    watch = database.changes.watch("accounts")
    with neighbour.write() as session:
        rows.account(session)
    return watch.wait(2.0)


def test_our_own_commit_comes_once(postgres_copy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL, which tells it to everybody. SQLite cannot say who it was."""
    announced: list[frozenset[str] | None] = []
    with closing(Database(postgres_copy)) as database, closing(Database(postgres_copy)) as other:
        announce = database.changes.announce

        def noted(tables: Collection[str] | None) -> None:
            announced.append(None if tables is None else frozenset(tables))
            announce(tables)

        monkeypatch.setattr(database.changes, "announce", noted)
        with closing(database.listen()):
            until(lambda: announced == [None], "it to listen")
            with database.write() as session:
                rows.account(session)
            with other.write() as session:
                rows.article(session)
            # Notifications come in order, so ours would have come before.
            until(lambda: any(one and "articles" in one for one in announced), "the other's")
            assert sum("accounts" in one for one in announced if one) == 1
