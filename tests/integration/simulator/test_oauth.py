"""Login Kit over real HTTP: consent, codes, tokens, rotation, revoke, user info."""

import hashlib
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from tests.integration.simulator.conftest import (
    CALLBACK,
    DESKTOP,
    DESKTOP_SECRET,
    MAIN,
    MAIN_SECRET,
    SANDBOX,
    Tik,
)

VERIFIER = "v" * 43 + "-._~"
CHALLENGE = hashlib.sha256(VERIFIER.encode()).hexdigest()
LOOPBACK = "http://127.0.0.1:4711/callback/"
AUTHORIZE = "/v2/auth/authorize/"
TOKEN = "/v2/oauth/token/"
HOUR = 3600


def asked(**changes: str | None) -> dict[str, str]:
    """The query of a sound authorize request; None takes a parameter away."""
    query: dict[str, str | None] = {
        "client_key": MAIN,
        "response_type": "code",
        "scope": "user.info.basic,video.publish,video.upload",
        "redirect_uri": CALLBACK,
        "state": "s p/ä+&",
        **changes,
    }
    return {name: value for name, value in query.items() if value is not None}


def desktop(**changes: str | None) -> dict[str, str]:
    return asked(
        **{
            "client_key": DESKTOP,
            "redirect_uri": LOOPBACK,
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
            **changes,
        }
    )


def decide(tik: Tik, query: dict[str, str], **answer: Any) -> httpx2.Response:
    """What the consent page's form sends."""
    form: dict[str, Any] = {name: value for name, value in query.items() if name != "scope"}
    form |= {
        "requested_scope": query["scope"],
        "scope": query["scope"].split(","),
        "username": "aimaq_kz",
        "decision": "allow",
        **answer,
    }
    return tik.http.post(AUTHORIZE, data=form)


def callback(response: httpx2.Response) -> dict[str, str]:
    assert response.status_code == 302, response.text
    query = parse_qs(urlsplit(response.headers["location"]).query)
    return {name: values[0] for name, values in query.items()}


def exchange(tik: Tik, code: str, **changes: str | None) -> httpx2.Response:
    form: dict[str, str | None] = {
        "client_key": MAIN,
        "client_secret": MAIN_SECRET,
        "code": code,
        "grant_type": "authorization_code",
        "redirect_uri": CALLBACK,
        **changes,
    }
    return tik.http.post(TOKEN, data={k: v for k, v in form.items() if v is not None})


def refresh(tik: Tik, token: str, **changes: str) -> httpx2.Response:
    form = {
        "client_key": MAIN,
        "client_secret": MAIN_SECRET,
        "grant_type": "refresh_token",
        "refresh_token": token,
        **changes,
    }
    return tik.http.post(TOKEN, data=form)


def logged_in(tik: Tik) -> dict[str, Any]:
    body: dict[str, Any] = exchange(tik, callback(decide(tik, asked()))["code"]).json()
    assert "access_token" in body, body
    return body


def test_a_whole_login(tik: Tik) -> None:
    page = tik.http.get(AUTHORIZE, params=asked())
    assert page.status_code == 200
    assert "Aimaq Publisher" in page.text
    assert "aimaq_kz" in page.text
    back = decide(tik, asked())
    assert back.headers["location"].startswith(f"{CALLBACK}?")
    query = callback(back)
    assert query["state"] == "s p/ä+&"
    assert query["scopes"] == "user.info.basic,video.publish,video.upload"
    assert any(character in query["code"] for character in "*!+/=%")
    body = exchange(tik, query["code"]).json()
    assert set(body) == {
        "access_token",
        "expires_in",
        "open_id",
        "refresh_expires_in",
        "refresh_token",
        "scope",
        "token_type",
    }
    assert body["access_token"].startswith("act.")
    assert body["refresh_token"].startswith("rft.")
    assert (body["expires_in"], body["refresh_expires_in"]) == (2 * HOUR, 180 * 24 * HOUR)
    assert body["scope"] == "user.info.basic,video.publish,video.upload"
    assert body["token_type"] == "Bearer"


def test_scopes_can_be_unticked(tik: Tik) -> None:
    back = callback(decide(tik, asked(), scope=["user.info.basic", "video.upload", "user.secret"]))
    assert back["scopes"] == "user.info.basic,video.upload"
    assert exchange(tik, back["code"]).json()["scope"] == "user.info.basic,video.upload"


