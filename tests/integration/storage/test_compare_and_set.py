"""Of many that try at once the database lets one succeed: compare-and-set, insert-or-ignore."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, update

from tests.support import rows
from zharia.accounts import Account
from zharia.publishing.model import AccountPause
from zharia.storage.compare_and_set import compare_and_set
from zharia.storage.database import Database
from zharia.storage.insert_or_ignore import insert_or_ignore


@pytest.fixture
def account_id(database: Database) -> str:
    with database.write() as session:
        return rows.account(session, nickname="as it was").id


def test_of_many_one_finds_the_row_as_it_was(database: Database, account_id: str) -> None:
    def rename(number: int) -> bool:
        as_it_was = update(Account).where(Account.id == account_id, Account.nickname == "as it was")
        with database.write() as session:
            return compare_and_set(session, as_it_was.values(nickname=f"{number}"))

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(rename, range(4))) == 1


def test_a_row_that_is_not_there_is_not_changed(database: Database) -> None:
    with database.write() as session:
        gone = update(Account).where(Account.id == "gone").values(nickname="here")
        assert not compare_and_set(session, gone)


def test_of_many_one_inserts_and_nobody_breaks_off(database: Database, account_id: str) -> None:
    def insert(number: int) -> bool:
        with database.write() as session:
            made = insert_or_ignore(session, AccountPause).values(
                account_id=account_id, reason=f"{number}"
            )
            taken = session.scalar(made.returning(AccountPause.account_id))
            return taken is not None

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(insert, range(4))) == 1
    with database.read() as session:
        assert len(session.scalars(select(AccountPause)).all()) == 1
