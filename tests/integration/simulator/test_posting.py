"""Photo posts from init to the public id, over real HTTP, with photos really pulled."""

import json
import re
import threading
from pathlib import Path

import httpx2
import pytest
from tests.integration.simulator.conftest import MAIN, NEW, SANDBOX, Tik, direct, draft
from tests.support.servers import RunningSimulator, photo
from tests.support.waiting import until

HOUR = 3600


def test_a_public_post_passes_every_state_and_gets_a_19_digit_id(tik: Tik) -> None:
    token = tik.token()
    urls = [tik.host.photo("/1.jpg"), tik.host.serve("/2.webp", photo((1080, 1920), "WEBP"))]
    publish_id = tik.accepted(token, direct(*urls))
    assert len(publish_id) <= 64
    assert tik.status(token, publish_id)["status"] == "PROCESSING_DOWNLOAD"
    tik.advance(10)
    done = tik.status(token, publish_id)
    assert done["status"] == "PUBLISH_COMPLETE"
    assert done["publicaly_available_post_id"] == []
    assert done["downloaded_bytes"] > 0
    tik.advance(60)
    [post_id] = tik.status(token, publish_id)["publicaly_available_post_id"]
    assert isinstance(post_id, int)
    assert len(str(post_id)) == 19
    assert tik.host.asked == ["/1.jpg", "/2.webp"]
    assert [p["format"] for p in tik.post(publish_id)["photos"]] == ["JPEG", "WEBP"]


def test_the_public_id_stays_a_bare_integer_in_json(tik: Tik) -> None:
    token = tik.token()
    publish_id = tik.accepted(token, direct(tik.host.photo()))
    tik.advance(60)
    raw = tik.call("/status/fetch/", token, {"publish_id": publish_id}).text
    post_id = tik.post(publish_id)["post_id"]
    assert f'"publicaly_available_post_id": [{post_id}]' in raw


def test_a_caption_loses_its_line_breaks(tik: Tik) -> None:
    wanted = direct(tik.host.photo(), description="Бірінші\n\n  екінші\r\n#үш")
    assert tik.post(tik.accepted(tik.token(), wanted))["description"] == "Бірінші екінші #үш"


def test_the_same_request_twice_is_two_posts(tik: Tik) -> None:
    token, wanted = tik.token(), direct(tik.host.photo())
    assert tik.accepted(token, wanted) != tik.accepted(token, wanted)


def test_the_puller_says_who_it_is(tik: Tik) -> None:
    publish_id = tik.accepted(tik.token(), direct(tik.host.photo()))
    tik.advance(10)
    assert tik.post(publish_id)["status"] == "PUBLISH_COMPLETE"
    assert "Bytespider" in tik.host.agents[-1]


def test_a_post_for_friends_gets_no_public_id(tik: Tik) -> None:
    token = tik.token()
    publish_id = tik.accepted(
        token, direct(tik.host.photo(), privacy_level="MUTUAL_FOLLOW_FRIENDS")
    )
    tik.advance(HOUR)
    assert tik.status(token, publish_id)["status"] == "PUBLISH_COMPLETE"
    assert tik.status(token, publish_id)["publicaly_available_post_id"] == []


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"status": 404}, "photo_pull_failed"),
        ({"status": 302, "headers": {"Location": "/good.jpg"}}, "photo_pull_failed"),
        ({"content": photo(kind="PNG"), "content_type": "image/jpeg"}, "photo_pull_failed"),
        ({"content": photo(kind="GIF")}, "file_format_check_failed"),
        ({"content": b"<html>no photo</html>"}, "file_format_check_failed"),
        ({"content": photo()[:-2000]}, "file_format_check_failed"),
        ({"content": photo((1081, 1400))}, "picture_size_check_failed"),
        ({"endless": 2_000_000_000}, "picture_size_check_failed"),
    ],
    ids=[
        "missing",
        "redirect",
        "png",
        "gif",
        "html",
        "truncated",
        "large",
        "over-20-mb",
    ],
)
def test_one_bad_photo_fails_the_carousel_unnamed(
    tik: Tik, answer: dict[str, object], reason: str
) -> None:
    token = tik.token()
    good = tik.host.photo("/good.jpg")
    bad = tik.host.serve("/bad.jpg", **answer)  # type: ignore[arg-type]
    publish_id = tik.accepted(token, direct(good, bad))
    tik.advance(10)
    failed = tik.status(token, publish_id)
    assert (failed["status"], failed["fail_reason"]) == ("FAILED", reason)
    # TikTok names no photo; the call log does.
    assert "bad.jpg" not in json.dumps(failed)
    assert any("bad.jpg" in " ".join(call["wrong"]) for call in tik.calls())


