"""Tokens that work: refreshed ahead of their end, on refusal, and never twice at once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from tests.integration.accounts.world import SANDBOX, World
from tests.support.waiting import until
from zharia.accounts import (
    AccountState,
    AlertKind,
    ConfigurationChanges,
    Environment,
    NotConnected,
    Scope,
    ScopeNotGranted,
    StateReason,
    UnknownAccount,
    change_configuration,
    disconnect,
    due_for_refresh,
    health_of,
    lease,
    vault,
)
from zharia.accounts.app_config import set_credentials
from zharia.accounts.errors import RefreshPaused, RefreshUnderWay, SandboxNotRenewed
from zharia.accounts.health import Level
from zharia.tiktok import Backoff, Client

LIFETIME = 7200


@pytest.fixture
def account_id(world: World) -> str:
    account_id = world.connect().account_id
    world.forget_calls()
    return account_id


def client_of(world: World) -> Client:
    app = world.app()
    return Client(app.client_key, app.client_secret.reveal(), api_url=world.tiktok.url)


def test_a_fresh_token_costs_no_call(world: World, account_id: str) -> None:
    token = world.vault().access_token(account_id)
    assert world.works(token)
    assert world.calls() == []


@pytest.mark.parametrize("old", [LIFETIME * 0.95, LIFETIME + 60])
def test_a_token_near_its_end_or_past_it_is_renewed(
    world: World, account_id: str, old: float
) -> None:
    before = world.account(account_id)
    world.advance(old)
    token = world.vault().access_token(account_id)
    assert world.works(token)
    assert world.calls() == ["ok"]
    after = world.account(account_id)
    assert after.token_version == before.token_version + 1
    assert after.refresh_token != before.refresh_token
    assert after.lease_owner is None


def test_a_lifetime_is_what_tiktok_says(world: World, account_id: str) -> None:
    world.tiktok.control("PATCH", "/apps/simmain000audited0", {"access_token_seconds": 600})
    seconds = world.vault().renew(account_id, now=True)
    assert 590 < seconds <= 600
    account = world.account(account_id)
    assert account.refresh_due_at - account.issued_at == timedelta(seconds=450)


def test_the_client_renews_a_refused_token_and_goes_on(world: World, account_id: str) -> None:
    vault = world.vault()
    stale = vault.access_token(account_id)
    world.tiktok.control(
        "POST", "/grants/expire", {"client_key": world.app().client_key, "username": "aimaq_kz"}
    )
    with client_of(world) as client:
        who = client.user_info(stale, renew=lambda token: vault.refresh(account_id, token))
    assert who.display_name == "Аймақ жаңалықтары"
    assert world.calls() == ["ok"]
    # Whoever still holds the stale one is given what is there.
    assert vault.refresh(account_id, stale) == vault.access_token(account_id)
    assert world.calls() == ["ok"]


def test_the_worker_renews_what_is_due_and_nothing_else(world: World, account_id: str) -> None:
    vault = world.vault()
    vault.renew(account_id)
    assert world.calls() == []
    world.advance(LIFETIME * 0.8)
    assert vault.renew(account_id) == pytest.approx(LIFETIME, abs=60)
    vault.renew(account_id)
    assert world.calls() == ["ok"]


def test_a_scope_is_checked_before_each_use(world: World) -> None:
    account_id = world.connect(scopes=["user.info.basic", "video.upload"]).account_id
    vault = world.vault()
    assert vault.access_token(account_id, Scope.UPLOAD)
    with pytest.raises(ScopeNotGranted, match=r"video\.publish.*Connect it again"):
        vault.access_token(account_id, Scope.PUBLISH)


def test_an_unknown_account(world: World) -> None:
    with pytest.raises(UnknownAccount):
        world.vault().access_token("nobody")


def test_an_outage_pauses_everyone_while_the_token_at_hand_is_used(
    world: World, account_id: str
) -> None:
    vault = world.vault()
    world.advance(LIFETIME * 0.95)
    world.tiktok.fault("code", "token_refresh", value="invalid_client", times=1)
    token = vault.access_token(account_id)
    assert world.works(token)
    assert vault.access_token(account_id) == token
    assert world.calls() == ["invalid_client"]
    account = world.account(account_id)
    assert account.refresh_failures == 1
    assert "invalid_client" in account.refresh_problem
    assert [alert.kind for alert in world.alerts] == [AlertKind.APP_REFUSED]
    # Its end comes before the pause's: nothing to use, and still nobody asks.
    world.change(account_id, refresh_retry_at=account.access_expires_at + timedelta(hours=1))
    world.advance(LIFETIME * 0.1)
    with pytest.raises(RefreshPaused) as caught:
        vault.access_token(account_id)
    assert 0 < caught.value.retry_after <= 3600
    assert world.calls() == ["invalid_client"]
    # The administrator's button, and new credentials, end a pause.
    assert vault.renew(account_id, now=True) > 0
    assert world.account(account_id).refresh_failures == 0


def test_each_pause_is_twice_as_long(world: World, account_id: str) -> None:
    vault = world.vault()
    pauses = []
    for _ in range(7):
        world.tiktok.fault("code", "token_refresh", value="invalid_client", times=1)
        with pytest.raises(RefreshPaused) as caught:
            vault.renew(account_id, now=True)
        pauses.append(round(caught.value.retry_after, -1))
    assert pauses == [30, 60, 120, 240, 480, 900, 900]


def test_new_credentials_end_a_pause(world: World, account_id: str) -> None:
    world.change(account_id, refresh_retry_at=world.account(account_id).access_expires_at)
    app = world.app()
    with world.database.write() as session:
        set_credentials(
            session, world.keys, Environment.PRODUCTION, client_key=f" {app.client_key}\n"
        )
    assert world.account(account_id).refresh_retry_at is None
    assert world.app() == app


def test_a_withdrawn_consent_needs_a_person(world: World, account_id: str) -> None:
    world.tiktok.control(
        "POST", "/grants/remove", {"client_key": world.app().client_key, "username": "aimaq_kz"}
    )
    vault = world.vault()
    with pytest.raises(NotConnected, match="withdrawn"):
        vault.refresh(account_id, vault.access_token(account_id))
    account = world.account(account_id)
    assert account.state == AccountState.NEEDS_RECONNECT
    assert account.state_reason == StateReason.REFUSED
    assert "log id" in account.state_detail
    assert [alert.kind for alert in world.alerts] == [AlertKind.NEEDS_RECONNECT]
    assert world.alerts[0].log_id
    with pytest.raises(NotConnected):
        vault.access_token(account_id)
    assert world.calls() == ["invalid_grant"]
    world.connect()
    assert world.works(vault.access_token(account_id))


def test_a_lost_answer_that_tiktok_never_saw_heals_by_itself(world: World, account_id: str) -> None:
    world.tiktok.fault("cut", "token_refresh")
    vault = world.vault()
    with pytest.raises(RefreshPaused):
        vault.renew(account_id, now=True)
    assert world.account(account_id).refresh_unanswered
    world.advance(31)
    assert vault.renew(account_id, now=True) > 0
    assert not world.account(account_id).refresh_unanswered
    assert world.works(vault.access_token(account_id))
    assert world.alerts == []


def test_a_lost_answer_that_tiktok_acted_on_is_told_as_such(world: World, account_id: str) -> None:
    world.tiktok.fault("accept_then_cut", "token_refresh")
    vault = world.vault()
    with pytest.raises(RefreshPaused):
        vault.renew(account_id, now=True)
    assert world.account(account_id).state == AccountState.CONNECTED
    world.advance(31)
    with pytest.raises(NotConnected, match="its answer never reached us"):
        vault.renew(account_id, now=True)
    assert world.account(account_id).state_reason == StateReason.ANSWER_LOST
    assert [alert.kind for alert in world.alerts] == [AlertKind.NEEDS_RECONNECT]


def test_a_dead_holders_lease_passes_on_when_it_ends(world: World, account_id: str) -> None:
    dead = lease.acquire(world.database, world.keys, account_id, 1, seconds=1)
    assert dead is not None
    assert lease.acquire(world.database, world.keys, account_id, 1, seconds=1) is None
    world.advance(LIFETIME)
    assert world.works(world.vault().access_token(account_id))
    assert world.calls() == ["ok"]


def test_a_dead_holder_who_had_asked_is_told_as_a_lost_answer(
    world: World, account_id: str
) -> None:
    dead = lease.acquire(world.database, world.keys, account_id, 1, seconds=1)
    assert dead is not None
    with client_of(world) as client:
        client.refresh(dead.refresh_token.reveal())
    world.advance(LIFETIME)
    with pytest.raises(NotConnected, match="never reached us"):
        world.vault().access_token(account_id)


def test_a_slow_holder_still_stores_what_tiktok_gave(world: World, account_id: str) -> None:
    slow = lease.acquire(world.database, world.keys, account_id, 1, seconds=1)
    assert slow is not None
    with client_of(world) as client:
        pair = client.refresh(slow.refresh_token.reveal())
    world.advance(5)
    with pytest.raises(NotConnected):
        world.vault().renew(account_id, now=True)
    assert lease.store_tokens(world.database, world.keys, slow, pair)
    assert world.account(account_id).state == AccountState.CONNECTED
    assert world.vault().refresh(account_id, "the one before") == pair.access_token


def test_a_pair_that_comes_after_a_new_consent_is_not_kept(world: World, account_id: str) -> None:
    slow = lease.acquire(world.database, world.keys, account_id, 1, seconds=60)
    assert slow is not None
    with client_of(world) as client:
        pair = client.refresh(slow.refresh_token.reveal())
    world.connect()
    stored = world.account(account_id)
    assert not lease.store_tokens(world.database, world.keys, slow, pair)
    assert world.account(account_id).access_token == stored.access_token
    assert world.works(world.vault().access_token(account_id))


def test_nobody_takes_the_lease_of_an_account_that_needs_a_person(
    world: World, account_id: str
) -> None:
    world.change(account_id, state=AccountState.NEEDS_RECONNECT)
    assert lease.acquire(world.database, world.keys, account_id, 1, seconds=60) is None


def test_others_wait_a_little_and_then_say_so(world: World, account_id: str) -> None:
    vault = world.vault(wait_seconds=0.3)
    assert lease.acquire(world.database, world.keys, account_id, 1, seconds=60)
    token = vault.access_token(account_id)
    with pytest.raises(RefreshUnderWay):
        vault.refresh(account_id, token)
    world.database.ahead += timedelta(seconds=LIFETIME - 60)
    world.change(account_id, lease_until=world.account(account_id).access_expires_at)
    assert vault.access_token(account_id) == token
    assert world.calls() == []


def test_invalid_grant_reads_the_row_again(world: World, account_id: str) -> None:
    """Somebody else's pair, stored while TikTok refused ours, is used."""
    world.tiktok.fault("slow", "token_refresh", value="1")
    vault = world.vault()
    stale = vault.access_token(account_id)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(vault.refresh, account_id, stale)
        until(lambda: world.account(account_id).lease_owner, "the refresh to begin")
        # A new consent kills the pair that is being refreshed at this moment.
        world.connect()
        token = asked.result(60)
    assert "invalid_grant" in world.calls()
    assert world.works(token)
    assert world.account(account_id).state == AccountState.CONNECTED
    assert world.alerts == []