@pytest.mark.parametrize("answer", [{"decision": "deny"}, {"scope": []}])
def test_a_refusal_goes_back_as_access_denied(tik: Tik, answer: dict[str, Any]) -> None:
    back = callback(decide(tik, asked(), **answer))
    assert back["error"] == "access_denied"
    assert back["error_description"]
    assert back["state"] == "s p/ä+&"
    assert "code" not in back


@pytest.mark.parametrize(
    ("query", "word", "hint"),
    [
        (asked(client_key="nobody"), "client_key", "no app has"),
        (asked(client_key=f"{MAIN}\n"), "client_key", "white space"),
        (asked(client_key=None, client_id=MAIN), "client_key", "client_id"),
        (asked(redirect_uri=f"{CALLBACK}/"), "redirect_uri", "byte for byte"),
        (asked(redirect_uri=CALLBACK.upper()), "redirect_uri", "byte for byte"),
        (asked(redirect_uri=None), "redirect_uri", "not registered"),
        (asked(scope="user.info.basic video.publish"), "scope", "commas"),
        (asked(scope="research.data.basic"), "scope", "research.data.basic"),
        (asked(scope=None), "scope", "missing"),
        (asked(response_type="token"), "response_type", "code"),
        (asked(state=None), "state", "missing"),
        (desktop(code_challenge=None), "code_challenge", "hex"),
        (desktop(code_challenge=CHALLENGE.upper()), "code_challenge", "lowercase"),
        (
            desktop(code_challenge="E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
            "code_challenge",
            "base64url",
        ),
        (desktop(code_challenge_method="plain"), "code_challenge", "S256"),
        (desktop(redirect_uri="http://127.0.0.1/callback/"), "redirect_uri", "registered"),
        (desktop(redirect_uri="http://127.0.0.1:x/callback/"), "redirect_uri", "registered"),
    ],
)
def test_a_wrong_request_gets_a_page_with_one_word(
    tik: Tik, query: dict[str, str], word: str, hint: str
) -> None:
    response = tik.http.get(AUTHORIZE, params=query)
    assert "location" not in response.headers
    assert word in response.text
    call = tik.calls()[-1]
    assert call["code"] == word
    assert hint in call["wrong"][0]
    # The page itself must not help, or nobody learns to read the log.
    assert call["wrong"][0] not in response.text


def test_only_target_users_enter_a_sandbox(tik: Tik) -> None:
    query = asked(client_key=SANDBOX)
    refused = decide(tik, query, username="aimaq_ru")
    assert "location" not in refused.headers
    assert "client_key" in refused.text
    assert "target user" in tik.calls()[-1]["wrong"][0]
    assert "code" in callback(decide(tik, query, username="aimaq_kz"))


def test_a_web_apps_challenge_is_not_checked(tik: Tik) -> None:
    query = asked(code_challenge="base64url_or_anything", code_challenge_method="S256")
    code = callback(decide(tik, query))["code"]
    assert "access_token" in exchange(tik, code, code_verifier="x").json()


class TestDesktop:
    def code(self, tik: Tik) -> str:
        return callback(decide(tik, desktop()))["code"]

    def exchange(self, tik: Tik, code: str, verifier: str | None) -> dict[str, Any]:
        response = exchange(
            tik,
            code,
            client_key=DESKTOP,
            client_secret=DESKTOP_SECRET,
            redirect_uri=LOOPBACK,
            code_verifier=verifier,
        )
        return dict(response.json())

    def test_the_verifier_of_a_hex_challenge(self, tik: Tik) -> None:
        assert "access_token" in self.exchange(tik, self.code(tik), VERIFIER)

    @pytest.mark.parametrize(
        ("verifier", "error"),
        [
            (None, "invalid_request"),
            ("w" * 43, "invalid_grant"),
            ("v" * 42, "invalid_grant"),
            ("v" * 129, "invalid_grant"),
            ("v" * 43 + "!", "invalid_grant"),
        ],
    )
    def test_a_wrong_verifier(self, tik: Tik, verifier: str | None, error: str) -> None:
        assert self.exchange(tik, self.code(tik), verifier)["error"] == error


class TestCodes:
    def test_a_code_works_once(self, tik: Tik) -> None:
        code = callback(decide(tik, asked()))["code"]
        assert "access_token" in exchange(tik, code).json()
        again = exchange(tik, code)
        # Flat, and with HTTP 200: only the body says that it went wrong.
        assert again.status_code == 200
        assert set(again.json()) == {"error", "error_description", "log_id"}
        assert again.json()["error"] == "invalid_grant"
        assert "once" in tik.calls()[-1]["wrong"][0]

    def test_a_code_expires(self, tik: Tik) -> None:
        code = callback(decide(tik, asked()))["code"]
        tik.advance(601)
        assert exchange(tik, code).json()["error"] == "invalid_grant"

    def test_a_code_decoded_twice_is_another_code(self, tik: Tik) -> None:
        code = callback(decide(tik, asked()))["code"]
        assert exchange(tik, code.replace("%2B", "+")).json()["error"] == "invalid_grant"
        assert "decoded twice" in tik.calls()[-1]["wrong"][0]

    def test_a_code_not_encoded_in_the_form_is_another_code(self, tik: Tik) -> None:
        code = callback(decide(tik, asked()))["code"]
        form = f"client_key={MAIN}&client_secret={MAIN_SECRET}&grant_type=authorization_code"
        raw = f"{form}&redirect_uri={CALLBACK}&code={code.replace('%', '%25')}"
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        response = tik.http.post(TOKEN, content=raw.encode(), headers=headers)
        assert response.json()["error"] == "invalid_grant"
        assert "+ became a space" in tik.calls()[-1]["wrong"][0]

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"redirect_uri": f"{CALLBACK}/"}, "invalid_grant"),
            ({"redirect_uri": "http://localhost:8000/api/tiktok/callback"}, "invalid_grant"),
            ({"redirect_uri": None}, "invalid_request"),
            ({"code": None}, "invalid_request"),
            ({"code": "made-up"}, "invalid_grant"),
            ({"client_secret": "wrong"}, "invalid_client"),
            ({"client_key": "wrong"}, "invalid_client"),
            ({"client_key": None, "client_id": MAIN}, "invalid_request"),
            ({"grant_type": None}, "invalid_request"),
            ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
            ({"client_key": DESKTOP, "client_secret": DESKTOP_SECRET}, "invalid_grant"),
        ],
    )
    def test_a_wrong_exchange(self, tik: Tik, changes: dict[str, str | None], error: str) -> None:
        code = callback(decide(tik, asked()))["code"]
        response = exchange(tik, **{"code": code, **changes})  # type: ignore[arg-type]
        assert response.json()["error"] == error

    def test_a_parameter_sent_twice(self, tik: Tik) -> None:
        code = callback(decide(tik, asked()))["code"]
        form = {
            "client_key": [MAIN, MAIN],
            "client_secret": MAIN_SECRET,
            "code": code,
            "grant_type": "authorization_code",
            "redirect_uri": CALLBACK,
        }
        assert tik.http.post(TOKEN, data=form).json()["error"] == "invalid_request"

    def test_json_is_no_form(self, tik: Tik) -> None:
        response = tik.http.post(TOKEN, json={"client_key": MAIN})
        assert response.json()["error"] == "invalid_request"