@pytest.mark.parametrize("how", ["delay", "stall"])
def test_a_photo_that_does_not_come_in_time_fails_the_post(hasty: Tik, how: str) -> None:
    token = hasty.token()
    late = hasty.host.serve("/late.jpg", photo(), **{how: 30})
    publish_id = hasty.accepted(token, direct(late))
    hasty.advance(10)
    failed = hasty.status(token, publish_id)
    assert (failed["status"], failed["fail_reason"]) == ("FAILED", "photo_pull_failed")
    assert any("late.jpg took over" in " ".join(call["wrong"]) for call in hasty.calls())


def test_a_shorter_side_of_1080_is_enough(tik: Tik) -> None:
    token = tik.token()
    publish_id = tik.accepted(token, direct(tik.host.photo("/wide.jpg", (2400, 1080))))
    tik.advance(10)
    assert tik.status(token, publish_id)["status"] == "PUBLISH_COMPLETE"


def test_photos_are_not_asked_for_when_the_prefix_is_not_verified(tik: Tik) -> None:
    tik.change_app(MAIN, verified_prefixes=["http://127.0.0.1:1/"])
    response = tik.init(tik.token(), direct(tik.host.photo()))
    assert response.status_code == 403
    assert response.json()["error"]["code"] == "url_ownership_unverified"
    tik.advance(HOUR)
    assert tik.host.asked == []


def test_the_envelope_of_a_refusal(tik: Tik) -> None:
    response = tik.init(tik.token(), {"media_type": "VIDEO"})
    assert response.status_code == 400
    body = response.json()
    assert body.keys() == {"error"}
    assert body["error"]["code"] == "invalid_params"
    assert body["error"]["message"] == "The request post info is empty or incorrect"
    assert body["error"]["log_id"] == tik.calls()[-1]["log_id"]
    assert re.fullmatch(r"[0-9]{14}[0-9A-F]{20}", body["error"]["log_id"])
    assert "media_type" in tik.calls()[-1]["wrong"][0]


@pytest.mark.parametrize(
    ("content_type", "raw"),
    [
        ("text/plain", b"{}"),
        ("application/x-www-form-urlencoded", b"media_type=PHOTO"),
        ("application/json; charset=windows-1251", b"{}"),
        ("application/json", b"{"),
        ("application/json", "{}".encode("utf-16")),
        ("application/json", b"[]"),
    ],
)
def test_init_demands_json_in_utf_8(tik: Tik, content_type: str, raw: bytes) -> None:
    headers = {"Authorization": f"Bearer {tik.token()}", "Content-Type": content_type}
    response = tik.http.post("/v2/post/publish/content/init/", content=raw, headers=headers)
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (400, "invalid_params")
    assert error["message"] == "The request post info is empty or incorrect"


def test_the_charset_alone_can_be_wrong(tik: Tik) -> None:
    token, raw = tik.token(), json.dumps(direct(tik.host.photo())).encode()
    for charset, code in (
        ("windows-1251", "invalid_params"),
        ("windows-1251; v=1", "invalid_params"),
        ("UTF-8", "ok"),
        ("utf8", "ok"),
        ('"utf-8"; v=1', "ok"),
        ("UTF-8;", "ok"),
    ):
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": f"application/json; charset={charset}",
        }
        answer = tik.http.post("/v2/post/publish/content/init/", content=raw, headers=headers)
        assert answer.json()["error"]["code"] == code


def test_an_emoji_cut_in_two_is_taken_and_breaks_nothing(tik: Tik, tmp_path: Path) -> None:
    """JavaScript's `slice` leaves half of a surrogate pair, and `JSON.stringify` spells it out."""
    half, url = "мектеп \ud83d", tik.host.photo()
    body = {**direct(url, title=half), "\ud83d": 1}
    with RunningSimulator(state_file=tmp_path / "state.json") as running:
        token = running.token(MAIN, "aimaq_kz")
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        own = {"verified_prefixes": [f"{tik.host.url}/"]}
        running.control("PATCH", f"/apps/{MAIN}", own)
        answer = running.http.post(
            "/v2/post/publish/content/init/", content=json.dumps(body), headers=headers
        )
        publish_id = answer.json()["data"]["publish_id"]
        running.advance(30)
        assert running.control("GET", f"/posts/{publish_id}")["title"] == "мектеп \ufffd"
        assert "not a field" in running.control("GET", "/calls")["calls"][-1]["wrong"][0]
    assert publish_id in (tmp_path / "state.json").read_text("utf-8")


