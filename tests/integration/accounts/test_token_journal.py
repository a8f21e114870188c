"""The journal keeps the pair that works, and a database that went back gets it from there."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from tests.integration.accounts.world import World
from zharia.accounts import Account, AccountState
from zharia.journal import Installation
from zharia.publishing import recovery


@pytest.fixture
def installation(world: World, tmp_path: Path) -> Installation:
    return Installation.open(tmp_path / "journal.jsonl", one_machine=world.database.is_sqlite)


def row(world: World) -> dict[str, Any]:
    with world.database.read() as session:
        return dict(session.execute(select(Account.__table__)).mappings().one())


def put_back(world: World, older: dict[str, Any]) -> None:
    with world.database.write() as session:
        session.execute(update(Account).values(older))


def test_a_pair_that_was_renewed_after_the_clock_went_back_is_the_newer_one(
    world: World, installation: Installation
) -> None:
    """Else the older database's dead pair is kept, and a person has to connect again."""
    world.database.ahead = timedelta(hours=1)
    account_id = world.connect().account_id
    older = row(world)
    world.database.ahead = timedelta()
    vault = world.vault(installation=installation)
    vault.renew(account_id, now=True)
    put_back(world, older)
    assert vault.renew(account_id, now=True) > 0
    assert world.account(account_id).state == AccountState.CONNECTED


def test_a_pair_that_was_kept_by_a_process_that_died_is_written_down_at_the_next_start(
    world: World, installation: Installation
) -> None:
    account_id = world.connect().account_id
    older = row(world)
    recovery.recover(world.database, installation)
    # Killed between the commit of the new pair and its line.
    world.vault().renew(account_id, now=True)
    recovery.recover(world.database, installation)
    put_back(world, older)
    recovery.recover(world.database, installation)
    assert world.vault(installation=installation).renew(account_id, now=True) > 0
    assert world.account(account_id).state == AccountState.CONNECTED