class TestRotation:
    def test_the_old_refresh_token_dies(self, tik: Tik) -> None:
        old = logged_in(tik)
        new = refresh(tik, old["refresh_token"]).json()
        assert new["refresh_token"] != old["refresh_token"]
        assert new["open_id"] == old["open_id"]
        assert refresh(tik, old["refresh_token"]).json()["error"] == "invalid_grant"
        # A reuse is refused, but does not end the consent.
        assert "access_token" in refresh(tik, new["refresh_token"]).json()

    def test_the_old_access_token_dies_with_it(self, tik: Tik) -> None:
        old = logged_in(tik)
        new = refresh(tik, old["refresh_token"]).json()
        assert tik.call("/creator_info/query/", old["access_token"]).status_code == 401
        assert tik.call("/creator_info/query/", new["access_token"]).status_code == 200

    def test_a_refresh_token_lives_180_days(self, tik: Tik) -> None:
        token = logged_in(tik)["refresh_token"]
        tik.advance(179 * 24 * HOUR)
        token = refresh(tik, token).json()["refresh_token"]
        tik.advance(180 * 24 * HOUR + 1)
        assert refresh(tik, token).json()["error"] == "invalid_grant"

    def test_another_apps_refresh_token(self, tik: Tik) -> None:
        token = logged_in(tik)["refresh_token"]
        changes = {"client_key": DESKTOP, "client_secret": DESKTOP_SECRET}
        assert refresh(tik, token, **changes).json()["error"] == "invalid_grant"
        assert refresh(tik, "").json()["error"] == "invalid_request"

    def test_a_new_consent_ends_the_older_pair(self, tik: Tik) -> None:
        old, new = logged_in(tik), logged_in(tik)
        assert tik.call("/creator_info/query/", old["access_token"]).status_code == 401
        assert refresh(tik, old["refresh_token"]).json()["error"] == "invalid_grant"
        assert tik.call("/creator_info/query/", new["access_token"]).status_code == 200