@pytest.mark.parametrize("path", ["/\x7f.jpg", "/\x01.jpg", f"/{'a' * 70_000}.jpg"])
def test_a_url_that_nobody_can_fetch_fails_the_post(tik: Tik, path: str) -> None:
    token = tik.token()
    publish_id = tik.accepted(token, direct(f"{tik.host.url}{path}"))
    tik.advance(30)
    failed = tik.status(token, publish_id)
    assert (failed["status"], failed["fail_reason"]) == ("FAILED", "photo_pull_failed")


@pytest.mark.parametrize(
    ("scopes", "body", "code"),
    [
        (["video.upload"], direct, "scope_not_authorized"),
        (["video.publish"], draft, "scope_not_authorized"),
        (["video.publish"], direct, "ok"),
        (["video.upload"], draft, "ok"),
    ],
)
def test_each_mode_has_its_scope(tik: Tik, scopes: list[str], body: object, code: str) -> None:
    assert callable(body)
    response = tik.init(tik.token(scopes=scopes), body(tik.host.photo()))
    assert response.json()["error"]["code"] == code
    assert response.status_code == (200 if code == "ok" else 401)


class TestTokens:
    @pytest.mark.parametrize("header", ["", "Bearer", "Bearer act.nobody", "Basic act.nobody"])
    def test_an_unknown_token_is_401(self, tik: Tik, header: str) -> None:
        response = tik.http.post(
            "/v2/post/publish/creator_info/query/", headers={"Authorization": header}
        )
        assert response.status_code == 401
        assert response.json()["error"]["code"] == "access_token_invalid"

    def test_an_access_token_dies_after_two_hours(self, tik: Tik) -> None:
        token = tik.token()
        tik.advance(2 * HOUR - 5)
        assert tik.call("/creator_info/query/", token).json()["error"]["code"] == "ok"
        tik.advance(6)
        assert tik.call("/creator_info/query/", token).status_code == 401

    def test_somebody_elses_publish_id_is_refused(self, tik: Tik) -> None:
        publish_id = tik.accepted(tik.token(), direct(tik.host.photo()))
        for path in ("/status/fetch/", "/cancel/"):
            other = tik.token(username="aimaq_ru")
            response = tik.call(path, other, {"publish_id": publish_id})
            code = response.json()["error"]["code"]
            assert code == "token_not_authorized_for_specified_publish_id"

    def test_an_unknown_publish_id(self, tik: Tik) -> None:
        for path in ("/status/fetch/", "/cancel/"):
            response = tik.call(path, tik.token(), {"publish_id": "p_pub_url~v2.1"})
            assert response.status_code == 400
            assert response.json()["error"]["code"] == "invalid_publish_id"
            assert tik.call(path, tik.token(), {}).json()["error"]["code"] == "invalid_params"

    def test_status_needs_a_posting_scope(self, tik: Tik) -> None:
        token = tik.token(scopes=["user.info.basic"])
        response = tik.call("/status/fetch/", token, {"publish_id": "x"})
        assert response.json()["error"]["code"] == "scope_not_authorized"


