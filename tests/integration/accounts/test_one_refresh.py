"""Across processes: one refresh, no dead token, and a killed worker's place is taken."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from tests.integration.accounts.world import MovableDatabase, World
from tests.servers import RunningSimulator

from zharia.accounts import AccountState
from zharia.crypto import new_key, open_keyring

ROOT = Path(__file__).parents[3]
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


@contextmanager
def refreshing(
    world: World,
    key: str,
    account_id: str,
    *,
    stale: str = "",
    threads: int = THREADS,
    lease_seconds: float = 60,
) -> Iterator[subprocess.Popen[str]]:
    """A process that waits for a line before all its threads need a token."""
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
    with subprocess.Popen(
        [sys.executable, "-m", "tests.integration.accounts.refreshing", json.dumps(given)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def results(process: subprocess.Popen[str]) -> list[str]:
    assert process.stdout is not None
    answers: list[str] = json.loads(process.stdout.readline())
    return answers


@pytest.mark.parametrize("found_by", ["clock", "refusal"])
def test_two_hundred_tasks_in_four_processes_refresh_once(
    world: World, key: str, found_by: str
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
        processes = [
            running.enter_context(refreshing(world, key, account_id, stale=stale))
            for _ in range(PROCESSES)
        ]
        for process in processes:
            go(process)
        answers = [answer for process in processes for answer in results(process)]
    assert answers == ["ok"] * PROCESSES * THREADS
    assert world.calls() == ["ok"]
    assert set(world.calls("/v2/user/info/")) == {"ok"}
    assert len(world.calls("/v2/user/info/")) == PROCESSES * THREADS
    assert world.account(account_id).token_version == 2


def test_a_worker_killed_while_it_refreshes_is_replaced(
    database: MovableDatabase, tiktok: RunningSimulator, world: World, key: str
) -> None:
    account_id = world.connect().account_id
    stale = world.vault().access_token(account_id)
    world.tiktok.fault("hang", "token_refresh")
    with refreshing(world, key, account_id, stale=stale, threads=1, lease_seconds=2) as process:
        go(process)
        give_up_at = time.monotonic() + 20
        while world.tiktok.simulator.state.faults:
            assert time.monotonic() < give_up_at
            time.sleep(0.02)
        assert world.account(account_id).lease_owner
        process.kill()
    token = world.vault().refresh(account_id, stale)
    assert world.works(token)
    account = world.account(account_id)
    assert account.state == AccountState.CONNECTED
    assert account.lease_owner is None
