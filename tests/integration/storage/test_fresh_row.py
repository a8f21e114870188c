"""What a session knows of a row is overwritten by what the database says now."""

import pytest
from sqlalchemy import select, update

from tests.support import rows
from zharia.accounts import Account
from zharia.articles.model import ArticleEdition
from zharia.publishing.model import Publication
from zharia.storage.database import Database
from zharia.storage.fresh_row import columns_of, fresh_row, overwrite

RENAMED = update(Account).values(nickname="by another")


@pytest.fixture
def account_id(database: Database) -> str:
    with database.write() as session:
        return rows.account(session, nickname="as it was").id


def test_a_row_that_the_session_has_is_read_anew(database: Database, account_id: str) -> None:
    with database.write() as session:
        known = session.get_one(Account, account_id)
        session.connection().execute(RENAMED)
        assert known.nickname == "as it was"
        assert fresh_row(session, Account, account_id, lock=True) is known
        assert known.nickname == "by another"


def test_a_row_that_is_not_there_is_none(database: Database) -> None:
    with database.read() as session:
        assert fresh_row(session, Account, "gone") is None


def test_a_key_may_have_several_columns(database: Database) -> None:
    with database.write() as session:
        article = rows.article(session)
        session.flush()
        found = fresh_row(session, ArticleEdition, article.id, article.edition)
        assert found is not None
        assert (found.article_id, found.number) == (article.id, article.edition)
        assert fresh_row(session, ArticleEdition, article.id, article.edition + 1) is None


def test_every_column_is_overwritten_and_nothing_is_left_to_write(
    database: Database, account_id: str
) -> None:
    with database.write() as session:
        known = session.get_one(Account, account_id)
        session.connection().execute(RENAMED)
        known.language = "of ours, and given up"
        row = session.connection().execute(select(*columns_of(Account))).one()
        overwrite(known, row)
        assert (known.nickname, known.language) == ("by another", row.language)
        assert not session.is_modified(known)


@pytest.mark.parametrize("entity", [Account, Publication])
def test_the_columns_are_those_of_the_table(entity: type[Account] | type[Publication]) -> None:
    named = [one.expression.name for one in columns_of(entity)]
    assert sorted(named) == sorted(one.name for one in entity.__table__.columns)
