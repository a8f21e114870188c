"""After a full run no token, code or secret is anywhere in clear."""

import gc
import logging
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import inspect, text

from tests.integration.accounts.world import World
from zharia.accounts import (
    AccountError,
    AccountState,
    NotConnected,
    Scope,
    connect_errors,
    disconnect,
)
from zharia.accounts.errors import RefreshPaused
from zharia.storage.crypto import CryptoError, SealBroken
from zharia.storage.database import Database
from zharia.storage.key_rotation import rotate
from zharia.tiktok.errors import TikTokError


def stored(database: Database) -> str:
    """Every byte that the database keeps, as text; broken letters do not matter."""
    with database.read() as session:
        tables = inspect(session.connection()).get_table_names()
        every = [session.execute(text(f"SELECT * FROM {name}")).all() for name in tables]
    files: list[Path] = []
    if database.is_sqlite and database.url.database:
        path = Path(database.url.database)
        files = list(path.parent.glob(f"{path.name}*"))
        assert files
    return f"{every} {[file.read_bytes().decode('latin-1') for file in files]}"


def shown() -> str:
    """The `repr` and `str` of every living object of ours but the simulator's."""
    lines = []
    for thing in gc.get_objects():
        module = str(getattr(type(thing), "__module__", ""))
        if module.startswith("zharia.") and not module.startswith("zharia.simulator"):
            with suppress(Exception):
                lines.append(f"{thing!r} {thing}")
    return "\n".join(lines)


class Witness:
    """Looks after each step: which secrets are alive, and what can be seen."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.secrets: set[str] = set()
        self.raised: list[type[BaseException]] = []
        self.errors = self.database = self.objects = ""

    def step(self, work: Callable[[], object]) -> None:
        try:
            work()
        except (AccountError, CryptoError, TikTokError) as error:
            self.raised.append(type(error))
            self.errors += "".join(traceback.format_exception(error))
            self.errors += f"{error!r} {vars(error)}"
        state = self.world.tiktok.simulator.state
        for grant in state.grants:
            self.secrets |= {grant.access_token, grant.refresh_token}
        self.secrets |= {code.code for code in state.codes}
        self.secrets |= {app.client_secret for app in state.apps}
        self.database += stored(self.world.database)
        self.objects += shown()


def full_run(world: World, witness: Witness) -> None:
    connecting, vault = world.connecting(), world.vault()
    begun = connecting.begin("admin-1")
    with world.database.read() as session:
        place, sealed = session.execute(text("SELECT id, verifier FROM oauth_states")).one()
    assert place
    assert sealed.startswith(world.keys.prefix)
    witness.secrets.add(parse_qs(urlsplit(begun.authorize_url).query)["state"][0])
    back = world.consent(begun.authorize_url)
    for _ in range(2):
        witness.step(lambda: connecting.finish(back, "admin-1"))
    for fault in ("accept_then_cut", "accept_then_500"):
        world.tiktok.fault(fault, "token_code")
        witness.step(world.connect)
    account_id = world.connect("aimaq_ru").account_id
    witness.step(lambda: vault.renew(account_id, now=True))
    witness.step(lambda: vault.access_token(account_id, Scope.PUBLISH))
    world.tiktok.fault("code", "token_refresh", value="invalid_client")
    witness.step(lambda: vault.renew(account_id, now=True))
    world.tiktok.fault("accept_then_cut", "token_refresh")
    for _ in range(2):
        witness.step(lambda: vault.renew(account_id, now=True))
    assert world.account(account_id).state == AccountState.NEEDS_RECONNECT
    moved_to = world.connect().account_id
    world.change(moved_to, access_token=world.account(account_id).access_token)
    witness.step(lambda: vault.access_token(moved_to))
    witness.step(world.connect)
    witness.step(lambda: rotate(world.database, world.keys))
    world.tiktok.fault("cut", "revoke", times=-1)
    witness.step(lambda: disconnect(world.database, world.keys, world.open_client, moved_to))


def test_nothing_secret_is_anywhere_in_clear(
    world: World, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("", "sqlalchemy", "httpx2", "httpcore2", "zharia"):
        caplog.set_level(logging.DEBUG, logger=name)
    witness = Witness(world)
    full_run(world, witness)
    assert witness.raised == [
        connect_errors.StateReplayed,
        connect_errors.TikTokSilent,
        connect_errors.CodeRefused,
        RefreshPaused,
        RefreshPaused,
        NotConnected,
        SealBroken,
    ]
    assert len(witness.secrets) > 10
    logs = "".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)
    # The nets are whole: what may be seen is caught in each.
    assert "Secret(***)" in witness.objects
    assert all(name in logs for name in ("UPDATE accounts", "no account was connected"))
    assert world.app().client_key in witness.database
    places = {
        "the database": witness.database,
        "objects": witness.objects,
        "errors": witness.errors,
        "logs": logs,
        "alerts": repr(world.alerts),
        "output": "".join(capfd.readouterr()),
    }
    for place, content in places.items():
        leaked = sorted(secret[:12] for secret in witness.secrets if secret and secret in content)
        assert not leaked, f"in {place}: {leaked}"