def test_a_refresh_that_ends_after_a_disconnection_brings_nothing_back(
    world: World, account_id: str
) -> None:
    slow = lease.acquire(world.database, world.keys, account_id, 1, seconds=60)
    assert slow is not None
    with client_of(world) as client:
        pair = client.refresh(slow.refresh_token.reveal())
    # TikTok no longer knows the token that we would withdraw.
    assert not disconnect(world.database, world.keys, world.open_client, account_id)
    assert not lease.store_tokens(world.database, world.keys, slow, pair)
    account = world.account(account_id)
    assert account.state == AccountState.DISCONNECTED
    assert account.access_token is None


def test_a_disconnection_during_a_refresh_withdraws_the_new_pair_too(
    world: World, account_id: str
) -> None:
    world.tiktok.fault("slow", "token_refresh", value="1")
    vault = world.vault()
    stale = vault.access_token(account_id)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(vault.refresh, account_id, stale)
        until(lambda: world.account(account_id).lease_owner, "the refresh to begin")
        # TikTok does not hear of it, so the pair that comes is alive.
        world.tiktok.fault("code", "revoke", value="server_error", times=4)
        disconnect(world.database, world.keys, world.open_client, account_id)
        with pytest.raises(NotConnected):
            asked.result(60)
    assert all(grant.revoked for grant in world.tiktok.simulator.state.grants)


