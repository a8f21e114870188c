"""Both databases with a clock to move, and a running simulator."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.accounts.world import MAIN, World
from tests.support.movable import MovableDatabase
from tests.support.servers import RunningSimulator
from zharia.settings import Settings
from zharia.storage.crypto import new_key, open_keyring


@pytest.fixture
def database(tables_url: str) -> Iterator[MovableDatabase]:
    with contextlib.closing(MovableDatabase(tables_url)) as database:
        yield database


@pytest.fixture(scope="session")
def _simulator() -> Iterator[RunningSimulator]:
    with RunningSimulator() as simulator:
        yield simulator


@pytest.fixture
def tiktok(_simulator: RunningSimulator) -> RunningSimulator:
    """One server for all tests, started afresh for each; its clock goes on from the last one."""
    _simulator.control("POST", "/reset")
    return _simulator


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
