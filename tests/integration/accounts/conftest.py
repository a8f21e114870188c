"""Both databases with a clock to move, and a running simulator."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.integration.accounts.world import MAIN, MovableDatabase, World
from tests.servers import RunningSimulator

from zharia.crypto import new_key, open_keyring
from zharia.database import Database
from zharia.settings import Settings


@pytest.fixture
def database(empty_database: Database) -> Iterator[MovableDatabase]:
    database = MovableDatabase(empty_database.url.render_as_string(hide_password=False))
    try:
        database.upgrade()
        yield database
    finally:
        database.close()


@pytest.fixture
def tiktok() -> Iterator[RunningSimulator]:
    with RunningSimulator() as simulator:
        yield simulator


@pytest.fixture
def world(database: MovableDatabase, tiktok: RunningSimulator, tmp_path: Path) -> World:
    """A newsroom whose app is configured, without an account yet."""
    app = tiktok.simulator.app(MAIN)
    assert app is not None
    # Validated, not called: whatever is in the environment stays out.
    settings = Settings.model_validate(
        {
            "data_dir": tmp_path,
            "tiktok_api_url": tiktok.url,
            "tiktok_authorize_url": f"{tiktok.url}/v2/auth/authorize/",
            "tiktok_client_key": app.client_key,
            "tiktok_client_secret": app.client_secret,
        }
    )
    return World(database, open_keyring(new_key(), tmp_path), tiktok, settings)