def test_an_empty_refresh_token_never_overwrites(world: World, account_id: str) -> None:
    held = lease.acquire(world.database, world.keys, account_id, 1, seconds=60)
    assert held is not None
    with client_of(world) as client:
        pair = client.refresh(held.refresh_token.reveal())
    before = world.account(account_id)
    bare = replace(pair, refresh_token="", refresh_expires_in=0, scopes=(), expires_in=0)
    assert lease.store_tokens(world.database, world.keys, held, bare)
    after = world.account(account_id)
    assert after.refresh_token == before.refresh_token
    assert after.refresh_expires_at == before.refresh_expires_at
    assert after.scopes == before.scopes
    assert after.access_token != before.access_token
    # TikTok named no lifetime: renewed before the next use.
    assert after.refresh_due_at == after.access_expires_at == after.issued_at


def test_another_accounts_tokens_are_not_kept(world: World, account_id: str) -> None:
    other = world.connect("aimaq_ru").account_id
    stranger = world.account(other)
    token = world.keys.open(stranger.refresh_token, stranger.place("refresh_token"))  # type: ignore[arg-type]
    mine = world.account(account_id)
    world.change(account_id, refresh_token=world.keys.seal(token, mine.place("refresh_token")))
    with pytest.raises(NotConnected):
        world.vault().renew(account_id, now=True)
    assert "another account" in world.account(account_id).state_detail


