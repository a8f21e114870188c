"""Ending a connection from either side, and seeing the end come."""

from datetime import timedelta

import pytest

from tests.integration.accounts.world import World
from zharia.accounts import (
    AccountState,
    Alert,
    AlertKind,
    Environment,
    NotConnected,
    StateReason,
    UnknownAccount,
    configuration,
    disconnect,
    due_for_refresh,
    ending_soon,
    removed_by_owner,
)


def due(world: World) -> list[str]:
    with world.database.read() as session:
        return due_for_refresh(session, world.database.now(session))


def soon(world: World) -> list[str]:
    with world.database.read() as session:
        return [account.id for account in ending_soon(session, world.database.now(session))]


def test_disconnecting_revokes_at_tiktok(world: World) -> None:
    account_id = world.connect().account_id
    token = world.vault().access_token(account_id)
    assert disconnect(world.database, world.keys, world.open_client, account_id)
    assert not world.works(token)
    account = world.account(account_id)
    assert account.state == AccountState.DISCONNECTED
    assert account.access_token is account.refresh_token is None
    with pytest.raises(NotConnected, match="administrator disconnected"):
        world.vault().access_token(account_id)
    assert not disconnect(world.database, world.keys, world.open_client, account_id)
    assert world.connect().account_id == account_id
    assert world.works(world.vault().access_token(account_id))


@pytest.mark.parametrize("silent", [True, False])
def test_disconnecting_is_certain_here_even_if_tiktok_is_silent(world: World, silent: bool) -> None:
    account_id = world.connect().account_id
    if silent:
        world.tiktok.fault("cut", "revoke", times=-1)
    else:
        with world.database.write() as session:
            configuration(session).tiktok_client_secret = None
    assert not disconnect(world.database, world.keys, world.open_client, account_id)
    assert world.account(account_id).state == AccountState.DISCONNECTED


def test_an_unknown_account_cannot_be_disconnected(world: World) -> None:
    with pytest.raises(UnknownAccount):
        disconnect(world.database, world.keys, world.open_client, "nobody")


def removed(world: World, account_id: str, seconds_after: float) -> Alert | None:
    account = world.account(account_id)
    with world.database.write() as session:
        return removed_by_owner(
            session,
            Environment.PRODUCTION,
            account.open_id,
            at=(account.connected_at + timedelta(seconds=seconds_after)).replace(microsecond=0),
            detail="reason 1",
            now=world.database.now(session),
        )


def test_an_owner_who_removes_us_is_told_to_the_administrator(world: World) -> None:
    account_id = world.connect().account_id
    news = removed(world, account_id, 0)
    assert news is not None
    account = world.account(account_id)
    assert account.state_reason == StateReason.BY_OWNER
    assert account.access_token is None
    assert (news.kind, news.name) == (AlertKind.REMOVED, "Аймақ жаңалықтары")
    assert removed(world, account_id, 60) is None


def test_a_late_removal_does_not_end_a_newer_connection(world: World) -> None:
    account_id = world.connect().account_id
    assert removed(world, account_id, -3600) is None
    assert world.account(account_id).state == AccountState.CONNECTED


def test_the_timer_finds_what_is_due_and_leaves_what_is_not(world: World) -> None:
    first, second = (world.connect(name).account_id for name in ("aimaq_kz", "aimaq_ru"))
    assert due(world) == []
    world.advance(7200 * 0.76)
    assert due(world) == [first, second]
    now = world.account(first).refresh_due_at + timedelta(hours=1)
    world.change(first, refresh_retry_at=now)
    assert due(world) == [second]
    world.change(second, lease_owner="somebody", lease_until=now)
    assert due(world) == []
    world.advance(3700)
    assert set(due(world)) == {first, second}
    disconnect(world.database, world.keys, world.open_client, first)
    assert due(world) == [second]


def test_fourteen_days_before_a_refresh_tokens_end_people_are_told(world: World) -> None:
    account_id = world.connect().account_id
    assert soon(world) == []
    world.advance((180 - 14) * 86400 - 60)
    assert soon(world) == []
    world.advance(120)
    assert soon(world) == [account_id]
    world.vault().renew(account_id)
    assert soon(world) == []
