"""A copy of each kind of database, taken while it is in use, and put back."""

from contextlib import closing
from pathlib import Path

from sqlalchemy import func, select
from tests.support import rows

from zharia.articles import Article
from zharia.chaos import backups
from zharia.storage.database import Database


def articles(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(Article)) or 0


def write(database: Database, name: str) -> None:
    with database.write() as session:
        rows.article(session, name)


def check(url: str, folder: Path) -> None:
    with closing(Database(url)) as database:
        write(database, "before")
        copy = backups.copy(url, folder)
        write(database, "after")
        assert articles(database) == 2
        database.close()
        backups.restore(url, copy)
        assert articles(database) == 1
        write(database, "later")
        assert articles(database) == 2


def test_sqlite_is_as_it_was_when_it_was_copied(sqlite_copy: str, tmp_path: Path) -> None:
    check(sqlite_copy, tmp_path)


def test_postgresql_is_as_it_was_when_it_was_copied(postgres_copy: str, tmp_path: Path) -> None:
    check(postgres_copy, tmp_path)
