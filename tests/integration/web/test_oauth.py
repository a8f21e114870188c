"""The brief's nine steps over HTTP, with a simulated TikTok that checks what TikTok checks."""

import re
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from httpx2 import Response
from sqlalchemy import select
from tests.integration.web.newsroom import JWT_SECRET, SANDBOX, Newsroom

from zharia.accounts import Account
from zharia.accounts.model import OAuthState
from zharia.users import Role


def ending(answer: Response) -> dict[str, str]:
    """The query of the settings page that the callback leads to."""
    assert answer.status_code == 303, answer.text
    back = urlsplit(answer.headers["location"])
    assert (back.scheme, back.netloc, back.path) == ("", "", "/admin/settings/social-media")
    return {name: values[0] for name, values in parse_qs(back.query).items()}


def authorize_url(newsroom: Newsroom) -> str:
    return str(newsroom.get("/api/tiktok/auth-url", as_=newsroom.admin).json()["authUrl"])


class TestTheNineSteps:
    """Each method is one step of the brief; they share no state."""

    def test_1_the_administrator_asks_for_the_address(self, newsroom: Newsroom) -> None:
        answer = newsroom.get("/api/tiktok/auth-url", as_=newsroom.admin)
        assert answer.status_code == 200
        assert set(answer.json()) == {"authUrl", "redirectUri"}
        assert answer.json()["redirectUri"] == "http://127.0.0.1:8000/api/tiktok/callback"

    def test_2_pkce_is_made(self, newsroom: Newsroom) -> None:
        query = parse_qs(urlsplit(authorize_url(newsroom)).query)
        assert re.fullmatch("[0-9a-f]{64}", query["code_challenge"][0])
        assert query["code_challenge_method"] == ["S256"]

    def test_3_the_verifier_is_stored_sealed(self, newsroom: Newsroom) -> None:
        authorize_url(newsroom)
        with newsroom.database.read() as session:
            visit = session.scalars(select(OAuthState)).one()
        assert visit.verifier is not None
        assert visit.admin_id.startswith("user:")

    def test_4_the_browser_goes_to_tiktok(self, newsroom: Newsroom) -> None:
        answer = newsroom.get("/api/tiktok/auth", as_=newsroom.admin)
        assert answer.status_code == 302
        assert answer.headers["location"].startswith(newsroom.settings.tiktok_authorize_url)

    def test_5_the_person_agrees_on_tiktoks_page(self, newsroom: Newsroom) -> None:
        assert "code=" in newsroom.consent(authorize_url(newsroom))

    def test_6_the_callback_needs_no_token(self, newsroom: Newsroom) -> None:
        answer = newsroom.callback(newsroom.consent(authorize_url(newsroom)))
        assert ending(answer) == {"tiktok_auth": "success"}

    def test_7_the_code_is_exchanged_with_the_verifier(self, newsroom: Newsroom) -> None:
        newsroom.tiktok.control("DELETE", "/calls")
        newsroom.connect()
        calls = newsroom.tiktok.control("GET", "/calls")["calls"]
        (exchange,) = [call for call in calls if call["path"] == "/v2/oauth/token/"]
        assert exchange["code"] == "ok"

    def test_8_the_tokens_are_stored(self, newsroom: Newsroom) -> None:
        newsroom.connect()
        with newsroom.database.read() as session:
            account = session.scalars(select(Account)).one()
        assert account.access_token is not None
        assert account.refresh_token is not None
        status = newsroom.http.get("/api/tiktok/status").json()
        assert status == {
            "isConfigured": True,
            "isAuthorized": True,
            "enabled": False,
            "openId": account.open_id,
        }

    def test_9_the_browser_ends_on_the_settings_page(self, newsroom: Newsroom) -> None:
        location = newsroom.connect().headers["location"]
        assert location == "/admin/settings/social-media?tiktok_auth=success"


@pytest.mark.parametrize("pkce", ["hex", "base64url", "none"])
def test_the_whole_dance_in_each_encoding(newsroom: Newsroom) -> None:
    assert ending(newsroom.connect()) == {"tiktok_auth": "success"}


@pytest.mark.parametrize(
    ("languages", "word"), [("kk-KZ,ru;q=0.5", "рұқсат"), ("ru", "доступ"), ("", "Authorize")]
)
def test_a_refusal_is_told_in_the_browsers_language(
    newsroom: Newsroom, languages: str, word: str
) -> None:
    query = newsroom.consent(authorize_url(newsroom), decision="deny")
    told = ending(newsroom.callback(query, {"Accept-Language": languages}))
    assert told["tiktok_auth"] == "error"
    assert told["code"] == "access_denied"
    assert word in told["message"]


def test_a_state_works_once(newsroom: Newsroom) -> None:
    query = newsroom.consent(authorize_url(newsroom))
    assert ending(newsroom.callback(query))["tiktok_auth"] == "success"
    assert ending(newsroom.callback(query))["code"] == "state_replayed"


