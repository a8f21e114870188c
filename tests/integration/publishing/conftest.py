"""The whole service, on a database that is migrated already."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.integration.publishing.restored import House
from tests.support.stage import Stage


@pytest.fixture
def open_stage(tmp_path: Path, sqlite_copy: str) -> Iterator[Callable[..., Stage]]:
    """Opens the whole service with settings of the test's own."""
    with ExitStack() as stack:
        yield lambda **settings: stack.enter_context(
            Stage(tmp_path, database_url=sqlite_copy, **settings)
        )


@pytest.fixture
def stage(open_stage: Callable[..., Any]) -> Stage:
    """The whole service; it loses patience with an unanswered attempt when a test says so."""
    running: Stage = open_stage()
    return running


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """On each database in turn."""
    data = tmp_path / "data"
    data.mkdir()
    if request.param == "sqlite":
        copied = Path(str(request.getfixturevalue("sqlite_copy")).removeprefix("sqlite:///"))
        shutil.move(copied, data / "zharia.db")
        url = f"sqlite:///{data / 'zharia.db'}"
    else:
        url = str(request.getfixturevalue("postgres_copy"))
    with House(data, url) as house:
        yield house


@pytest.fixture
def tables(house: House, request: pytest.FixtureRequest) -> str:
    """A database of the house's kind with every table and no row."""
    if house.is_sqlite:
        return f"sqlite:///{request.getfixturevalue('tables_file')}"
    return str(request.getfixturevalue("tables_on_postgres"))
