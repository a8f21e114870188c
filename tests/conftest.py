"""What every test shares."""

import asyncio
import contextlib
import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support import databases
from tests.support.postgres import cluster
from zharia.service.gc_tuning import freeze_gc
from zharia.storage.database import Database

# While modules are imported and tests collected nothing becomes garbage, and looking costs time.
# The process above several others collects nothing itself, and would never enable it again.
if "PYTEST_XDIST_WORKER" in os.environ:
    gc.disable()

# A busy machine is slow, not wrong: no test fails for the time that an example takes.
settings.register_profile("zharia", deadline=None, max_examples=100 if os.environ.get("CI") else 10)
settings.load_profile("zharia")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick tests first; but of several processes one begins with those of a minute each, lest
    the others wait for it in the end.
    """
    order = ["unit", "integration", "acceptance", "browser"]
    several = "PYTEST_XDIST_WORKER" in os.environ

    def place(item: pytest.Item) -> int:
        if several and item.path.name.startswith("test_chaos"):
            return -1
        return next((n for n, folder in enumerate(order) if folder in item.path.parts), 0)

    items.sort(key=place)


@contextlib.contextmanager
def _without_a_browsers_loop(item: pytest.Item) -> Iterator[None]:
    """A browser's tests leave their event loop in the thread, in which the engine would not start.

    They get it back: whichever test comes next in a process is chance.
    """
    loop = None if "browser" in item.path.parts else asyncio._get_running_loop()
    if loop is None:
        yield
        return
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(loop)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    with _without_a_browsers_loop(item):
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    with _without_a_browsers_loop(item):
        yield


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes are numbered: packed ones may hold the second at which they were made, and processes
    that call a test differently cannot share it.
    """
    return argname if isinstance(val, bytes) else None


def pytest_collection_finish() -> None:
    """Every module and test stays to the end: the garbage collector need not look at them again
    and again, as it must not in a service.
    """
    freeze_gc()
    gc.enable()


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
