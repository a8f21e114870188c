"""Fixtures: databases of each kind, empty or with every table, on a PostgreSQL of the session."""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import databases
from tests.support.postgres import cluster
from zharia.storage.database import Database


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL of this session's own; skipped without its binaries, failing under CI."""
    with cluster() as url:
        yield url


@pytest.fixture(scope="session")
def tables_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with every table, to copy."""
    file = tmp_path_factory.mktemp("tables") / "zharia.db"
    databases.make_tables(databases.sqlite_url(file))
    return file


@pytest.fixture(scope="session")
def tables_on_postgres(postgres_url: str) -> str:
    """A PostgreSQL database with every table, to copy: nobody may stay connected to it."""
    url = databases.new_postgres(postgres_url)
    databases.make_tables(url)
    return url


@pytest.fixture(scope="session")
def _shared_postgres(postgres_url: str, tables_on_postgres: str) -> str:
    return databases.new_postgres(postgres_url, tables_on_postgres)


@pytest.fixture
def sqlite_copy(tables_file: Path, tmp_path: Path) -> str:
    """The URL of `zharia.db` in the test's own folder, with every table."""
    copy = tmp_path / "zharia.db"
    shutil.copy(tables_file, copy)
    return databases.sqlite_url(copy)


@pytest.fixture
def postgres_copy(postgres_url: str, tables_on_postgres: str) -> str:
    """The URL of a PostgreSQL database of the test's own, with every table."""
    return databases.new_postgres(postgres_url, tables_on_postgres)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Each kind of database in turn, without any table."""
    if request.param == "postgresql":
        url = databases.new_postgres(request.getfixturevalue("postgres_url"))
    else:
        url = databases.sqlite_url(tmp_path / "zharia.db")
    with contextlib.closing(Database(url)) as database:
        yield database


@pytest.fixture(params=["sqlite", "postgresql"])
def tables_url(request: pytest.FixtureRequest) -> str:
    """Each kind of database in turn, with every table and no row in them."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite_copy"))
    url = str(request.getfixturevalue("_shared_postgres"))
    databases.empty(url)
    return url


@pytest.fixture
def database(tables_url: str) -> Iterator[Database]:
    """Each kind of database in turn, with every table and no row in them."""
    with contextlib.closing(Database(tables_url)) as database:
        yield database
