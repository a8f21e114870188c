"""The requests that TikTok's own pages show, sent as they stand there."""

import json
from typing import Any

import pytest
from tests.integration.simulator.conftest import CALLBACK, MAIN, MAIN_SECRET, Tik
from tests.integration.simulator.test_oauth import AUTHORIZE, asked, callback, decide, exchange

INIT = "/v2/post/publish/content/init/"


def example(*urls: str, **top: Any) -> dict[str, Any]:
    """content-posting-api-reference-photo-post: neither brand toggle, no charset, cover 1."""
    return {
        "post_info": {
            "title": "funny cat",
            "description": "this will be a #funny photo on your @tiktok #fyp",
            "disable_comment": True,
            "privacy_level": "PUBLIC_TO_EVERYONE",
            "auto_add_music": True,
        },
        "source_info": {
            "source": "PULL_FROM_URL",
            "photo_cover_index": 1,
            "photo_images": list(urls),
        },
        "post_mode": "DIRECT_POST",
        "media_type": "PHOTO",
        **top,
    }


def sent(tik: Tik, path: str, body: object) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {tik.token()}", "Content-Type": "application/json"}
    answer = tik.http.post(path, content=json.dumps(body), headers=headers)
    assert answer.json()["error"]["code"] == "ok", answer.text
    return dict(answer.json()["data"])


def test_the_photo_posts_example_is_accepted_in_either_reading(tik: Tik) -> None:
    urls = [tik.host.photo("/01.jpg"), tik.host.photo("/02.jpg")]
    publish_id = sent(tik, INIT, example(*urls))["publish_id"]
    assert publish_id.startswith("p_pub_url~v2.")
    post = tik.post(publish_id)
    assert (post["brand_content"], post["brand_organic"]) == (False, False)
    assert tik.calls()[-1]["wrong"] == []
    draft = {"title": "funny cat", "description": "this will be a #funny photo"}
    publish_id = sent(tik, INIT, example(*urls, post_mode="MEDIA_UPLOAD", post_info=draft))[
        "publish_id"
    ]
    assert publish_id.startswith("p_inbox_url~v2.")
    assert len(publish_id) <= 64
    tik.advance(30)
    assert sent(tik, "/v2/post/publish/status/fetch/", {"publish_id": publish_id})["status"] == (
        "SEND_TO_USER_INBOX"
    )


def test_fields_that_public_clients_send_along_are_ignored_and_remarked(tik: Tik) -> None:
    url = tik.host.photo()
    body = example(url)
    body["source_info"]["photo_cover_index"] = 0
    body["post_info"] |= {"disable_duet": False, "disable_stitch": False}
    body["source_info"]["video_url"] = url
    sent(tik, INIT, body)
    remarks = " ".join(tik.calls()[-1]["wrong"])
    for name in ("post_info.disable_duet", "post_info.disable_stitch", "source_info.video_url"):
        assert name in remarks
    assert "disable_duet" in tik.http.get("/log").text
    sent(tik, INIT, {**body, "post_mode": "MEDIA_UPLOAD"})
    assert "post_info.privacy_level is for DIRECT_POST only" in " ".join(tik.calls()[-1]["wrong"])


@pytest.mark.parametrize("level", [None, "", "EVERYONE", "FOLLOWER_OF_CREATOR"])
def test_a_missing_or_unknown_privacy_level_is_a_mismatch(tik: Tik, level: str | None) -> None:
    body = example(tik.host.photo("/1.jpg"), tik.host.photo("/2.jpg"))
    body["post_info"]["privacy_level"] = level
    if level is None:
        del body["post_info"]["privacy_level"]
    answer = tik.init(tik.token(), body)
    assert answer.status_code == 403
    assert answer.json().keys() == {"error"}
    assert answer.json()["error"]["code"] == "privacy_level_option_mismatch"


def test_a_login_without_the_slash_is_served_with_a_remark(tik: Tik) -> None:
    page = tik.http.get(AUTHORIZE.rstrip("/"), params=asked(), follow_redirects=False)
    assert (page.status_code, "Aimaq Publisher" in page.text) == (200, True)
    [call] = tik.calls()
    assert (call["endpoint"], call["status"], call["code"]) == ("authorize", 200, "ok")
    assert "slash" in call["wrong"][0]
    assert "slash" in tik.http.get("/log").text
    assert exchange(tik, callback(decide(tik, asked()))["code"]).json()["access_token"]
    # Nothing else is: no client was seen to get through with it.
    assert tik.http.post("/v2/oauth/token").status_code == 404


def test_the_token_pages_examples(tik: Tik) -> None:
    """oauth-get-, -refresh- and -revoke-a-user-access-token, with their Cache-Control."""
    headers = {"Cache-Control": "no-cache"}
    form = {"client_key": MAIN, "client_secret": MAIN_SECRET}
    code = callback(decide(tik, asked()))["code"]
    got = tik.http.post(
        "/v2/oauth/token/",
        headers=headers,
        data={**form, "code": code, "grant_type": "authorization_code", "redirect_uri": CALLBACK},
    ).json()
    renewed = tik.http.post(
        "/v2/oauth/token/",
        headers=headers,
        data={
            **form,
            "grant_type": "refresh_token",
            "refresh_token": got["refresh_token"],
        },
    ).json()
    info = tik.http.get(
        "/v2/user/info/?fields=open_id,union_id,avatar_url",
        headers={"Authorization": f"Bearer {renewed['access_token']}"},
    ).json()
    assert info["data"]["user"]["open_id"] == got["open_id"]
    revoked = tik.http.post(
        "/v2/oauth/revoke/", headers=headers, data={**form, "token": renewed["access_token"]}
    )
    assert (revoked.status_code, revoked.json()) == (200, {})
