"""Every secret sealed anew, while accounts go on being refreshed."""

import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.integration.accounts.world import World
from tests.support.key_files import add_key
from zharia.storage import key_rotation
from zharia.storage.crypto import KeyMissing, KeysUnusable, new_key, open_keyring
from zharia.storage.key_rotation import rotate


@pytest.fixture
def world(world: World, tmp_path: Path) -> World:
    """As ever, but with its keys in a file."""
    keys = open_keyring("", tmp_path / "keys")
    world = World(world.database, keys, world.tiktok, world.settings, world.alerts)
    world.use(world.settings.tiktok_client_key)
    return world


def key_ids(world: World) -> set[str]:
    """Of everything that is sealed, without our own types in between."""
    columns = [
        ("accounts", "access_token"),
        ("accounts", "refresh_token"),
        ("oauth_states", "verifier"),
        ("social_media_configs", "tiktok_client_secret"),
    ]
    with world.database.read() as session:
        return {
            value.split(".")[1]
            for table, column in columns
            for value in session.scalars(
                text(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL")
            )
        }


def test_rotation_reseals_everything_and_the_old_key_can_go(world: World, tmp_path: Path) -> None:
    account_id = world.connect().account_id
    world.connecting().begin("admin-1")
    old = world.keys.newest
    token = world.vault().access_token(account_id)
    add_key(tmp_path / "keys")
    assert world.vault().access_token(account_id) == token
    assert rotate(world.database, world.keys) == 4
    assert rotate(world.database, world.keys) == 0
    assert key_ids(world) == {world.keys.newest} != {old}
    newest_only = (tmp_path / "keys").read_text().splitlines()[0]
    world.keys = open_keyring(newest_only, tmp_path)
    assert world.vault().access_token(account_id) == token
    assert world.vault().renew(account_id, now=True) > 0


def test_rotation_while_tokens_are_renewed(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zharia.storage.key_rotation.BATCH", 1)
    ids = [world.connect(name).account_id for name in ("aimaq_kz", "aimaq_ru", "aimaq_quiet")]
    stop = threading.Event()
    failures: list[Exception] = []

    def renew() -> None:
        while not stop.is_set():
            for account_id in ids:
                try:
                    world.vault().renew(account_id, now=True)
                except Exception as error:  # noqa: BLE001 - shown below
                    failures.append(error)

    worker = threading.Thread(target=renew)
    worker.start()
    try:
        for _ in range(5):
            add_key(tmp_path / "keys")
            rotate(world.database, world.keys)
    finally:
        stop.set()
        worker.join()
    assert failures == []
    rotate(world.database, world.keys)
    assert key_ids(world) == {world.keys.newest}
    assert all(world.works(world.vault().access_token(account_id)) for account_id in ids)


# SQLite has one writer at a time: nobody can come between.
@pytest.mark.parametrize("tables_url", ["postgresql"], indirect=True)
def test_a_pair_stored_in_the_midst_of_a_batch_stays(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account_id = world.connect().account_id
    add_key(tmp_path / "keys")
    really, renewals = key_rotation._older, [1]

    def interrupted(*args: Any) -> Any:
        older = really(*args)
        if older and args[3].name == "access_token" and renewals:
            renewals.pop()
            world.vault().renew(account_id, now=True)
        return older

    monkeypatch.setattr(key_rotation, "_older", interrupted)
    key_rotation.rotate(world.database, world.keys)
    assert renewals == []
    assert world.works(world.vault().access_token(account_id))


def test_rotation_without_the_old_key_says_which_value_and_key(
    world: World, tmp_path: Path
) -> None:
    account_id = world.connect().account_id
    old = world.keys.newest
    stranger = open_keyring(new_key(), tmp_path)
    with pytest.raises(KeyMissing, match=rf"accounts\..*_token of {account_id} .* {old}"):
        rotate(world.database, stranger)


def test_a_key_file_with_a_broken_line_changes_nothing(world: World, tmp_path: Path) -> None:
    account_id = world.connect().account_id
    good = (tmp_path / "keys").read_text()
    (tmp_path / "keys").write_text("broken\n" + good)
    with pytest.raises(KeysUnusable, match="keys has an entry"):
        world.vault().access_token(account_id)
    (tmp_path / "keys").write_text(good)
    assert world.vault().access_token(account_id)
