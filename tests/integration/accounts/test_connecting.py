"""To TikTok's consent page and back: the brief's nine steps, and every way they fail."""

import logging
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import func, select

from tests.integration.accounts.world import DESKTOP, EVERYTHING, REDIRECT_URI, SANDBOX, World
from zharia.accounts import (
    Account,
    AccountState,
    Environment,
    Mode,
    NotConfigured,
    Scope,
    StateReason,
    configuration,
    connect_errors,
)
from zharia.accounts.connect_errors import ConnectFailed
from zharia.accounts.model import OAuthState
from zharia.accounts.oauth_flow import STATE_LIFETIME, STATE_MEMORY
from zharia.tiktok import PkceEncoding

LOOPBACK_URI = "http://127.0.0.1:8123/callback/"


def count(world: World, table: type[Account] | type[OAuthState]) -> int:
    with world.database.read() as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()


def query_of(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


@pytest.mark.parametrize("pkce", list(PkceEncoding))
def test_the_nine_steps(world: World, pkce: PkceEncoding) -> None:
    connecting = world.connecting(pkce)
    # 1 to 4: an administrator asks, PKCE and state are made and stored, the page is named
    begun = connecting.begin("admin-1")
    asked = query_of(begun.authorize_url)
    assert begun.redirect_uri == asked["redirect_uri"] == REDIRECT_URI
    assert asked["scope"] == ",".join(EVERYTHING)
    assert asked["disable_auto_auth"] == "1"
    length = {PkceEncoding.HEX: 64, PkceEncoding.BASE64URL: 43, PkceEncoding.NONE: 0}[pkce]
    assert len(asked.get("code_challenge", "")) == length
    with world.database.read() as session:
        visit = session.scalars(select(OAuthState)).one()
    assert visit.admin_id == "admin-1"
    assert visit.state_hash != asked["state"]
    assert (visit.verifier is None) is (pkce is PkceEncoding.NONE)
    # 5 and 6: the person agrees, TikTok sends the browser back
    back = world.consent(begun.authorize_url)
    # 7 and 8: the code is exchanged, the tokens are stored
    connected = connecting.finish(back, "admin-1")
    assert connected.is_new
    assert connected.missing == ()
    account = world.account(connected.account_id)
    assert account.state == AccountState.CONNECTED
    assert account.username == "aimaq_kz"
    assert account.nickname == account.name == "Аймақ жаңалықтары"
    assert account.union_id
    assert account.scopes == list(EVERYTHING)
    assert account.mode == Mode.REVIEW
    assert account.language == "kz"
    assert account.refresh_expires_at is not None
    # 9 is the redirect of the route; what it leads to works:
    assert world.works(world.vault().access_token(account.id, Scope.PUBLISH))


def test_where_tiktok_checks_the_challenge_hex_passes(world: World) -> None:
    world.use(DESKTOP)
    connecting = world.connecting(PkceEncoding.HEX, LOOPBACK_URI)
    connecting.finish(world.consent(connecting.begin("admin-1").authorize_url))


@pytest.mark.parametrize("pkce", [PkceEncoding.BASE64URL, PkceEncoding.NONE])
def test_where_tiktok_checks_the_challenge_others_end_on_its_page(
    world: World, pkce: PkceEncoding
) -> None:
    world.use(DESKTOP)
    begun = world.connecting(pkce, LOOPBACK_URI).begin("admin-1")
    page = world.tiktok.http.get(begun.authorize_url)
    assert page.status_code != 200
    assert "code_challenge" in page.text


def test_a_refusal(world: World, caplog: pytest.LogCaptureFixture) -> None:
    connecting = world.connecting()
    back = world.consent(connecting.begin("admin-1").authorize_url, decision="deny")
    with caplog.at_level(logging.WARNING), pytest.raises(connect_errors.PersonRefused):
        connecting.finish(back, "admin-1")
    assert "access_denied" in caplog.text
    assert count(world, Account) == 0


def test_an_error_of_tiktoks_own_is_quoted(world: World) -> None:
    connecting = world.connecting()
    asked = query_of(connecting.begin("admin-1").authorize_url)
    back = {"error": "invalid_scope", "error_description": "Ask less.", "state": asked["state"]}
    with pytest.raises(connect_errors.TikTokRefused, match=r"invalid_scope: Ask less\."):
        connecting.finish(back)


def test_a_callback_with_nothing_in_it(world: World) -> None:
    connecting = world.connecting()
    state = query_of(connecting.begin("admin-1").authorize_url)["state"]
    with pytest.raises(connect_errors.TikTokRefused):
        connecting.finish({"state": state})


@pytest.mark.parametrize("query", [{}, {"state": "made-up", "code": "x"}])
def test_an_unknown_state(world: World, query: dict[str, str]) -> None:
    with pytest.raises(connect_errors.StateUnknown):
        world.connecting().finish(query)


def test_a_replayed_state(world: World) -> None:
    connecting = world.connecting()
    back = world.consent(connecting.begin("admin-1").authorize_url)
    connecting.finish(back)
    with pytest.raises(connect_errors.StateReplayed):
        connecting.finish(back)
    assert len(world.calls()) == 1


def test_a_replayed_code(world: World) -> None:
    connecting = world.connecting()
    first = world.consent(connecting.begin("admin-1").authorize_url)
    connected = connecting.finish(first)
    second = query_of(connecting.begin("admin-1").authorize_url)
    with pytest.raises(connect_errors.CodeRefused, match=r"redirect URI .* is http") as caught:
        connecting.finish({"code": first["code"], "state": second["state"]})
    assert caught.value.log_id
    assert first["code"] not in str(caught.value)
    assert world.works(world.vault().access_token(connected.account_id))


def test_an_expired_state(world: World) -> None:
    connecting = world.connecting()
    back = world.consent(connecting.begin("admin-1").authorize_url)
    world.database.ahead += STATE_LIFETIME
    with pytest.raises(connect_errors.StateExpired):
        connecting.finish(back)
    world.database.ahead += STATE_MEMORY
    connecting.begin("admin-1")
    assert count(world, OAuthState) == 1
    with pytest.raises(connect_errors.StateUnknown):
        connecting.finish(back)


def test_another_administrators_state_is_refused_and_spent(world: World) -> None:
    connecting = world.connecting()
    back = world.consent(connecting.begin("admin-1").authorize_url)
    with pytest.raises(connect_errors.OtherAdministrator):
        connecting.finish(back, "admin-2")
    with pytest.raises(connect_errors.StateReplayed):
        connecting.finish(back, "admin-1")
    assert world.calls() == []


def test_a_verifier_is_kept_no_longer_than_needed(world: World) -> None:
    world.connect()
    with world.database.read() as session:
        assert session.scalars(select(OAuthState)).one().verifier is None


def test_no_posting_scope(world: World) -> None:
    with pytest.raises(connect_errors.ScopesMissing, match=r"video\.publish, video\.upload"):
        world.connect(scopes=["user.info.basic"])
    with world.database.read() as session:
        account = session.scalars(select(Account)).one()
    assert account.state == AccountState.NEEDS_RECONNECT
    assert account.state_reason == StateReason.SCOPES_MISSING
    assert world.connect().account_id == account.id
    assert world.account(account.id).state == AccountState.CONNECTED


def test_a_scope_left_out_is_named_and_the_account_drafts_only(world: World) -> None:
    connected = world.connect(scopes=["user.info.basic", "video.upload"])
    assert connected.missing == (Scope.PUBLISH,)
    assert world.account(connected.account_id).mode == Mode.INBOX


def test_connecting_again_keeps_the_account_and_its_settings(world: World) -> None:
    first = world.connect()
    world.change(first.account_id, mode=Mode.AUTO, language="ru", privacy_level="SELF_ONLY")
    old = world.vault().access_token(first.account_id)
    second = world.connect()
    assert second.account_id == first.account_id
    assert not second.is_new
    account = world.account(first.account_id)
    assert (account.mode, account.language, account.privacy_level) == ("auto", "ru", "SELF_ONLY")
    new = world.vault().access_token(first.account_id)
    assert new != old
    assert world.works(new)


def test_several_accounts_side_by_side(world: World) -> None:
    ids = {world.connect(name).account_id for name in ("aimaq_kz", "aimaq_ru", "aimaq_private")}
    vault = world.vault()
    assert len({vault.access_token(account_id) for account_id in ids}) == 3


def test_sandbox_and_production_are_kept_apart(world: World) -> None:
    production = world.connect()
    world.use(SANDBOX, Environment.SANDBOX)
    with world.database.write() as session:
        configuration(session).environment = Environment.SANDBOX
    sandbox = world.connect()
    assert sandbox.is_new
    assert sandbox.account_id != production.account_id
    assert world.account(sandbox.account_id).environment == Environment.SANDBOX
    # Each is refreshed with the credentials that it was connected with.
    for account_id in (production.account_id, sandbox.account_id):
        assert world.vault().renew(account_id, now=True) > 0


def test_a_wrong_client_secret(world: World) -> None:
    world.use(SANDBOX, Environment.SANDBOX)
    with world.database.write() as session:
        config = configuration(session)
        config.tiktok_client_secret = world.keys.seal(
            world.app(Environment.SANDBOX).client_secret, config.place("tiktok_client_secret")
        )
    with pytest.raises(connect_errors.TikTokRefused, match="invalid_client") as caught:
        world.connect()
    assert caught.value.log_id


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("cut", connect_errors.TikTokSilent),
        ("accept_then_cut", connect_errors.TikTokSilent),
        # The client repeats after `server_error`, by when the code is spent.
        ("accept_then_500", connect_errors.CodeRefused),
    ],
)
def test_a_lost_answer_sends_the_person_round_again(
    world: World, fault: str, error: type[ConnectFailed]
) -> None:
    world.tiktok.fault(fault, "token_code")
    with pytest.raises(error):
        world.connect()
    assert world.connect().is_new


