"""The migrations lead to the tables that the code declares, and back."""

import contextlib
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError, OperationalError

import zharia.web.app  # noqa: F401 - every table joins the metadata
from tests.support.processes import environment
from zharia.articles import count_articles, find_articles
from zharia.storage.database import Base, Database
from zharia.storage.schema_version import is_usable


def test_upgrade_makes_exactly_the_declared_tables(empty_database: Database) -> None:
    empty_database.upgrade()
    with empty_database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_every_revision_can_be_undone_and_done_again(empty_database: Database) -> None:
    empty_database.upgrade()
    empty_database.downgrade("base")
    assert set(inspect(empty_database.engine).get_table_names()) <= {"alembic_version"}
    empty_database.upgrade()
    assert "articles" in inspect(empty_database.engine).get_table_names()


def test_a_second_upgrade_changes_nothing(database: Database) -> None:
    database.upgrade()


def test_only_a_database_with_every_migration_needs_no_further_one(
    empty_database: Database,
) -> None:
    assert not is_usable(empty_database.engine)
    empty_database.upgrade("0007")
    assert not is_usable(empty_database.engine)
    empty_database.upgrade()
    assert is_usable(empty_database.engine)
    empty_database.downgrade("base")
    assert not is_usable(empty_database.engine)


def test_whoever_cannot_ask_a_database_does_not_take_it_for_an_empty_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    gone = Database(f"postgresql+psycopg://zharia@127.0.0.1:{port}/zharia")
    with contextlib.closing(gone), pytest.raises(OperationalError):
        is_usable(gone.engine)


def test_several_machines_may_upgrade_at_once(empty_database: Database) -> None:
    program = (
        "import sys; from zharia.storage.database import Database; Database(sys.argv[1]).upgrade()"
    )
    url = empty_database.url.render_as_string(hide_password=False)

    def upgrade(_: int) -> int:
        command = [sys.executable, "-W", "error", "-c", program, url]
        return subprocess.run(command, env=environment(), check=False).returncode

    with ThreadPoolExecutor() as pool:
        assert list(pool.map(upgrade, range(2))) == [0, 0]


def test_a_failed_upgrade_leaves_nothing_and_locks_nothing(empty_database: Database) -> None:
    with empty_database.write() as session:
        session.execute(text("CREATE TABLE article_tags (id INTEGER)"))
    with pytest.raises(Exception, match="already exists"):
        empty_database.upgrade()
    assert inspect(empty_database.engine).get_table_names() == ["article_tags"]
    with empty_database.write() as session:
        session.execute(text("DROP TABLE article_tags"))
    empty_database.upgrade()


def test_foreign_keys_hold_after_an_upgrade(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(
            text("INSERT INTO article_tags VALUES ('none', 0, 'slug', '{}')"),
        )


def test_articles_of_the_former_version_can_be_joined_and_forgotten(
    empty_database: Database,
) -> None:
    empty_database.upgrade("0007")
    moment = "2026-11-22 04:00:00+00:00"
    with empty_database.write() as session:
        for one, language in (("a", "kz"), ("b", "ru")):
            session.execute(
                text(
                    "INSERT INTO articles (id, source, external_id, search_text, edition,"
                    " content_hash, published_at, is_breaking, auto_publish, category_slug,"
                    " category_names, created_at, updated_at)"
                    " VALUES (:id, 's', :id, '', 1, '', :at, false, false, '', '{}', :at, :at)"
                ),
                {"id": one, "at": moment},
            )
            session.execute(
                text(
                    "INSERT INTO article_translations"
                    " (article_id, language, title, excerpt, content, url, content_hash)"
                    " VALUES (:id, :language, 't', '', '', 'https://a.kz/1', '')"
                ),
                {"id": one, "language": language},
            )
    empty_database.upgrade()
    with empty_database.write() as session:
        assert count_articles(session) == 2
        session.execute(text("DELETE FROM article_translations WHERE article_id = 'b'"))
        session.execute(text("UPDATE articles SET joined_into = 'a' WHERE id = 'b'"))
        assert [one.id for one in find_articles(session, limit=5)] == ["a"]
    with pytest.raises(IntegrityError), empty_database.write() as session:
        session.execute(text("UPDATE articles SET joined_into = 'nobody' WHERE id = 'b'"))
    # What holds nothing of its own would be an empty article there.
    empty_database.downgrade("0007")
    with empty_database.read() as session:
        assert session.execute(text("SELECT id FROM articles")).all() == [("a",)]
    empty_database.upgrade()
