"""The migrations lead to the tables that the code declares, and back."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

import zharia.web.app  # noqa: F401 - every table joins the metadata
from zharia.database import Base, Database


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


def test_several_machines_may_upgrade_at_once(empty_database: Database) -> None:
    program = "import sys; from zharia.database import Database; Database(sys.argv[1]).upgrade()"
    url = empty_database.url.render_as_string(hide_password=False)

    def upgrade(_: int) -> int:
        command = [sys.executable, "-W", "error", "-c", program, url]
        return subprocess.run(command, check=False).returncode

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