def test_an_account_is_kept_even_if_tiktok_does_not_say_who_it_is(world: World) -> None:
    world.tiktok.fault("code", "user_info", value="scope_not_authorized")
    account = world.account(world.connect().account_id)
    assert account.name == account.open_id
    assert world.works(world.vault().access_token(account.id))


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"tiktok_client_key": ""}, "client key is missing"),
        ({"tiktok_client_secret": None}, "client secret is missing"),
        ({"tiktok_client_key": "two words"}, "stray character"),
        ({"environment": Environment.SANDBOX}, r"\(Sandbox\)"),
    ],
)
def test_an_app_that_is_not_set_up(world: World, values: dict[str, object], text: str) -> None:
    with world.database.write() as session:
        config = configuration(session)
        for name, value in values.items():
            setattr(config, name, value)
    with pytest.raises(NotConfigured, match=text):
        world.connecting().begin("admin-1")


def test_a_redirect_uri_that_tiktok_would_refuse(world: World) -> None:
    with pytest.raises(NotConfigured, match="redirect_uri"):
        world.connecting(redirect_uri="http://news.example/callback").begin("admin-1")


def test_every_failure_is_a_message_for_the_administrator(world: World) -> None:
    with pytest.raises(ConnectFailed) as caught:
        world.connecting().finish({"state": "made-up"})
    assert "қайтадан бастаңыз" in caught.value.message.text("kz")
    assert "начните заново" in caught.value.message.text("ru")


def test_two_callbacks_at_once_make_one_account(world: World) -> None:
    connecting = world.connecting()
    visits = [world.consent(connecting.begin("admin-1").authorize_url) for _ in range(4)]
    with ThreadPoolExecutor(4) as callbacks:
        ids = {done.account_id for done in callbacks.map(connecting.finish, visits)}
    assert len(ids) == 1
    assert count(world, Account) == 1
