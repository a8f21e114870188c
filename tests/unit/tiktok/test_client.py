"""Each call: what goes out, what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from zharia.tiktok import Client, Pkce, PkceEncoding, PublishStatus, errors

if TYPE_CHECKING:
    from tests.unit.tiktok.conftest import FakeTikTok
    from zharia.tiktok import PhotoPost

TOKENS = {
    "access_token": "act.new",
    "expires_in": 7200,
    "open_id": "open-1",
    "refresh_token": "rft.new",
    "refresh_expires_in": 15552000,
    "scope": "user.info.basic,video.publish",
    "token_type": "Bearer",
}


def test_the_authorize_url_goes_to_the_configured_page(tiktok: Client) -> None:
    url = tiktok.authorize_url(
        redirect_uri="https://news.example.kz/api/tiktok/callback",
        scopes=["video.publish"],
        state="s",
        pkce=Pkce.new(PkceEncoding.NONE),
    )
    assert url.startswith("https://www.tiktok.com/v2/auth/authorize/?client_key=key&")


def test_a_code_is_traded_for_tokens_as_a_form(tiktok: Client, fake: FakeTikTok) -> None:
    fake.says({**TOKENS, "log_id": "log-3"})
    tokens = tiktok.exchange_code(
        "c*1!x", redirect_uri="https://news.example.kz/callback", code_verifier="v"
    )
    request = fake.requests[0]
    assert str(request.url) == "https://open.tiktokapis.com/v2/oauth/token/"
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert parse_qs(request.content.decode()) == {
        "client_key": ["key"],
        "client_secret": ["the-client-secret"],
        "code": ["c*1!x"],
        "grant_type": ["authorization_code"],
        "redirect_uri": ["https://news.example.kz/callback"],
        "code_verifier": ["v"],
    }
    assert (tokens.access_token, tokens.expires_in) == ("act.new", 7200)
    assert (tokens.refresh_token, tokens.refresh_expires_in) == ("rft.new", 15552000)
    assert tokens.scopes == ("user.info.basic", "video.publish")
    assert (tokens.open_id, tokens.token_type, tokens.log_id) == ("open-1", "Bearer", "log-3")


def test_without_pkce_no_verifier_is_sent(tiktok: Client, fake: FakeTikTok) -> None:
    fake.says(TOKENS)
    tiktok.exchange_code("c", redirect_uri="https://news.example.kz/callback")
    assert "code_verifier" not in parse_qs(fake.requests[0].content.decode())


def test_a_code_is_not_sent_with_a_redirect_uri_that_tiktok_would_refuse(tiktok: Client) -> None:
    with pytest.raises(errors.InvalidArgument, match="redirect_uri"):
        tiktok.exchange_code("c", redirect_uri="http://news.example.kz/callback")


def test_a_refresh_sends_the_refresh_token(tiktok: Client, fake: FakeTikTok) -> None:
    fake.says(TOKENS)
    tiktok.refresh("rft.old")
    assert parse_qs(fake.requests[0].content.decode()) == {
        "client_key": ["key"],
        "client_secret": ["the-client-secret"],
        "grant_type": ["refresh_token"],
        "refresh_token": ["rft.old"],
    }


def test_tokens_without_lifetime_or_refresh_token_say_so(tiktok: Client, fake: FakeTikTok) -> None:
    fake.says({"access_token": "act.new"})
    tokens = tiktok.refresh("rft.old")
    assert (tokens.expires_in, tokens.refresh_token, tokens.scopes) == (0, "", ())


@pytest.mark.parametrize("call", ["exchange_code", "refresh", "revoke"])
def test_an_empty_token_or_code_is_not_sent(tiktok: Client, fake: FakeTikTok, call: str) -> None:
    extra = {"redirect_uri": "https://n.example.kz/cb"} if call == "exchange_code" else {}
    with pytest.raises(errors.InvalidArgument, match="empty"):
        getattr(tiktok, call)("", **extra)
    assert fake.requests == []


@pytest.mark.parametrize("body", [b"", b"{}", b" \n", {"log_id": "log-1"}])
def test_an_empty_answer_to_a_revoke_is_success(
    tiktok: Client, fake: FakeTikTok, body: object
) -> None:
    fake.says(body)
    assert tiktok.revoke("act.1").log_id in {"", "log-1"}
    request = fake.requests[0]
    assert request.url.path == "/v2/oauth/revoke/"
    assert parse_qs(request.content.decode())["token"] == ["act.1"]


def test_a_refused_revoke_is_an_error(tiktok: Client, fake: FakeTikTok) -> None:
    fake.says({"error": "invalid_client", "error_description": "d", "log_id": "log-1"})
    with pytest.raises(errors.OAuthRejected) as caught:
        tiktok.revoke("act.1")
    assert (caught.value.code, caught.value.log_id) == ("invalid_client", "log-1")


def test_user_info_is_asked_for_by_field(tiktok: Client, fake: FakeTikTok) -> None:
    fake.accepts(user={"open_id": "o", "display_name": "Сәтбаев", "union_id": "u"})
    user = tiktok.user_info("act.1")
    url = urlsplit(str(fake.requests[0].url))
    assert (fake.requests[0].method, url.path) == ("GET", "/v2/user/info/")
    assert parse_qs(url.query)["fields"] == ["open_id,union_id,avatar_url,display_name"]
    assert (user.open_id, user.display_name, user.union_id) == ("o", "Сәтбаев", "u")
    assert (user.avatar_url, user.log_id) == ("", "log-1")


def test_creator_info_is_asked_for_without_a_body(tiktok: Client, fake: FakeTikTok) -> None:
    fake.accepts(
        creator_avatar_url="https://p16.example/a.jpg",
        creator_username="aimak",
        creator_nickname="Аймақ",
        privacy_level_options=["SELF_ONLY", "A_LEVEL_OF_NEXT_YEAR"],
        comment_disabled=True,
        duet_disabled=False,
        max_video_post_duration_sec=300,
    )
    info = tiktok.creator_info("act.1")
    request = fake.requests[0]
    assert (request.method, request.content) == ("POST", b"")
    assert request.url.path == "/v2/post/publish/creator_info/query/"
    assert request.headers["Authorization"] == "Bearer act.1"
    assert request.headers["Content-Type"] == "application/json; charset=UTF-8"
    assert info.privacy_level_options == ("SELF_ONLY", "A_LEVEL_OF_NEXT_YEAR")
    assert (info.comment_disabled, info.duet_disabled, info.stitch_disabled) == (True, False, False)
    assert (info.creator_username, info.creator_nickname) == ("aimak", "Аймақ")
    assert (info.max_video_post_duration_sec, info.log_id) == (300, "log-1")


def test_init_sends_the_post_and_returns_its_publish_id(
    tiktok: Client, fake: FakeTikTok, draft: PhotoPost
) -> None:
    fake.accepts(publish_id="p_pub_url~v2.1")
    accepted = tiktok.init("act.1", draft)
    assert fake.requests[0].url.path == "/v2/post/publish/content/init/"
    assert fake.sent() == {
        "media_type": "PHOTO",
        "post_mode": "MEDIA_UPLOAD",
        "post_info": {},
        "source_info": {
            "source": "PULL_FROM_URL",
            "photo_images": ["https://media.example.kz/1.jpg"],
            "photo_cover_index": 0,
        },
    }
    assert (accepted.publish_id, accepted.log_id) == ("p_pub_url~v2.1", "log-1")


def test_status_keeps_19_digit_post_ids_exact(tiktok: Client, fake: FakeTikTok) -> None:
    fake.says(
        b'{"data": {"status": "PUBLISH_COMPLETE", "downloaded_bytes": 10,'
        b' "publicaly_available_post_id": [7491234567890123457, "7491234567890123459"]},'
        b' "error": {"code": "ok", "logid": "log-9"}}'
    )
    status = tiktok.status("act.1", "p1")
    assert fake.requests[0].url.path == "/v2/post/publish/status/fetch/"
    assert fake.sent() == {"publish_id": "p1"}
    assert status.status is PublishStatus.PUBLISH_COMPLETE
    assert status.post_ids == ("7491234567890123457", "7491234567890123459")
    assert (status.downloaded_bytes, status.log_id) == (10, "log-9")
    assert not status.status.processing
    assert status.failure is None


def test_cancel_sends_the_publish_id(tiktok: Client, fake: FakeTikTok) -> None:
    fake.says({"error": {"code": "ok", "log_id": "log-1"}})
    assert tiktok.cancel("act.1", "p1").log_id == "log-1"
    assert fake.requests[0].url.path == "/v2/post/publish/cancel/"
    assert fake.sent() == {"publish_id": "p1"}


def test_no_cookie_of_one_account_reaches_the_next(tiktok: Client, fake: FakeTikTok) -> None:
    fake.accepts(publish_id="p")
    fake.script[0].headers["Set-Cookie"] = "session=1; Path=/"  # type: ignore[union-attr]
    fake.accepts()
    tiktok.cancel("act.1", "p1")
    tiktok.cancel("act.2", "p2")
    assert "Cookie" not in fake.requests[1].headers


@pytest.mark.parametrize("stray", ["\n", " ", "\u200b", "\t", "\r\n"])
@pytest.mark.parametrize("where", ["client key", "client secret"])
def test_a_key_copied_with_a_line_break_is_refused_at_once(stray: str, where: str) -> None:
    pair = ("k" + stray, "s") if where == "client key" else ("k", "s" + stray)
    with pytest.raises(errors.InvalidConfiguration, match=f"the {where} is empty or has"):
        Client(*pair)


@pytest.mark.parametrize(
    "url",
    [
        "http://open.tiktokapis.com",
        "open.tiktokapis.com",
        "https://x.example/?a=1",
        "https://x/#f",
        "https://open..tiktokapis.com",
        f"https://{'a' * 64}.example",
    ],
)
@pytest.mark.parametrize("which", ["api_url", "authorize_url"])
def test_tokens_go_to_a_plain_https_url_only(url: str, which: str) -> None:
    with pytest.raises(errors.InvalidConfiguration, match="URL must be a plain https URL"):
        Client("k", "s", **{which: url})  # type: ignore[arg-type]


@pytest.mark.parametrize("token", ["", "act.1\n", "act.ключ"])
def test_a_token_that_is_none_is_not_sent(tiktok: Client, fake: FakeTikTok, token: str) -> None:
    with pytest.raises(errors.InvalidArgument, match="access_token"):
        tiktok.creator_info(token)
    assert fake.requests == []
