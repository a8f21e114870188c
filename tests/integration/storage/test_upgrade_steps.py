"""Who does both steps of an upgrade by a mere start: whoever cannot disturb an older process."""

from pathlib import Path

import pytest
from sqlalchemy import text

from tests.support.next_version import NextVersion
from zharia.storage.database import Database


@pytest.fixture
def upcoming(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> NextVersion:
    return NextVersion(tmp_path / "migrations", monkeypatch)


def revision_of(database: Database) -> str:
    with database.read() as session:
        return str(session.scalar(text("SELECT version_num FROM alembic_version")))


def test_an_empty_database_gets_every_migration(
    empty_database: Database, upcoming: NextVersion
) -> None:
    upcoming.start(empty_database.url.render_as_string(hide_password=False))
    assert revision_of(empty_database) == upcoming.after


def test_several_machines_wait_for_the_command_and_one_machine_does_not(
    empty_database: Database, upcoming: NextVersion
) -> None:
    empty_database.upgrade()
    for _ in range(2):
        upcoming.start(empty_database.url.render_as_string(hide_password=False))
        one_machine = empty_database.is_sqlite
        assert revision_of(empty_database) == (upcoming.after if one_machine else upcoming.before)
