"""Across processes: one refresh, no dead token, and a killed worker's place is taken."""

from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Self

import pytest

from tests.integration.accounts.refreshing import refresh
from tests.integration.accounts.world import World
from tests.support import forked, processes
from tests.support.movable import MovableDatabase
from tests.support.servers import RunningSimulator
from tests.support.waiting import until
from zharia.accounts import AccountState
from zharia.storage.crypto import new_key, open_keyring

PROCESSES, THREADS = 4, 50


@pytest.fixture
def key() -> str:
    return new_key()


@pytest.fixture
def world(world: World, key: str) -> World:
    """As ever, but with a key that other processes can be given."""
    world = World(
        world.database, open_keyring(key, Path()), world.tiktok, world.settings, world.alerts
    )
    app = world.tiktok.simulator.app(world.settings.tiktok_client_key)
    assert app is not None
    world.use(app.client_key)
    return world


class Refreshing:
    """A process that waits for the word before all its threads need a token."""

    def __init__(
        self,
        world: World,
        key: str,
        account_id: str,
        output: Path,
        *,
        stale: str = "",
        threads: int = THREADS,
        lease_seconds: float = 60,
    ) -> None:
        app = world.app()
        given = {
            "database": world.database.url.render_as_string(hide_password=False),
            "key": key,
            "tiktok": world.tiktok.url,
            "client_key": app.client_key,
            "client_secret": app.client_secret.reveal(),
            "account_id": account_id,
            "stale": stale,
            "threads": threads,
            "lease_seconds": lease_seconds,
        }
        self._ours, theirs = forked.pipe()
        self.process = forked.start(
            refresh, given, theirs, environment=processes.environment(), output=output
        )
        theirs.close()

    def __enter__(self) -> Self:
        assert self._ours.recv() == "ready"
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self._ours.close()

    def go(self) -> None:
        self._ours.send("go")

    def results(self) -> list[str]:
        found: list[str] = self._ours.recv()
        return found

    def kill(self) -> None:
        self.process.kill()
        self.process.join()


@pytest.mark.parametrize("found_by", ["clock", "refusal"])
def test_two_hundred_tasks_in_four_processes_refresh_once(
    world: World, key: str, tmp_path: Path, found_by: str
) -> None:
    account_id = world.connect().account_id
    stale = ""
    if found_by == "refusal":
        stale = world.vault().access_token(account_id)
    else:
        account = world.account(account_id)
        life = account.access_expires_at - account.issued_at
        world.change(
            account_id,
            issued_at=account.issued_at - life,
            access_expires_at=account.issued_at - timedelta(seconds=1),
        )
    world.tiktok.control(
        "POST", "/grants/expire", {"client_key": world.app().client_key, "username": "aimaq_kz"}
    )
    # Long enough for everyone to arrive while it is under way.
    world.tiktok.fault("slow", "token_refresh", value="1.0")
    world.forget_calls()
    with ExitStack() as running:
        workers = [
            running.enter_context(
                Refreshing(world, key, account_id, tmp_path / "output", stale=stale)
            )
            for _ in range(PROCESSES)
        ]
        for worker in workers:
            worker.go()
        answers = [answer for worker in workers for answer in worker.results()]
    assert answers == ["ok"] * PROCESSES * THREADS
    assert world.calls() == ["ok"]
    assert set(world.calls("/v2/user/info/")) == {"ok"}
    assert len(world.calls("/v2/user/info/")) == PROCESSES * THREADS
    assert world.account(account_id).token_version == 2


def test_a_worker_killed_while_it_refreshes_is_replaced(
    database: MovableDatabase, tiktok: RunningSimulator, world: World, key: str, tmp_path: Path
) -> None:
    account_id = world.connect().account_id
    stale = world.vault().access_token(account_id)
    world.tiktok.fault("hang", "token_refresh")
    with Refreshing(
        world, key, account_id, tmp_path / "output", stale=stale, threads=1, lease_seconds=2
    ) as worker:
        worker.go()
        until(lambda: not world.tiktok.simulator.state.faults, "the refresh to reach TikTok")
        assert world.account(account_id).lease_owner
        worker.kill()
    token = world.vault().refresh(account_id, stale)
    assert world.works(token)
    account = world.account(account_id)
    assert account.state == AccountState.CONNECTED
    assert account.lease_owner is None
