"""A newsroom for each test; TikTok and the tables are made once."""

import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url
from tests.integration.web.newsroom import MAIN, MovableDatabase, Newsroom
from tests.servers import RunningSimulator

from zharia.crypto import new_key, open_keyring
from zharia.database import Database
from zharia.settings import Settings


@pytest.fixture(scope="session")
def _simulator() -> Iterator[RunningSimulator]:
    with RunningSimulator() as simulator:
        yield simulator


@pytest.fixture
def tiktok(_simulator: RunningSimulator) -> RunningSimulator:
    """One server for all tests, started afresh for each."""
    _simulator.control("POST", "/reset")
    return _simulator


@pytest.fixture(scope="session")
def _tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite database to copy."""
    file = tmp_path_factory.mktemp("tables") / "zharia.db"
    database = Database(f"sqlite:///{file}")
    database.upgrade()
    database.close()
    return file


@pytest.fixture
def sqlite_url(_tables: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(_tables, tmp_path / 'zharia.db')}"


@pytest.fixture
def postgres_database_url(postgres_url: str) -> str:
    """A fresh database with every table."""
    name = f"web_{secrets.token_hex(6)}"
    with psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    url = make_url(postgres_url).set(database=name).render_as_string(hide_password=False)
    database = Database(url)
    database.upgrade()
    database.close()
    return url


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest) -> str:
    """SQLite, unless a test asks for both by `both_databases`."""
    fixture = "sqlite_url" if request.param == "sqlite" else "postgres_database_url"
    url: str = request.getfixturevalue(fixture)
    return url


@pytest.fixture
def pkce() -> str:
    """Tests that want another encoding parametrize it."""
    return "hex"


@pytest.fixture
def settings(database_url: str, tiktok: RunningSimulator, tmp_path: Path, pkce: Any) -> Settings:
    app = tiktok.simulator.app(MAIN)
    assert app is not None
    return Settings.model_validate(
        {
            "data_dir": tmp_path,
            "database_url": database_url,
            "tiktok_api_url": tiktok.url,
            "tiktok_authorize_url": f"{tiktok.url}/v2/auth/authorize/",
            "pkce_encoding": pkce,
            "tiktok_client_key": app.client_key,
            "tiktok_client_secret": app.client_secret,
        }
    )


@pytest.fixture
def newsroom(settings: Settings, tiktok: RunningSimulator, tmp_path: Path) -> Iterator[Newsroom]:
    database = MovableDatabase(settings.database)
    try:
        room = Newsroom(database, open_keyring(new_key(), tmp_path), settings, tiktok)
        # Entered, so that all requests share one event loop, as in a server.
        with room.http:
            yield room
    finally:
        database.close()