class TestRevoke:
    def revoke(self, tik: Tik, token: str) -> httpx2.Response:
        form = {"client_key": MAIN, "client_secret": MAIN_SECRET, "token": token}
        return tik.http.post("/v2/oauth/revoke/", data=form)

    def test_both_tokens_die_and_a_webhook_follows(self, tik: Tik) -> None:
        body = logged_in(tik)
        response = self.revoke(tik, body["access_token"])
        assert (response.status_code, response.json()) == (200, {})
        assert tik.call("/creator_info/query/", body["access_token"]).status_code == 401
        assert refresh(tik, body["refresh_token"]).json()["error"] == "invalid_grant"
        [delivery] = tik.control("GET", "/deliveries")["deliveries"]
        assert '"event":"authorization.removed"' in delivery["body"]
        assert r'"content":"{\"reason\":5}"' in delivery["body"]

    def test_an_unknown_token(self, tik: Tik) -> None:
        assert self.revoke(tik, "act.nobody").json()["error"] == "invalid_grant"
        assert self.revoke(tik, "").json()["error"] == "invalid_request"
        refresh_token = logged_in(tik)["refresh_token"]
        assert self.revoke(tik, refresh_token).json()["error"] == "invalid_grant"


class TestUserInfo:
    def ask(self, tik: Tik, token: str, fields: str | None) -> httpx2.Response:
        params = {} if fields is None else {"fields": fields}
        headers = {"Authorization": f"Bearer {token}"}
        return tik.http.get("/v2/user/info/", params=params, headers=headers)

    def test_the_fields_that_were_asked_for(self, tik: Tik) -> None:
        body = logged_in(tik)
        answer = self.ask(tik, body["access_token"], "open_id,union_id,avatar_url,display_name")
        user = answer.json()["data"]["user"]
        assert set(user) == {"open_id", "union_id", "avatar_url", "display_name"}
        assert user["open_id"] == body["open_id"]
        assert user["display_name"] == "Аймақ жаңалықтары"
        assert answer.json()["error"]["code"] == "ok"

    @pytest.mark.parametrize(
        ("fields", "status", "code"),
        [
            (None, 400, "invalid_params"),
            ("open_id,shoe_size", 400, "invalid_params"),
            ("open_id,username", 400, "scope_permission_missed"),
        ],
    )
    def test_wrong_fields(self, tik: Tik, fields: str | None, status: int, code: str) -> None:
        answer = self.ask(tik, tik.token(scopes=["user.info.basic"]), fields)
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)

    def test_a_token_without_its_scope(self, tik: Tik) -> None:
        answer = self.ask(tik, tik.token(scopes=["video.upload"]), "open_id")
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "scope_not_authorized")

    def test_an_open_id_belongs_to_one_app(self, tik: Tik) -> None:
        ids = {
            tik.control("POST", "/grants", {"client_key": key, "username": name})["open_id"]
            for key in (MAIN, SANDBOX)
            for name in ("aimaq_kz", "aimaq_private")
        }
        assert len(ids) == 4


@pytest.mark.parametrize(
    ("method", "path", "hint"),
    [
        ("POST", "/v2/oauth/token", "slash"),
        ("POST", "/v2/post/publish/content/init", "slash"),
        ("GET", "/v2/oauth/token/", "POST"),
        ("POST", "/v2/post/publish/video/init/", "no such endpoint"),
    ],
)
def test_a_wrong_address_is_explained_in_the_log(
    tik: Tik, method: str, path: str, hint: str
) -> None:
    assert tik.http.request(method, path).status_code == 404
    assert hint in tik.calls()[-1]["wrong"][0]