class TestCreatorInfo:
    def test_a_public_account(self, tik: Tik) -> None:
        data = tik.call("/creator_info/query/", tik.token()).json()["data"]
        assert data["creator_username"] == "aimaq_kz"
        assert data["creator_nickname"] == "Аймақ жаңалықтары"
        assert data["privacy_level_options"] == [
            "PUBLIC_TO_EVERYONE",
            "MUTUAL_FOLLOW_FRIENDS",
            "SELF_ONLY",
        ]
        assert data["comment_disabled"] is False
        assert set(data) == {
            "creator_avatar_url",
            "creator_username",
            "creator_nickname",
            "privacy_level_options",
            "comment_disabled",
            "duet_disabled",
            "stitch_disabled",
            "max_video_post_duration_sec",
        }

    def test_the_avatars_address_lives_two_hours(self, tik: Tik) -> None:
        url = tik.call("/creator_info/query/", tik.token()).json()["data"]["creator_avatar_url"]
        assert tik.http.get(url).headers["content-type"].startswith("image/svg")
        assert tik.http.get(url[:-1] + ("0" if url[-1] != "0" else "1")).status_code == 403
        tik.advance(2 * HOUR)
        assert tik.http.get(url).status_code == 403

    def test_a_private_account_and_one_without_comments(self, tik: Tik) -> None:
        private = tik.call("/creator_info/query/", tik.token(username="aimaq_private"))
        assert private.json()["data"]["privacy_level_options"][0] == "FOLLOWER_OF_CREATOR"
        quiet = tik.call("/creator_info/query/", tik.token(username="aimaq_quiet"))
        assert quiet.json()["data"]["comment_disabled"] is True

    def test_a_body_is_ignored_with_a_remark(self, tik: Tik) -> None:
        answer = tik.call("/creator_info/query/", tik.token(), {"fields": "all"})
        assert answer.json()["error"]["code"] == "ok"
        assert "no body" in tik.calls()[-1]["wrong"][0]

    def test_it_needs_video_publish(self, tik: Tik) -> None:
        response = tik.call("/creator_info/query/", tik.token(scopes=["video.upload"]))
        assert (response.status_code, response.json()["error"]["code"]) == (
            401,
            "scope_not_authorized",
        )

    def test_a_banned_creator_is_told_with_http_200(self, tik: Tik) -> None:
        token = tik.token(username="aimaq_banned")
        told = tik.call("/creator_info/query/", token)
        assert told.status_code == 200
        assert told.json()["error"]["code"] == "spam_risk_user_banned_from_posting"
        refused = tik.init(token, direct(tik.host.photo()))
        assert refused.status_code == 403
        assert refused.json()["error"]["code"] == "spam_risk_user_banned_from_posting"


