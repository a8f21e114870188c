"""A newsroom for each test; TikTok and the tables are made once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.integration.web.newsroom import MAIN, Newsroom
from tests.support.movable import MovableDatabase
from tests.support.servers import RunningSimulator

from zharia.settings import Settings
from zharia.storage.crypto import new_key, open_keyring


@pytest.fixture(scope="session")
def _simulator() -> Iterator[RunningSimulator]:
    with RunningSimulator() as simulator:
        yield simulator


@pytest.fixture
def tiktok(_simulator: RunningSimulator) -> RunningSimulator:
    """One server for all tests, started afresh for each."""
    _simulator.control("POST", "/reset")
    return _simulator


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest) -> str:
    """SQLite, unless a test asks for both by `both_databases`."""
    fixture = "sqlite_copy" if request.param == "sqlite" else "postgres_copy"
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
        with room.closing, room.http:
            yield room
        room.context.clients.close()
    finally:
        database.close()
