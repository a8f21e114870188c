"""What every test shares."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings

from tests.postgres import cluster
from zharia.database import Database

# A busy machine is slow, not wrong: no test fails for the time that an example takes.
settings.register_profile("zharia", deadline=None, max_examples=100 if os.environ.get("CI") else 25)
settings.load_profile("zharia")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick tests first. The browser's event loop stays on the main thread once it has begun,
    and `asyncio.run` refuses to work beside it, so its tests come last.
    """
    order = ["unit", "integration", "acceptance", "browser"]
    items.sort(
        key=lambda item: next((n for n, folder in enumerate(order) if folder in item.path.parts), 0)
    )


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL of this session's own; skipped without its binaries, failing under CI."""
    with cluster() as url:
        yield url


@pytest.fixture
def empty_postgres(postgres_url: str) -> Iterator[Database]:
    """PostgreSQL without any table."""
    with psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    database = Database(postgres_url)
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Each kind of database in turn, without any table."""
    if request.param == "postgresql":
        yield request.getfixturevalue("empty_postgres")
        return
    database = Database(f"sqlite:///{tmp_path / 'zharia.db'}")
    yield database
    database.close()


@pytest.fixture
def database(empty_database: Database) -> Database:
    """Each kind of database in turn, with every table."""
    empty_database.upgrade()
    return empty_database