class TestLimits:
    @pytest.mark.parametrize(
        ("path", "limit", "body"),
        [
            ("/content/init/", 6, {}),
            ("/creator_info/query/", 20, None),
            ("/status/fetch/", 30, {"publish_id": "x"}),
        ],
    )
    def test_the_minute_slides(self, tik: Tik, path: str, limit: int, body: object) -> None:
        token = tik.token()
        for _ in range(limit // 2):
            assert tik.call(path, token, body).status_code != 429
        tik.advance(30)
        for _ in range(limit - limit // 2):
            assert tik.call(path, token, body).status_code != 429
        refused = tik.call(path, token, body)
        assert (refused.status_code, refused.json()["error"]["code"]) == (
            429,
            "rate_limit_exceeded",
        )
        assert "retry-after" not in refused.headers
        # The first half leaves the window, the second stays: no fixed minute would allow this.
        tik.advance(31)
        for _ in range(limit // 2):
            assert tik.call(path, token, body).status_code != 429
        assert tik.call(path, token, body).status_code == 429

    def test_each_user_has_a_minute_of_their_own(self, tik: Tik) -> None:
        token = tik.token()
        for _ in range(7):
            tik.init(token, {})
        assert tik.init(token, {}).status_code == 429
        assert tik.init(tik.token(username="aimaq_ru"), {}).status_code == 400

    def test_user_info_has_600_a_minute(self, tik: Tik) -> None:
        token = tik.token()
        state = tik.control("GET", "/state")
        state["windows"][f"user_info {MAIN} aimaq_kz"] = [state["saved_at"]] * 599
        tik.control("PUT", "/state", state)
        headers = {"Authorization": f"Bearer {token}"}
        url = "/v2/user/info/?fields=open_id"
        assert [tik.http.get(url, headers=headers).status_code for _ in range(2)] == [200, 429]

    def test_cancel_has_no_limit(self, tik: Tik) -> None:
        token = tik.token()
        answers = [tik.call("/cancel/", token, {"publish_id": "x"}) for _ in range(70)]
        assert {answer.status_code for answer in answers} == {400}

    def test_a_new_token_is_no_new_minute(self, tik: Tik) -> None:
        for _ in range(6):
            tik.init(tik.token(), {})
        assert tik.init(tik.token(), {}).status_code == 429


class TestCaps:
    def test_fifteen_direct_posts_a_day_across_apps(self, tik: Tik) -> None:
        tik.control("POST", "/apps", {**tik.control("GET", "/apps")["apps"][0], "client_key": "b"})
        url = tik.host.photo()
        for number in range(15):
            tik.accepted(tik.token("b" if number % 2 else MAIN), direct(url))
            tik.advance(15)
        refused = tik.init(tik.token(), direct(url))
        assert refused.status_code == 403
        assert refused.json()["error"]["code"] == "spam_risk_too_many_posts"
        told = tik.call("/creator_info/query/", tik.token())
        assert (told.status_code, told.json()["error"]["code"]) == (
            200,
            "spam_risk_too_many_posts",
        )
        tik.advance(24 * HOUR)
        assert tik.init(tik.token(), direct(url)).json()["error"]["code"] == "ok"

    def test_five_drafts_may_wait(self, tik: Tik) -> None:
        token, url = tik.token(), tik.host.photo()
        ids = [tik.accepted(token, draft(url)) for _ in range(5)]
        refused = tik.init(token, draft(url))
        assert refused.status_code == 403
        assert refused.json()["error"]["code"] == "spam_risk_too_many_pending_share"
        tik.advance(61)
        tik.control("POST", f"/posts/{ids[0]}/draft/discard")
        assert tik.init(token, draft(url)).status_code == 403
        tik.control("POST", f"/posts/{ids[1]}/draft/post", {"privacy_level": "PUBLIC_TO_EVERYONE"})
        tik.accepted(token, draft(url))

    def test_an_unaudited_app_has_five_users_a_day(self, tik: Tik) -> None:
        user = tik.control("GET", "/users")["users"][2]
        for number in range(6):
            tik.control("POST", "/users", {**user, "username": f"private{number}"})
        wanted = direct(tik.host.photo(), privacy_level="SELF_ONLY")
        for number in range(5):
            tik.accepted(tik.token(NEW, f"private{number}"), wanted)
        token = tik.token(NEW, "private5")
        refused = tik.init(token, wanted)
        assert (refused.status_code, refused.json()["error"]["code"]) == (
            403,
            "reached_active_user_cap",
        )
        told = tik.call("/creator_info/query/", token)
        assert (told.status_code, told.json()["error"]["code"]) == (200, "reached_active_user_cap")
        # One of the five is no new user.
        tik.accepted(tik.token(NEW, "private0"), wanted)


class TestUnaudited:
    @pytest.mark.parametrize(
        ("username", "privacy_level", "code"),
        [
            (
                "aimaq_kz",
                "PUBLIC_TO_EVERYONE",
                "unaudited_client_can_only_post_to_private_accounts",
            ),
            ("aimaq_kz", "SELF_ONLY", "unaudited_client_can_only_post_to_private_accounts"),
            (
                "aimaq_private",
                "FOLLOWER_OF_CREATOR",
                "unaudited_client_can_only_post_to_private_accounts",
            ),
            ("aimaq_private", "SELF_ONLY", "ok"),
        ],
    )
    def test_only_self_only_to_a_private_account(
        self, tik: Tik, username: str, privacy_level: str, code: str
    ) -> None:
        wanted = direct(tik.host.photo(), privacy_level=privacy_level)
        response = tik.init(tik.token(NEW, username), wanted)
        assert response.json()["error"]["code"] == code
        assert response.status_code == (200 if code == "ok" else 403)

    def test_drafts_need_no_audit(self, tik: Tik) -> None:
        tik.accepted(tik.token(NEW), draft(tik.host.photo()))


def _clock(tik: Tik, seconds: float) -> dict[str, object]:
    return {
        "url": f"{tik.running.url}/_sim/clock",
        "json": {"advance": seconds},
        "trust_env": False,
        "timeout": 10,
    }


def test_nothing_from_a_sandbox_becomes_public(tik: Tik) -> None:
    token = tik.token(SANDBOX)
    publish_id = tik.accepted(token, draft(tik.host.photo()))
    tik.advance(5)
    tik.control("POST", f"/posts/{publish_id}/draft/post", {"privacy_level": "PUBLIC_TO_EVERYONE"})
    tik.advance(HOUR)
    assert tik.status(token, publish_id)["status"] == "PUBLISH_COMPLETE"
    assert tik.status(token, publish_id)["publicaly_available_post_id"] == []


class TestCancel:
    def test_a_post_under_way_can_be_cancelled(self, tik: Tik) -> None:
        token = tik.token()
        publish_id = tik.accepted(token, direct(tik.host.photo()))
        response = tik.call("/cancel/", token, {"publish_id": publish_id})
        assert response.status_code == 200
        assert set(response.json()) == {"error"}
        assert response.json()["error"]["code"] == "ok"
        tik.advance(HOUR)
        cancelled = tik.status(token, publish_id)
        assert (cancelled["status"], cancelled["fail_reason"]) == ("FAILED", "publish_cancelled")
        assert tik.host.asked == []

    def test_a_pull_that_is_under_way_comes_to_nothing(self, tik: Tik) -> None:
        token = tik.token()
        held = threading.Event()
        url = tik.host.serve("/1.jpg", photo(), held=held)
        publish_id = tik.accepted(token, draft(url))
        advancing = threading.Thread(target=httpx2.post, kwargs=_clock(tik, 3))
        advancing.start()
        until(lambda: tik.host.asked, "the photo to be asked for")
        assert tik.call("/cancel/", token, {"publish_id": publish_id}).status_code == 200
        held.set()
        advancing.join()
        tik.advance(HOUR)
        assert tik.status(token, publish_id)["fail_reason"] == "publish_cancelled"
        assert tik.events() == ["post.publish.failed"]

    def test_a_finished_one_cannot(self, tik: Tik) -> None:
        token = tik.token()
        publish_id = tik.accepted(token, direct(tik.host.photo()))
        tik.advance(10)
        response = tik.call("/cancel/", token, {"publish_id": publish_id})
        assert response.status_code == 400
        assert set(response.json()) == {"error"}
        assert response.json()["error"]["code"] == "publish_not_cancellable"


class TestDrafts:
    def test_a_draft_waits_in_the_inbox_until_its_user_posts_it(self, tik: Tik) -> None:
        token = tik.token()
        publish_id = tik.accepted(token, draft(tik.host.photo()))
        tik.advance(10)
        assert tik.status(token, publish_id)["status"] == "SEND_TO_USER_INBOX"
        assert tik.control("POST", f"/posts/{publish_id}/draft/open")["draft_opened_at"]
        tik.control(
            "POST",
            f"/posts/{publish_id}/draft/post",
            {"privacy_level": "PUBLIC_TO_EVERYONE", "title": "Өзгертілген"},
        )
        assert tik.status(token, publish_id)["status"] == "PUBLISH_COMPLETE"
        assert tik.post(publish_id)["title"] == "Өзгертілген"
        tik.advance(60)
        assert len(tik.status(token, publish_id)["publicaly_available_post_id"]) == 1

    def test_an_old_app_takes_no_photo_drafts(self, tik: Tik) -> None:
        response = tik.init(tik.token(username="aimaq_oldphone"), draft(tik.host.photo()))
        assert response.status_code == 400
        assert response.json()["error"]["code"] == "app_version_check_failed"
        tik.change_user("aimaq_oldphone", app_version=[31, 8])
        tik.accepted(tik.token(username="aimaq_oldphone"), draft(tik.host.photo()))

    @pytest.mark.parametrize("action", ["open", "post", "discard"])
    def test_what_is_no_draft_cannot_be_handled_as_one(self, tik: Tik, action: str) -> None:
        publish_id = tik.accepted(tik.token(), direct(tik.host.photo()))
        response = tik.http.post(
            f"/_sim/posts/{publish_id}/draft/{action}", json={"privacy_level": "SELF_ONLY"}
        )
        assert response.status_code == 400
        assert "no draft" in response.json()["error"]["message"]


def test_a_consent_that_ends_takes_the_post_with_it(tik: Tik) -> None:
    publish_id = tik.accepted(tik.token(), direct(tik.host.photo()))
    tik.control("POST", "/grants/remove", {"client_key": MAIN, "username": "aimaq_kz", "reason": 1})
    assert tik.post(publish_id)["fail_reason"] == "auth_removed"
    assert tik.events() == ["authorization.removed", "post.publish.failed"]


def test_a_removed_post_and_one_made_private_lose_their_public_id(tik: Tik) -> None:
    token, url = tik.token(), tik.host.photo()
    removed, hidden = tik.accepted(token, direct(url)), tik.accepted(token, direct(url))
    tik.advance(60)
    tik.control("POST", f"/posts/{removed}/remove")
    tik.control("POST", f"/posts/{hidden}/privacy", {"privacy_level": "SELF_ONLY"})
    for publish_id in (removed, hidden):
        assert tik.status(token, publish_id)["publicaly_available_post_id"] == []
    assert tik.events()[-2:] == ["post.publish.no_longer_publicaly_available"] * 2
    tik.control("POST", f"/posts/{hidden}/privacy", {"privacy_level": "PUBLIC_TO_EVERYONE"})
    tik.advance(60)
    assert len(tik.status(token, hidden)["publicaly_available_post_id"]) == 1