def test_a_pair_outlasts_a_short_absence_of_the_database(
    world: World, account_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    absences = [1, 1]
    really = lease._update

    def absent(*args: object) -> bool:
        if absences:
            absences.pop()
            raise OperationalError("UPDATE", {}, Exception("gone"))
        return really(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(lease, "_update", absent)
    assert world.vault().renew(account_id, now=True) > 0
    assert absences == []
    assert world.works(world.vault().access_token(account_id))


def test_fifty_threads_ask_once(world: World, account_id: str) -> None:
    shared = world.vault()
    stale = shared.access_token(account_id)
    together = threading.Barrier(50)

    def ask(_: int) -> str:
        together.wait()
        return shared.refresh(account_id, stale)

    with ThreadPoolExecutor(50) as threads:
        tokens = set(threads.map(ask, range(50)))
    assert len(tokens) == 1
    assert world.works(tokens.pop())
    assert world.calls() == ["ok"]


def test_the_lease_outlasts_the_client() -> None:
    assert Backoff().deadline + 10 < vault.LEASE_SECONDS


class TestASandboxThatDoesNotRenew:
    """Its refresh token is refused at once: what is at hand is used, then a person is asked."""

    @pytest.fixture
    def account_id(self, world: World) -> str:
        world.use(SANDBOX, Environment.SANDBOX)
        world.tiktok.control("PATCH", f"/apps/{SANDBOX}", {"refuses_refresh": True})
        with world.database.write() as session:
            change_configuration(
                session,
                world.keys,
                ConfigurationChanges(environment=Environment.SANDBOX),
                now=world.database.now(session),
            )
        account_id = world.connect("aimaq_private").account_id
        world.forget_calls()
        return account_id

    def test_its_account_works_until_its_token_ends_and_then_asks(
        self, world: World, account_id: str
    ) -> None:
        vault = world.vault()
        token = vault.access_token(account_id)
        world.advance(LIFETIME * 0.95)
        assert vault.access_token(account_id) == token
        assert world.works(token)
        assert vault.access_token(account_id) == token
        assert world.calls() == ["invalid_grant"]
        with world.database.read() as session:
            now = world.database.now(session)
            assert due_for_refresh(session, now) == []
        said = health_of(world.account(account_id), now)
        assert (said.level, said.code) == (Level.SOON, "sandbox_not_renewed")
        assert "sandbox" in str(said.message)
        assert "(6 мин)" in said.message.text("ru")

        world.advance(LIFETIME)
        with world.database.read() as session:
            assert due_for_refresh(session, world.database.now(session)) == [account_id]
        with pytest.raises(NotConnected, match="sandbox"):
            vault.renew(account_id)
        account = world.account(account_id)
        assert account.state == AccountState.NEEDS_RECONNECT
        assert account.state_reason == StateReason.SANDBOX_NOT_RENEWED
        [alert] = world.alerts
        assert alert.kind is AlertKind.NEEDS_RECONNECT
        assert "құмсалғышы" in alert.message.text("kk")

    def test_the_administrators_button_says_why(self, world: World, account_id: str) -> None:
        for _ in range(2):
            with pytest.raises(SandboxNotRenewed, match=r"sandbox .*\(120 min\)"):
                world.vault().renew(account_id, now=True)
        assert world.account(account_id).state == AccountState.CONNECTED

    def test_a_token_that_is_refused_too_is_no_token_to_work_with(
        self, world: World, account_id: str
    ) -> None:
        vault = world.vault()
        world.advance(LIFETIME * 0.95)
        stale = vault.access_token(account_id)
        with pytest.raises(NotConnected, match="sandbox"):
            vault.refresh(account_id, stale)
        assert world.account(account_id).state == AccountState.NEEDS_RECONNECT

    def test_connecting_again_mends_it(self, world: World, account_id: str) -> None:
        world.advance(LIFETIME + 60)
        with pytest.raises(NotConnected):
            world.vault().access_token(account_id)
        assert world.connect("aimaq_private").account_id == account_id
        assert world.works(world.vault().access_token(account_id))
        assert not world.account(account_id).is_not_renewable