def test_a_code_works_once(newsroom: Newsroom) -> None:
    first = parse_qs(newsroom.consent(authorize_url(newsroom)))
    second = parse_qs(newsroom.consent(authorize_url(newsroom)))
    newsroom.callback(f"state={first['state'][0]}&code={first['code'][0]}&scopes=video.publish")
    replay = newsroom.callback(f"state={second['state'][0]}&code={first['code'][0]}")
    assert ending(replay)["code"] == "code_refused"


def test_an_unknown_state_is_refused(newsroom: Newsroom) -> None:
    assert ending(newsroom.callback("state=guessed&code=x"))["code"] == "state_unknown"
    assert ending(newsroom.callback(""))["code"] == "state_unknown"


def test_a_state_expires_after_ten_minutes(newsroom: Newsroom) -> None:
    query = newsroom.consent(authorize_url(newsroom))
    newsroom.database.ahead += newsroom.minutes(10)
    assert ending(newsroom.callback(query))["code"] == "state_expired"


def test_another_administrators_state_is_refused(newsroom: Newsroom) -> None:
    query = newsroom.consent(authorize_url(newsroom))
    other = newsroom.user("second@news.example", Role.ADMIN)
    assert ending(newsroom.callback(query, other))["code"] == "other_administrator"
    assert not newsroom.http.get("/api/tiktok/status").json()["isAuthorized"]


def test_an_editors_token_does_not_finish_an_administrators_visit(newsroom: Newsroom) -> None:
    query = newsroom.consent(authorize_url(newsroom))
    assert ending(newsroom.callback(query, newsroom.editor))["code"] == "other_administrator"


def test_the_own_token_or_a_stale_one_does_no_harm(newsroom: Newsroom) -> None:
    query = newsroom.consent(authorize_url(newsroom))
    assert ending(newsroom.callback(query, newsroom.admin))["tiktok_auth"] == "success"
    query = newsroom.consent(authorize_url(newsroom))
    stale = {"Authorization": "Bearer worn.out.token"}
    assert ending(newsroom.callback(query, stale))["tiktok_auth"] == "success"


def test_a_scope_that_was_left_out_is_named(newsroom: Newsroom) -> None:
    told = ending(newsroom.connect(scopes=["user.info.basic", "video.publish"]))
    assert told == {"tiktok_auth": "success", "missing": "video.upload"}
    told = ending(newsroom.connect("aimaq_ru", scopes=["user.info.basic"]))
    assert told["code"] == "scopes_missing"


def test_without_credentials_nobody_can_begin(newsroom: Newsroom) -> None:
    newsroom.configure(tiktokClientKey="")
    for path in ("/api/tiktok/auth", "/api/tiktok/auth-url"):
        answer = newsroom.get(path, as_=newsroom.admin)
        assert answer.status_code == 409
        assert answer.json()["code"] == "tiktok_not_configured"
        assert "client secret under “Social media”." in answer.json()["detail"]
    assert newsroom.http.get("/api/tiktok/status").json()["isConfigured"] is False


def test_the_sandbox_connects_with_its_own_credentials(newsroom: Newsroom) -> None:
    app = newsroom.tiktok.simulator.app(SANDBOX)
    assert app is not None
    answer = newsroom.configure(
        environment="sandbox",
        tiktokSandboxClientKey=app.client_key,
        tiktokSandboxClientSecret=app.client_secret,
    ).json()
    assert answer["heldToSelfOnly"] is True
    assert f"client_key={SANDBOX}" in authorize_url(newsroom)


def test_a_change_of_the_environment_answers_with_the_accounts_of_the_new_one(
    newsroom: Newsroom,
) -> None:
    newsroom.connect()
    with newsroom.database.read() as session:
        open_id = session.scalars(select(Account.open_id)).one()
    assert newsroom.configure(environment="sandbox").json()["tiktokOpenId"] is None
    assert newsroom.configure(environment="production").json()["tiktokOpenId"] == open_id


def test_a_cms_administrator_can_connect(newsroom: Newsroom) -> None:
    claims = {"sub": "7", "email": "chief@cms.example", "role": "ADMIN", "exp": 4102444800}
    newsroom.admin = {"Authorization": f"Bearer {jwt.encode(claims, JWT_SECRET)}"}
    assert ending(newsroom.connect())["tiktok_auth"] == "success"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_tokens_are_renewed_by_a_button(newsroom: Newsroom, method: str) -> None:
    newsroom.connect()
    answer = newsroom.http.request(method, "/api/tiktok/refresh-token", headers=newsroom.admin)
    assert answer.status_code == 200
    (row,) = answer.json()
    assert row["success"] is True
    assert 0 < row["expiresIn"] <= 7200


def test_a_disconnected_account_is_told_so_and_its_access_is_withdrawn(newsroom: Newsroom) -> None:
    newsroom.connect()
    (account,) = newsroom.get("/api/social-media/accounts").json()
    assert account["state"] == "connected"
    answer = newsroom.post(
        f"/api/social-media/accounts/{account['id']}/disconnect", as_=newsroom.admin
    )
    assert answer.json() == {"accountId": account["id"], "confirmed": True}
    (account,) = newsroom.get("/api/social-media/accounts").json()
    assert account["state"] == "disconnected"
    assert "An administrator" in account["stateMessage"]
    assert newsroom.http.get("/api/tiktok/status").json()["openId"] is None
